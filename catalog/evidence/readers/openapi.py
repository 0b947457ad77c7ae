"""OpenAPI descriptions: what an interface is said to offer, where, and how people sign in to it.

A description is its author's word: declared, never tested. Source: OpenAPI Specification 3.0, 3.1, 3.2.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Given, Reader
from catalog.evidence.readers.openapi_shape import Interface, Scheme, Server, interface
from catalog.evidence.readers.pick import dict_of, excerpt, text_of
from catalog.evidence.reading import Context, Document, RejectedError, Shown, Statement, Subject
from catalog.words import Outcome

_MARK: Final = re.compile(rb"[\"']?\b(?:openapi|swagger)[\"']?[ \t]*:")
_KNOWN: Final = ("3.0", "3.1", "3.2", "2.0")
_MOST_PLACES: Final = 5  # places of references that a note names


def _value(opened: Opened) -> dict[str, Any]:
    return dict_of(opened.json if opened.is_json else opened.yaml)


def _edition(value: dict[str, Any]) -> str | None:
    """As the document says it; YAML makes a number of an unquoted 2.0."""
    said = value.get("openapi", value.get("swagger"))
    return str(said) if isinstance(said, float | int) and not isinstance(said, bool) else text_of(said)


def _recognises(opened: Opened) -> bool:
    """By its `openapi` or `swagger` at the top, beside what only a description has."""
    if not (opened.is_json or opened.is_yaml) or not _MARK.search(opened.content):
        return False
    value = _value(opened)
    return _edition(value) is not None and ("info" in value or "paths" in value)


def _take_apart(opened: Opened, _context: Context, _others: Sequence[Opened]) -> Document:
    value = _value(opened)
    edition = _edition(value) or ""
    if edition[:3] not in _KNOWN:
        raise RejectedError(
            f"The edition {edition[:20]!r} of OpenAPI is not known here.",
            f"Describe the interface in one of {', '.join(_KNOWN[:3])}.",
            "/openapi" if "openapi" in value else "/swagger",
        )
    if not isinstance(value.get("paths", {}), dict):
        raise RejectedError("The paths are not an object.", "List each path with its operations.", "/paths")
    found = interface(value, edition)
    return Document(
        format=Format.OPENAPI,
        format_version=edition,
        model=found,
        subject=Subject(product=found.title, version=found.version),
        statements=tuple(_statements(found)),
        notes=tuple(_notes(found)),
    )


def _statements(found: Interface) -> Iterator[Statement]:
    old = "Swagger 2.0, from before OpenAPI 3." if found.is_swagger else f"OpenAPI {found.edition}."
    yield Statement(
        about="openapi:edition",
        outcome=Outcome.NOT_MET if found.is_swagger else Outcome.MET,
        pointer="/swagger" if found.is_swagger else "/openapi",
        text=excerpt(old),
    )
    yield Statement(
        about="openapi:version",
        outcome=Outcome.MET if found.version else Outcome.NOT_MET,
        pointer="/info/version",
        text=excerpt(found.version or "The interface has no version."),
    )
    yield Statement(
        about="openapi:operations",
        outcome=Outcome.MET if found.operations else Outcome.NOT_EVIDENCED,
        pointer="/paths",
        text=f"{found.operations} operations, {found.json} in JSON, {found.secured} behind a sign-in.",
    )
    yield from (_of_server(server) for server in found.servers)
    yield from (_of_scheme(scheme) for scheme in found.schemes)
    if found.fhir:
        text = "Paths look like those of a FHIR server; its CapabilityStatement says more."
        yield Statement(about="openapi:fhir", outcome=Outcome.INCONCLUSIVE, pointer="/paths", text=text)


def _of_server(server: Server) -> Statement:
    failed = server.plain and not server.local
    relative = "://" not in server.url
    outcome = Outcome.NOT_MET if failed else Outcome.NOT_APPLICABLE if server.local else Outcome.MET
    if relative:
        outcome = Outcome.NOT_EVIDENCED
    return Statement(
        about="openapi:server", outcome=outcome, pointer=server.pointer, text=excerpt(server.url)
    )


def _of_scheme(scheme: Scheme) -> Statement:
    outcome = Outcome.MET if scheme.open else Outcome.NOT_MET
    if scheme.old:
        outcome = Outcome.NOT_MET
    elif not scheme.known:
        outcome = Outcome.INCONCLUSIVE
    old = f", with the flow {' and '.join(scheme.old)}" if scheme.old else ""
    text = excerpt(f"{scheme.name}: {scheme.kind or 'not in this document'}{old}")
    return Statement(about="openapi:sign-in", outcome=outcome, pointer=scheme.pointer, text=text)


def _notes(found: Interface) -> Iterator[str]:
    if found.is_swagger:
        yield "Swagger 2.0 was read as what it is: OpenAPI 3 took its place in 2017."
    if found.outside:
        places = ", ".join(found.outside[:_MOST_PLACES])
        yield excerpt(
            f"{len(found.outside)} references lead out of the document and were not followed: {places}."
        )
    if any(server.local for server in found.servers):
        yield "A server on the writer's own machine was left out."
    if not found.servers:
        yield "No server is named."


def _model(document: Document) -> Interface:
    model: Any = document.model
    assert isinstance(model, Interface)
    return model


def _is_documented(document: Document, _given: Given) -> Iterator[Shown]:
    """Described in OpenAPI 3, by version, with operations. Swagger is documentation of the wrong edition."""
    found = _model(document)
    lacks = [
        words
        for missing, words in (
            (found.is_swagger, "it is written in Swagger 2.0, and OpenAPI 3 is asked for"),
            (not found.version, "it names no version of the interface"),
            (not found.operations, "it describes no operation"),
        )
        if missing
    ]
    if lacks:
        reason = f"It is not enough: {'; '.join(lacks)}."
        yield Shown(outcome=Outcome.NOT_EVIDENCED, pointer="", reason=reason)
    else:
        reason = f"{found.operations} operations of version {found.version} in OpenAPI {found.edition}."
        yield Shown(outcome=Outcome.MET, pointer="/info/version", reason=excerpt(reason))


def _offers_operations(document: Document, _given: Given) -> Iterator[Shown]:
    """Whatever the edition: an operation is a programming interface."""
    found = _model(document)
    if found.operations:
        reason = f"{found.operations} operations are described."
        yield Shown(outcome=Outcome.MET, pointer="/paths", reason=reason)


def _plain_server(found: Interface) -> Server | None:
    return next((server for server in found.servers if server.plain and not server.local), None)


def _signs_in_openly(document: Document, _given: Given) -> Iterator[Shown]:
    """HTTPS, JSON, and OAuth 2 or OpenID Connect without the flows that OAuth 2.1 drops; the worst first."""
    found = _model(document)
    plain, old = _plain_server(found), next((each for each in found.schemes if each.old), None)
    opened = next((each for each in found.schemes if each.open), None)
    if plain is not None:
        reason = "A server is offered over plain HTTP."
        yield Shown(outcome=Outcome.NOT_MET, pointer=plain.pointer, reason=reason)
    elif old is not None:
        reason = f"Flows that are no longer safe are offered: {', '.join(old.old)}."
        yield Shown(outcome=Outcome.NOT_MET, pointer=old.pointer, reason=reason)
    elif opened is None:
        yield _without_open_scheme(found)
    else:
        yield _with_open_scheme(found, opened)


def _without_open_scheme(found: Interface) -> Shown:
    known = [scheme for scheme in found.schemes if scheme.known]
    if known and len(known) == len(found.schemes):
        kinds = ", ".join(sorted({scheme.kind for scheme in known}))
        reason = f"It signs in by {kinds} only, not by OAuth 2 or OpenID Connect."
        return Shown(outcome=Outcome.NOT_MET, pointer=known[0].pointer, reason=excerpt(reason))
    reason = "It does not say how people or programs sign in."
    return Shown(outcome=Outcome.NOT_EVIDENCED, pointer="", reason=reason)


def _with_open_scheme(found: Interface, scheme: Scheme) -> Shown:
    """Met where operations use it and speak JSON; a scheme that guards nothing is only a word."""
    if not found.secured:
        reason = f"{scheme.name} is described, and no operation asks for it."
        return Shown(outcome=Outcome.INCONCLUSIVE, pointer=scheme.pointer, reason=excerpt(reason))
    if not found.json:
        reason = "No operation says that it speaks JSON."
        return Shown(outcome=Outcome.INCONCLUSIVE, pointer="/paths", reason=reason)
    reason = f"Sign-in by {scheme.kind}; {found.json} of {found.operations} operations speak JSON."
    return Shown(outcome=Outcome.MET, pointer=scheme.pointer, reason=reason)


def _follows_practice(document: Document, given: Given) -> Iterator[Shown]:
    """Plain HTTP breaks the practice; that the rest of it is kept, a description cannot show alone."""
    plain = _plain_server(_model(document))
    if plain is not None:
        reason = "A server is offered over plain HTTP."
        yield Shown(outcome=Outcome.NOT_MET, pointer=plain.pointer, reason=reason)
    else:
        yield from _names_a_standard(document, given)


def _names_a_standard(document: Document, _given: Given) -> Iterator[Shown]:
    """The standard of the description is seen; why it was chosen is not."""
    found = _model(document)
    name = "Swagger" if found.is_swagger else "OpenAPI"
    reason = f"The interface is described in {name} {found.edition}; the rest is for a person to read."
    yield Shown(outcome=Outcome.INCONCLUSIVE, pointer="", reason=reason)


READER: Final = Reader(
    format=Format.OPENAPI,
    version=1,
    recognises=_recognises,
    take_apart=_take_apart,
    rules={
        "is_documented": _is_documented,
        "offers_operations": _offers_operations,
        "signs_in_openly": _signs_in_openly,
        "follows_practice": _follows_practice,
        "names_a_standard": _names_a_standard,
    },
)
