"""SMART configuration: what `/.well-known/smart-configuration` of a FHIR server states.

Shape and rules: SMART App Launch 2.2, conformance chapter. A server's own word about itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Given, Reader
from catalog.evidence.readers.pick import dict_of, excerpt, text_of, texts_of
from catalog.evidence.reading import Context, Document, RejectedError, Shown, Statement, Subject
from catalog.words import Outcome


def _recognises(opened: Opened) -> bool:
    value = dict_of(opened.json) if opened.is_json else {}
    return isinstance(value.get("capabilities"), list) and "token_endpoint" in value


def _take_apart(opened: Opened, _context: Context, _others: Sequence[Opened]) -> Document:
    value = dict_of(opened.json)
    if not texts_of(value.get("capabilities")):
        raise RejectedError(
            "The list of capabilities is empty.", "List what the server supports.", "/capabilities"
        )
    return Document(
        format=Format.SMART_CONFIGURATION,
        format_version="2.x" if "code_challenge_methods_supported" in value else "1.0",
        model=value,
        subject=Subject(product=text_of(value.get("issuer"))),
        statements=tuple(_statements(value)),
    )


def _statements(value: Mapping[str, Any]) -> Iterator[Statement]:
    for number, capability in enumerate(texts_of(value.get("capabilities"))):
        yield Statement(
            about=f"smart:{capability}",
            outcome=Outcome.MET,
            pointer=f"/capabilities/{number}",
            text=excerpt(capability),
        )
    for rule in (proof_key, no_implicit_grant):
        for shown in rule(value):
            yield Statement(
                about=f"smart:{rule.__name__}",
                outcome=shown.outcome,
                pointer=shown.pointer,
                text=shown.reason,
            )


def proof_key(value: Mapping[str, Any]) -> Iterator[Shown]:
    """S256 has to be among the code challenge methods, and `plain` must not be."""
    pointer = "/code_challenge_methods_supported"
    methods = texts_of(value.get("code_challenge_methods_supported"))
    if "plain" in methods:
        yield Shown(outcome=Outcome.NOT_MET, pointer=pointer, reason="The method `plain` is offered.")
    elif "S256" in methods:
        yield Shown(outcome=Outcome.MET, pointer=pointer, reason="S256 is offered, and plain is not.")
    else:
        yield Shown(outcome=Outcome.NOT_MET, pointer=pointer, reason="No S256 code challenge is offered.")


def no_implicit_grant(value: Mapping[str, Any]) -> Iterator[Shown]:
    """Neither the implicit nor the password grant may be offered (OAuth 2.1 drops both)."""
    grants = texts_of(value.get("grant_types_supported"))
    old = sorted({"implicit", "password"} & set(grants))
    if old:
        yield Shown(
            outcome=Outcome.NOT_MET,
            pointer=f"/grant_types_supported/{grants.index(old[0])}",
            reason=f"Grants that are no longer safe are offered: {', '.join(old)}.",
        )
    elif grants:
        yield Shown(
            outcome=Outcome.MET,
            pointer="/grant_types_supported",
            reason="Neither implicit nor password is offered.",
        )


def _signs_in_by_standard(document: Document, _given: Given) -> Iterator[Shown]:
    """Access by an open standard: what the proof key and the grants say, the worst first."""
    value = dict_of(document.model)
    yield from (*proof_key(value), *no_implicit_grant(value))


READER: Final = Reader(
    format=Format.SMART_CONFIGURATION,
    version=1,
    recognises=_recognises,
    take_apart=_take_apart,
    rules={"open_sign_in": _signs_in_by_standard},
)
