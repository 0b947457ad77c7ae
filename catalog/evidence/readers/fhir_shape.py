"""FHIR resources from JSON and from XML, brought to one shape, with pointers into the one that came.

XML does not say which elements repeat, and some servers write a single object where the specification has
a list: so a list of one and the value alone are read alike (`many`, `each`).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from xml.etree.ElementTree import Element

import msgspec

from catalog.evidence.opened import Opened
from catalog.evidence.readers.pick import day_of, dict_of, text_of

_NAMESPACE: Final = "{http://hl7.org/fhir}"
_SHORTEST_DAY: Final = {4: "-01-01", 7: "-01"}  # FHIR dates may stop at the year or the month


class Place(msgspec.Struct, frozen=True, gc=False):
    """A place in the document: a JSON Pointer, or an XPath where it came as XML."""

    path: str
    is_xml: bool = False

    def of(self, name: str, index: int | None = None) -> "Place":
        """The place of a member, and of one item of it: counted from 0 in JSON and from 1 in XML."""
        if index is None:
            return Place(f"{self.path}/{name}", self.is_xml)
        step = f"{name}[{index + 1}]" if self.is_xml else f"{name}/{index}"
        return Place(f"{self.path}/{step}", self.is_xml)


def kind_of(opened: Opened) -> str:
    """The type of the resource, or nothing where this is no FHIR resource."""
    if opened.is_json:
        return text_of(dict_of(opened.json).get("resourceType")) or ""
    if not opened.is_xml:
        return ""
    tag = opened.xml.tag
    return tag.removeprefix(_NAMESPACE) if tag.startswith(_NAMESPACE) or "}" not in tag else ""


def resource_of(opened: Opened) -> tuple[dict[str, Any], Place]:
    """The resource as JSON would have it, and the place of its root."""
    if opened.is_json:
        return dict_of(opened.json), Place("")
    value = _value(opened.xml)
    return dict_of(value), Place(f"/{kind_of(opened)}", is_xml=True)


def many(value: Any) -> list[Any]:
    """A list as it is, a single value as a list of it, nothing as an empty one."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def each(value: dict[str, Any], name: str, place: Place) -> Iterator[tuple[Place, dict[str, Any]]]:
    """The objects under a name, each with its place."""
    found = value.get(name)
    listed = isinstance(found, list) or place.is_xml
    for index, item in enumerate(many(found)):
        if isinstance(item, dict):
            yield place.of(name, index if listed else None), item


def words(value: dict[str, Any], name: str, place: Place) -> Iterator[tuple[Place, str]]:
    """The strings under a name, each with its place. A null beside an extension is passed over.

    A canonical that an older edition writes as a reference (`{"reference": …}`) is read as its address.
    """
    found = value.get(name)
    listed = isinstance(found, list) or place.is_xml
    for index, item in enumerate(many(found)):
        text = text_of(item.get("reference") if isinstance(item, dict) else item)
        if text:
            yield place.of(name, index if listed else None), text


def flag(value: Any) -> bool:
    """True, or the word for it: XML has no other, and some JSON has it too."""
    return value is True or value == "true"


def first_day(value: Any) -> date | None:
    """The first day that a FHIR date covers, which may name a year or a month alone."""
    text = text_of(value)
    return day_of(text + _SHORTEST_DAY.get(len(text), "")) if text else None


def _value(element: Element) -> Any:
    """A primitive as its text, anything else as an object; elements of other namespaces are left out."""
    members: dict[str, Any] = {}
    for child in element:
        if not isinstance(child.tag, str) or not _is_fhir(child.tag):
            continue
        name, value = child.tag.removeprefix(_NAMESPACE), _value(child)
        if name in members:
            before = members[name]
            if isinstance(before, list):
                before.append(value)
            else:
                members[name] = [before, value]
        else:
            members[name] = value
    if "value" in element.attrib:
        return element.attrib["value"]
    return members | ({"url": element.attrib["url"]} if "url" in element.attrib else {})


def _is_fhir(tag: str) -> bool:
    return tag.startswith(_NAMESPACE) or "}" not in tag
