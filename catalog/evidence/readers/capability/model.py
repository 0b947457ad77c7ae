"""What a CapabilityStatement says, as far as a finding can follow from it."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from catalog.evidence.readers.fhir_shape import Place, each, many, words
from catalog.evidence.readers.pick import text_of

NAMED_SEARCHES: Final = 6
"""Search parameters that are named beside a resource; the others are counted."""


class Resource(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One kind of resource in one mode: `codes` are its interactions, `members` the object itself.

    `operations` are names and definitions, as far as they are given.
    """

    mode: str
    type: str
    pointer: str
    is_xml: bool
    codes: tuple[str, ...]
    profiles: tuple[str, ...]
    operations: tuple[tuple[str, str], ...]
    members: dict[str, Any]

    @property
    def is_silent(self) -> bool:
        """Does it list neither an interaction nor an operation? Then nobody knows what it can do."""
        return not self.codes and not self.operations


class Item(msgspec.Struct, frozen=True, gc=False):
    """Something that is named: by address, by code, or by both (`mode`: sender, receiver, client, server)."""

    name: str
    pointer: str
    mode: str = ""


class Capability(msgspec.Struct, frozen=True, kw_only=True):
    """The parts that rules ask for. `addresses` are all that it lists of guides, profiles and operations.

    `unfit` says why it cannot speak for a product, if it cannot.
    """

    version: str
    kind: str
    place: Place
    members: dict[str, Any]
    formats: tuple[Item, ...]
    resources: tuple[Resource, ...]
    operations: tuple[Item, ...]
    security: tuple[Item, ...]
    messages: tuple[Item, ...]
    guides: tuple[Item, ...]
    instantiates: tuple[Item, ...]
    imports: tuple[Item, ...]
    addresses: tuple[Item, ...]
    unfit: str = ""

    @property
    def is_wish(self) -> bool:
        """Does it say what somebody asks for, and not what a product does?"""
        return self.kind == "requirements"


def capability(value: dict[str, Any], place: Place, version: str, kind: str, unfit: str) -> Capability:
    """Everything taken out of the resource in one pass over what is needed."""
    rests = list(each(value, "rest", place))
    resources = tuple(each_resource(rests))
    operations = tuple(item for where, rest in rests for item in _operations(rest, where, _mode(rest)))
    guides = _items(value, "implementationGuide", place)
    instantiates = _items(value, "instantiates", place)
    return Capability(
        version=version,
        kind=kind,
        place=place,
        members=value,
        formats=_items(value, "format", place),
        resources=resources,
        operations=operations,
        security=tuple(item for where, rest in rests for item in _security(rest, where)),
        messages=tuple(_messages(value, place)),
        guides=guides,
        instantiates=instantiates,
        imports=_items(value, "imports", place),
        addresses=(*guides, *instantiates, *_addresses(resources), *map(_address, operations)),
        unfit=unfit,
    )


def _addresses(resources: tuple[Resource, ...]) -> Iterator[Item]:
    for resource in resources:
        at = resource.pointer
        for profile in resource.profiles:
            yield Item(profile, at)
        for _, address in resource.operations:
            yield Item(address, at)


def _address(operation: Item) -> Item:
    return Item(operation.name.rsplit(" ", 1)[-1], operation.pointer)


def each_resource(rests: list[tuple[Place, dict[str, Any]]]) -> Iterator[Resource]:
    """The resources of every block, whichever its mode."""
    for where, rest in rests:
        mode = _mode(rest)
        for at, item in each(rest, "resource", where):
            kind = text_of(item.get("type"))
            if kind:
                yield Resource(
                    mode=mode,
                    type=kind,
                    pointer=at.path,
                    is_xml=at.is_xml,
                    codes=codes(item),
                    profiles=tuple(profiles(item)),
                    operations=tuple(_calls(item)) if "operation" in item else (),
                    members=item,
                )


def codes(item: dict[str, Any]) -> tuple[str, ...]:
    """The codes of the interactions that are listed."""
    listed = [one.get("code") for one in many(item.get("interaction")) if isinstance(one, dict)]
    return tuple([code for code in listed if isinstance(code, str)])


def profiles(item: dict[str, Any]) -> Iterator[str]:
    """The profiles that a resource is said to keep to; a reference (STU3) is read as its address."""
    for name in ("supportedProfile", "profile"):
        for profile in many(item.get(name)):
            text = profile.get("reference") if isinstance(profile, dict) else profile
            if isinstance(text, str) and text:
                yield text


def searches(item: dict[str, Any]) -> tuple[list[str], int]:
    """The names of the first search parameters, and how many there are."""
    found = many(item.get("searchParam"))
    named = (one.get("name") for one in found[:NAMED_SEARCHES] if isinstance(one, dict))
    return [name for name in named if isinstance(name, str)], len(found)


def _calls(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and definition of each operation. Some write the name with the `$` that its address has."""
    for call in many(item.get("operation")):
        if isinstance(call, dict):
            address = call.get("definition")
            if isinstance(address, dict):
                address = address.get("reference")
            name = call.get("name")
            yield (
                name.removeprefix("$") if isinstance(name, str) else "",
                address if isinstance(address, str) else "",
            )


def _mode(rest: dict[str, Any]) -> str:
    mode = rest.get("mode")
    return mode if mode in ("client", "server") else "unknown"


def _items(value: dict[str, Any], name: str, place: Place) -> tuple[Item, ...]:
    return tuple(Item(text, where.path) for where, text in words(value, name, place))


def _operations(value: dict[str, Any], place: Place, mode: str) -> Iterator[Item]:
    for where, item in each(value, "operation", place):
        for name, address in _calls({"operation": item}):
            if name or address:
                yield Item(f"{name} {address}".strip(), where.path, mode)


def _security(rest: dict[str, Any], place: Place) -> Iterator[Item]:
    """The services by code alone: two addresses of their code system are in use."""
    for where, security in each(rest, "security", place):
        for at, service in each(security, "service", where):
            coded = [text_of(coding.get("code")) for _, coding in each(service, "coding", at)]
            name = next((code for code in coded if code), text_of(service.get("text")))
            if name:
                yield Item(name, at.path, _mode(rest))


def _messages(value: dict[str, Any], place: Place) -> Iterator[Item]:
    for where, messaging in each(value, "messaging", place):
        for at, message in each(messaging, "supportedMessage", where):
            for _, address in words(message, "definition", at):
                yield Item(address, at.path, text_of(message.get("mode")) or "unknown")
        for at, event in each(messaging, "event", where):  # STU3 and DSTU2
            code = next((text_of(coding.get("code")) for _, coding in each(event, "code", at)), None)
            if code:
                yield Item(code, at.path, text_of(event.get("mode")) or "unknown")
