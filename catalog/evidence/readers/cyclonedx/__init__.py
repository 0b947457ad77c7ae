"""CycloneDX 1.2 to 1.7, JSON and XML: bills of materials, VEX, and declarations of conformance (CDXA).

Shape: ECMA-424 and the schemas at cyclonedx.org. Lenient about everything that decides nothing here.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Reader
from catalog.evidence.readers.cyclonedx import declarations, xml
from catalog.evidence.readers.cyclonedx.signature import signature_of
from catalog.evidence.readers.cyclonedx.vex import flaws_of
from catalog.evidence.readers.pick import day_of, dict_of, dicts_of, excerpt, text_of
from catalog.evidence.readers.supply import SUPPLY_RULES, Bill, bill_statements, flaw_statements, mismatch
from catalog.evidence.reading import Context, Document, Issuer, RejectedError, Statement, Subject

_VERSIONS: Final = ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
_EMPTY: Final = "It lists no part, no vulnerability and no declaration."


def _recognises(opened: Opened) -> bool:
    if opened.is_json:
        value = dict_of(opened.json)
        schema = text_of(value.get("$schema")) or ""
        return value.get("bomFormat") == "CycloneDX" or "cyclonedx.org/schema/bom" in schema
    return opened.is_xml and xml.is_bom(opened.xml)


def _take_apart(opened: Opened, context: Context, _others: Sequence[Opened]) -> Document:
    value = xml.as_json(opened.xml) if opened.is_xml else dict_of(opened.json)
    version = text_of(value.get("specVersion")) or ""
    if version not in _VERSIONS:
        raise RejectedError(
            f"CycloneDX {excerpt(version) or 'of no version'} is not read.",
            f"Let the tool write one of {', '.join(_VERSIONS)}.",
            "/specVersion",
        )
    document = _document(value, version, context)
    return xml.with_xpaths(document) if opened.is_xml else document


def _document(value: Mapping[str, Any], version: str, context: Context) -> Document:
    metadata = dict_of(value.get("metadata"))
    main = dict_of(metadata.get("component"))
    subject = _subject(main, metadata)
    flaws = tuple(flaws_of(value))
    declared = declarations.declared_in(value, context.as_of)
    bill = _bill(value, metadata)
    if not (bill and bill.parts) and not flaws and not declared and not main:
        raise RejectedError(_EMPTY, "Let the tool list the parts of the release.", "/components")
    signed = signature_of(value, context)
    return Document(
        format=Format.CYCLONEDX,
        format_version=version,
        model=declarations.Declared(
            bill=bill,
            flaws=flaws,
            mismatch=mismatch(subject, context),
            declared=declared,
            signed=signed.signature == "verified",
        ),
        subject=subject,
        issuer=signed if signed.signature != "none" else _issuer(metadata, signed),
        produced_on=day_of(metadata.get("timestamp")),
        valid_until=min((each.until for each in declared if each.until), default=None),
        statements=tuple(_statements(bill, flaws, declared)),
        notes=tuple(_notes(bill, flaws, declared, signed)),
    )


def _statements(
    bill: Bill | None, flaws: tuple[Any, ...], declared: tuple[declarations.Claimed, ...]
) -> Iterator[Statement]:
    if bill:
        yield from bill_statements(bill)
    yield from flaw_statements(flaws)
    yield from declarations.statements(declared)


def _notes(bill: Bill | None, flaws: Sequence[Any], declared: Sequence[Any], signed: Issuer) -> Iterator[str]:
    counts = (
        (bill.parts if bill else 0, "parts"),
        (len(flaws), "vulnerabilities"),
        (len(declared), "declarations"),
    )
    yield ", ".join(f"{count} {name}" for count, name in counts) + "."
    if signed.signature == "unverified":
        yield "It is signed with a key that no test house stands by, so the signature counts for nothing."


def _subject(main: Mapping[str, Any], metadata: Mapping[str, Any]) -> Subject:
    places = (metadata, main)
    vendors = (
        dict_of(each.get(key)).get("name")
        for key in ("supplier", "manufacturer", "manufacture")
        for each in places
    )
    group, name = text_of(main.get("group")), text_of(main.get("name"))
    return Subject(
        vendor=next(filter(None, map(text_of, vendors)), None) or text_of(main.get("publisher")),
        product=f"{group}/{name}" if group and name else name,
        version=text_of(main.get("version")),
    )


def _bill(value: Mapping[str, Any], metadata: Mapping[str, Any]) -> Bill | None:
    """The parts at every level, services too; None where the document is no list of parts."""
    if "components" not in value and "services" not in value:
        return None
    parts = list(_parts(value))
    issuer = _issuer(metadata, Issuer())
    needs = (each.get("dependsOn") for _, each in dicts_of(value.get("dependencies")))
    return Bill(
        parts=len(parts),
        versioned=sum(1 for part in parts if text_of(part.get("version"))),
        identified=sum(
            1 for part in parts if any(text_of(part.get(key)) for key in ("purl", "cpe")) or part.get("swid")
        ),
        linked=any(needs),
        author=issuer.name,
        dated=day_of(metadata.get("timestamp")) is not None,
        pointer="/components" if "components" in value else "/services",
    )


def _parts(value: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    waiting: list[Mapping[str, Any]] = [value]
    while waiting:
        above = waiting.pop()
        for key in ("components", "services"):
            for _, part in dicts_of(above.get(key)):
                yield part
                waiting.append(part)


def _issuer(metadata: Mapping[str, Any], otherwise: Issuer) -> Issuer:
    """Named authors or a manufacturer of the document first, else the tools."""
    authors = [text_of(each.get("name")) for _, each in dicts_of(metadata.get("authors"))]
    made = text_of(dict_of(metadata.get("manufacturer")).get("name"))
    if names := [name for name in (made, *authors) if name]:
        return Issuer(kind="vendor", name=excerpt(", ".join(names)))
    tools = metadata.get("tools")
    listed = tools if isinstance(tools, list) else dict_of(tools).get("components")
    told = [f"{each.get('name', '')} {each.get('version', '')}".strip() for _, each in dicts_of(listed)]
    return Issuer(kind="tool", name=excerpt(", ".join(told))) if any(told) else otherwise


READER: Final = Reader(
    format=Format.CYCLONEDX,
    version=2,
    recognises=_recognises,
    take_apart=_take_apart,
    rules={**SUPPLY_RULES, "is_declared": declarations.is_declared},
)
