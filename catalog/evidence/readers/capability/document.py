"""Takes a CapabilityStatement apart: what it must say, what it says of itself, and what is odd about it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.readers.capability.model import Capability, capability
from catalog.evidence.readers.capability.statements import statements
from catalog.evidence.readers.fhir_shape import Place, first_day, flag, kind_of, many, resource_of
from catalog.evidence.readers.pick import dict_of, excerpt, text_of
from catalog.evidence.reading import Context, Document, Issuer, RejectedError, Subject

EDITIONS: Final = {"1.0": "DSTU2", "3.0": "STU3", "4.0": "R4", "4.1": "R4B", "4.3": "R4B", "5.0": "R5"}
LONGEST_VERSION: Final = 40
LONG_AGO: Final = 365  # days after which a note asks for a newer one
KINDS: Final = ("instance", "capability", "requirements")
_WISH: Final = "It says what somebody asks for (kind: requirements): nothing about a product follows from it."


def take_apart(opened: Opened, context: Context, _others: Sequence[Opened]) -> Document:
    """The document, or the reason why nothing can follow from it."""
    value, place = resource_of(opened)
    version, edition = _version(value, place)
    kind = _kind(value, place)
    unfit = _unfit(value)
    model = capability(value, place, version, kind, unfit)
    written = first_day(value.get("date"))
    return Document(
        format=Format.FHIR_CAPABILITY_STATEMENT,
        format_version=version,
        model=model,
        subject=_subject(value),
        issuer=_issuer(value, model),
        produced_on=min(written, context.as_of) if written else None,
        statements=tuple(statements(model)),
        notes=tuple(_notes(model, kind_of(opened), edition, written, context.as_of)),
    )


def _version(value: dict[str, Any], place: Place) -> tuple[str, str]:
    version = text_of(value.get("fhirVersion"))
    at = place.of("fhirVersion").path
    if version is None:
        raise RejectedError(
            "The statement does not say which version of FHIR it is about.",
            "Give its fhirVersion, such as 4.0.1: the server does so at /metadata.",
            at,
        )
    edition = EDITIONS.get(version.strip()[:3]) if len(version) <= LONGEST_VERSION else None
    if edition is None:
        raise RejectedError(
            f"{excerpt(version)[:60]!r} is no version of FHIR that is read here.",
            "Give DSTU2, STU3, R4, R4B or R5, in figures such as 4.0.1.",
            at,
        )
    return version.strip(), edition


def _kind(value: dict[str, Any], place: Place) -> str:
    kind = value.get("kind")
    if isinstance(kind, str) and kind in KINDS:
        return kind
    raise RejectedError(
        "The statement does not say whether it describes a running server, a product or a wish.",
        f"Give its kind: one of {', '.join(KINDS)}.",
        place.of("kind").path,
    )


def _unfit(value: dict[str, Any]) -> str:
    """Why what it lists cannot be taken for what a product does."""
    software = dict_of(value.get("software"))
    if any(_is_blank_form(text) for text in (software.get("name"), software.get("version"))):
        return "It is a template: the name of the software has not been filled in."
    if value.get("status") == "retired":
        return "It is marked as retired."
    return ""


def _is_blank_form(value: Any) -> bool:
    text = value.strip().lower() if isinstance(value, str) else ""
    return (text.startswith("[") and text.endswith("]")) or text.startswith("insert your ")


def _filled(value: Any) -> str | None:
    text = text_of(value)
    return None if text is None or _is_blank_form(text) else excerpt(text)


def _subject(value: dict[str, Any]) -> Subject:
    software = dict_of(value.get("software"))
    return Subject(
        vendor=_filled(value.get("publisher")),
        product=_filled(software.get("name")),
        version=_filled(software.get("version")),
    )


def _issuer(value: dict[str, Any], model: Capability) -> Issuer:
    return Issuer(kind="unknown" if model.is_wish else "vendor", name=_filled(value.get("publisher")))


def _notes(model: Capability, kind: str, edition: str, written: date | None, as_of: date) -> Iterator[str]:
    value = model.members
    if model.is_wish:
        yield _WISH
    if model.unfit:
        yield model.unfit
    if value.get("status") == "draft":
        yield "It is marked as a draft."
    elif text_of(value.get("status")) is None:
        yield "It does not say its status."
    if flag(value.get("experimental")):
        yield "It is marked as experimental."
    yield from _oddities(model, kind, edition)
    if written is None:
        yield "It names no day on which it was written."
    elif written > as_of:
        yield f"It is dated {written.isoformat()}, a day to come: it counts from the day it was read."
    elif (as_of - written).days > LONG_AGO:
        yield f"It was written on {written.isoformat()}; ask the server again for its present word."


def _oddities(model: Capability, kind: str, edition: str) -> Iterator[str]:
    value = model.members
    if (kind == "Conformance") != (edition == "DSTU2"):
        yield f"It is called {kind}, which is not what FHIR {edition} calls it."
    if edition not in ("STU3", "DSTU2") and "acceptUnknown" in value:
        yield f"It says FHIR {edition} and carries acceptUnknown, which that edition does not have."
    silent = sum(resource.is_silent for resource in model.resources)
    if silent:
        count = len(model.resources)
        yield f"{silent} of {count} kinds of resource list no interaction: unknown, not absent."
    if model.imports:
        yield "It imports other statements, which are not followed: what it can do in all is unknown."
    if not any(many(value.get(name)) for name in ("rest", "messaging", "document")):
        yield "It lists neither an interface nor messages nor documents."
    if model.resources and all(resource.mode == "client" for resource in model.resources):
        yield "It speaks of a client: what the product asks of others."
