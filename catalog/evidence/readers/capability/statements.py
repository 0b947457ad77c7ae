"""One statement for each thing that a CapabilityStatement lists."""

from collections.abc import Iterator

from catalog.evidence.limits import LONGEST_EXCERPT
from catalog.evidence.readers.capability.model import (
    Capability,
    Item,
    Resource,
    searches,
)
from catalog.evidence.readers.pick import excerpt
from catalog.evidence.reading import Statement
from catalog.words import Outcome


def statements(model: Capability) -> Iterator[Statement]:
    """The version, the formats, each kind of resource, and what is claimed beside them.

    What a wish lists is evidence of nothing. What is listed without saying what can be done with it is
    unknown, and so is all that stands beside an import that nobody has followed.
    """
    said = Outcome.NOT_EVIDENCED if model.is_wish else Outcome.INCONCLUSIVE if model.unfit else Outcome.MET
    listed = Outcome.INCONCLUSIVE if said is Outcome.MET and model.imports else said
    unknown = Outcome.NOT_EVIDENCED if model.is_wish else Outcome.INCONCLUSIVE
    at = model.place.of("fhirVersion").path
    yield Statement(about="fhir:version", outcome=said, pointer=at, text=excerpt(model.version))
    yield from _named("format", model.formats, said)
    for resource in model.resources:
        yield _resource(resource, unknown if resource.is_silent else listed)
    yield from _named("operation", model.operations, listed)
    yield from _named("security", model.security, listed)
    yield from _named("message", model.messages, listed)
    yield from _named("guide", model.guides, said)
    yield from _named("instantiates", model.instantiates, unknown)  # it may do less than it points to
    yield from _named("imports", model.imports, unknown)


def _named(what: str, items: tuple[Item, ...], outcome: Outcome) -> Iterator[Statement]:
    for item in items:
        mode = f"{item.mode}:" if item.mode else ""
        name = excerpt(item.name)
        yield Statement(about=f"fhir:{what}:{mode}{name}", outcome=outcome, pointer=item.pointer, text=name)


def _resource(resource: Resource, outcome: Outcome) -> Statement:
    return Statement(
        about=f"fhir:{resource.mode}:{_line(resource.type)}",
        outcome=outcome,
        pointer=resource.pointer,
        text=_line("; ".join(_said(resource))),
    )


def _said(resource: Resource) -> list[str]:
    said = [", ".join(resource.codes) or "no interaction listed"]
    names, count = searches(resource.members)
    if count:
        more = f" and {count - len(names)} more" if count > len(names) else ""
        said.append(f"searched by {', '.join(names)}{more}")
    if resource.operations:
        said.append("operations " + ", ".join([name or address for name, address in resource.operations[:6]]))
    if resource.profiles:
        said.append("profiles " + ", ".join([each.rsplit("/", 1)[-1] for each in resource.profiles[:4]]))
    return said


def _line(text: str) -> str:
    """An excerpt, made only where the text is not one already: there are hundreds of these."""
    return text if len(text) <= LONGEST_EXCERPT and text.isprintable() else excerpt(text)
