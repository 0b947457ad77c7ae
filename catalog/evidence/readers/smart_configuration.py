"""SMART configuration: what `/.well-known/smart-configuration` of a FHIR server states.

Shape and rules: SMART App Launch 2.2, conformance chapter. A server's own word about itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Reader
from catalog.evidence.readers import sign_in
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
        statements=(*_capabilities(value), *sign_in.statements(value, RULES, "smart")),
        notes=tuple(_notes(value)),
    )


def _capabilities(value: Mapping[str, Any]) -> Iterator[Statement]:
    for number, capability in enumerate(value["capabilities"]):
        if isinstance(capability, str):
            yield Statement(
                about=f"smart:{excerpt(capability)}",
                outcome=Outcome.MET,
                pointer=f"/capabilities/{number}",
                text=excerpt(capability),
            )


def _notes(value: Mapping[str, Any]) -> Iterator[str]:
    if "code_challenge_methods_supported" not in value:
        yield "It has the shape of SMART 1.0: version 2 asks for code challenges and grants."
    scopes = texts_of(value.get("scopes_supported"))
    if scopes:
        levels = {
            name: sum(s.startswith(f"{name}/") for s in scopes) for name in ("patient", "user", "system")
        }
        counted = ", ".join(f"{count} {name}" for name, count in levels.items() if count)
        yield f"It lists {len(scopes)} scopes{': ' + counted if counted else ''}."


def identity(value: Mapping[str, Any]) -> Iterator[Shown]:
    """A server that signs people in by OpenID Connect gives its issuer and its keys."""
    if "sso-openid-connect" in texts_of(value.get("capabilities")):
        yield from sign_in.required(
            value, ("issuer", "jwks_uri"), "sso-openid-connect is among its capabilities"
        )


def launch(value: Mapping[str, Any]) -> Iterator[Shown]:
    """A server from which applications are launched gives its authorization endpoint."""
    if {"launch-ehr", "launch-standalone"} & set(texts_of(value.get("capabilities"))):
        yield from sign_in.required(value, ("authorization_endpoint",), "it launches applications")


def grants_listed(value: Mapping[str, Any]) -> Iterator[Shown]:
    """Version 2 asks for the list of grants."""
    if "code_challenge_methods_supported" in value:
        yield from sign_in.required(value, ("grant_types_supported",), "version 2 of SMART asks for it")


RULES: Final[tuple[sign_in.Rule, ...]] = (
    sign_in.proof_key,
    sign_in.no_implicit_grant,
    sign_in.no_token_in_address,
    sign_in.encrypted_endpoints,
    identity,
    launch,
    grants_listed,
    sign_in.asymmetric_clients,
    sign_in.backend_services,
)
_TELLING: Final = (sign_in.proof_key, sign_in.no_implicit_grant)
_BINDING: Final = (*RULES[:4], identity)  # the others are for SMART itself, not for signing in openly

READER: Final = Reader(
    format=Format.SMART_CONFIGURATION,
    version=2,
    recognises=_recognises,
    take_apart=_take_apart,
    rules={"open_sign_in": sign_in.open_sign_in(_BINDING, _TELLING)},
)
