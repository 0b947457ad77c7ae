"""CycloneDX as XML, brought into the shape of its JSON form; pointers are turned into XPath afterwards."""

from collections.abc import Iterable
from typing import Any, Final
from xml.etree.ElementTree import Element

import msgspec

from catalog.evidence.readers.cyclonedx.declarations import Declared
from catalog.evidence.reading import Document

_SPACE: Final = "http://cyclonedx.org/schema/bom/"
_MEMBER: Final = {
    "components": "component",
    "services": "service",
    "vulnerabilities": "vulnerability",
    "affects": "target",
    "versions": "version",
    "ratings": "rating",
    "responses": "response",
    "assessors": "assessor",
    "attestations": "attestation",
    "standards": "standard",
    "requirements": "requirement",
    "authors": "author",
    "claims": "claim",
    "counterClaims": "counterClaim",
    "dependencies": "dependency",
}
"""Elements that wrap a list, and what each of its members is called."""

_MANY: Final = {"map", "evidence", "data"}
"""Elements that stand several times side by side where JSON has a list."""


def is_bom(root: Element) -> bool:
    """Is it a `bom` in a namespace of CycloneDX, whatever its prefix?"""
    return root.tag.startswith("{" + _SPACE) and _local(root) == "bom"


def as_json(root: Element) -> dict[str, Any]:
    """The document in the shape of the JSON form, as far as a reader needs it."""
    space = root.tag[1:].partition("}")[0]
    value = _object(root)
    declarations = value.get("declarations")
    if isinstance(declarations, dict):
        declarations["evidence"] = _members_of(root, "declarations", "evidence")
    return {**value, "bomFormat": "CycloneDX", "specVersion": space.removeprefix(_SPACE)}


def _members_of(root: Element, *names: str) -> list[Any]:
    here: list[Element] = [root]
    for name in names:
        here = [child for each in here for child in each if _local(child) == name]
    return [_value(child) for each in here for child in each]


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _value(element: Element) -> Any:
    name = _local(element)
    if name in _MEMBER and len(element):
        return [_value(child) for child in element]
    if name in _MEMBER:
        return []
    if not len(element) and not element.attrib:
        return (element.text or "").strip()
    return _object(element)


def _object(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = dict(element.attrib)
    for child in element:
        name = _key(_local(child))
        if name in _MANY:
            found.setdefault(name, []).append(_value(child))
        elif name == "dependency":
            found.setdefault("dependsOn", []).append(child.attrib.get("ref", ""))
        elif name == "tools":
            found[name] = _tools(child)
        else:
            found[name] = _value(child)
    return found


def _key(name: str) -> str:
    return "response" if name == "responses" else name


def _tools(element: Element) -> Any:
    """A list of tools up to 1.4; an object of components and services since."""
    if any(_local(child) == "tool" for child in element):
        return [_object(child) for child in element]
    return _object(element)


def with_xpaths(document: Document) -> Document:
    """The same document with every JSON Pointer turned into the XPath of the same place."""
    model = document.model
    assert isinstance(model, Declared)
    changed = msgspec.structs.replace(
        model,
        bill=_moved(model.bill) if model.bill else None,
        flaws=tuple(map(_moved, model.flaws)),
        declared=tuple(map(_moved, model.declared)),
    )
    return msgspec.structs.replace(
        document, model=changed, statements=tuple(map(_moved, document.statements))
    )


def _moved(item: Any) -> Any:
    return msgspec.structs.replace(item, pointer=xpath(item.pointer))


def xpath(pointer: str) -> str:
    """`/vulnerabilities/0` as `/bom/vulnerabilities/vulnerability[1]`."""
    return "/bom" + "".join(_steps(pointer.split("/")[1:]))


def _steps(parts: Iterable[str]) -> Iterable[str]:
    before = ""
    for part in parts:
        if not part.isdigit():
            yield f"/{part}"
        elif before in _MEMBER:
            yield f"/{_MEMBER[before]}[{int(part) + 1}]"
        else:
            yield f"[{int(part) + 1}]"
        before = part
