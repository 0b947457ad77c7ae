"""SPDX 2.2 and 2.3: a bill of materials as JSON, YAML or tag-value text.

Shape: ISO/IEC 5962 and SPDX 2.3, sections 6 (document), 7 (package) and 11 (relationships). Lenient about
what does not matter here: times with fractions of a second, licences, checksums.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Reader
from catalog.evidence.readers.pick import day_of, dict_of, dicts_of, excerpt, text_of, texts_of
from catalog.evidence.readers.spdx_tags import looks_like_tags, read_tags
from catalog.evidence.readers.supply import SUPPLY_RULES, Bill, Supply, bill_statements, mismatch
from catalog.evidence.reading import Context, Document, Issuer, RejectedError, Subject

_VERSIONS: Final = ("SPDX-2.2", "SPDX-2.3")
_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"
_TERMS: Final = b"spdx.org/rdf/terms"
_NOTHING: Final = frozenset({"NOASSERTION", "NONE"})
_DESCRIBES: Final = "DESCRIBES"


def _recognises(opened: Opened) -> bool:
    if opened.is_json:
        value = dict_of(opened.json)
        return "spdxVersion" in value or "spdx.org/rdf/3" in str(value.get("@context"))[:300]
    if opened.is_xml:
        return opened.xml.tag == _RDF and _TERMS in opened.content
    if not opened.is_yaml:
        return False
    return looks_like_tags(opened.text) or (
        "spdxVersion" in opened.text and "spdxVersion" in dict_of(opened.yaml)
    )


def _take_apart(opened: Opened, context: Context, _others: Sequence[Opened]) -> Document:
    value = _value(opened)
    version = text_of(value.get("spdxVersion")) or ""
    if version not in _VERSIONS:
        raise RejectedError(
            f"{excerpt(version)} is not read.", "Write it as SPDX 2.3, JSON or tag-value.", "/spdxVersion"
        )
    packages = [each for _, each in dicts_of(value.get("packages"))]
    files = sum(1 for _ in dicts_of(value.get("files")))
    if not packages and not files:
        raise RejectedError("It lists no package and no file.", "Let the tool list the parts.", "/packages")
    main = _described(value, packages)
    bill = _bill(value, [each for each in packages if each is not main], files, tags=_is_tags(opened))
    subject = _subject(main)
    return Document(
        format=Format.SPDX,
        format_version=version.removeprefix("SPDX-"),
        model=Supply(bill=bill, mismatch=mismatch(subject, context)),
        subject=subject,
        issuer=_issuer(value),
        produced_on=day_of(dict_of(value.get("creationInfo")).get("created")),
        statements=tuple(bill_statements(bill)),
        notes=(f"{len(packages)} packages, {files} files.",),
    )


def _value(opened: Opened) -> Mapping[str, Any]:
    if opened.is_xml:
        raise RejectedError(
            "This is SPDX as RDF/XML, which is not read.",
            "Write it as JSON or tag-value: every SPDX tool does.",
        )
    if opened.is_json:
        value = dict_of(opened.json)
        if "spdxVersion" not in value:
            raise RejectedError(
                "This is SPDX 3, which is not read yet.", "Write it as SPDX 2.3.", "/@context"
            )
        return value
    return read_tags(opened.text) if _is_tags(opened) else dict_of(opened.yaml)


def _is_tags(opened: Opened) -> bool:
    return not opened.is_json and looks_like_tags(opened.text)


def _described(value: Mapping[str, Any], packages: list[dict[str, Any]]) -> dict[str, Any]:
    """The package that the document is about: the one it describes, else the only one there is."""
    wanted = set(texts_of(value.get("documentDescribes")))
    for _, each in dicts_of(value.get("relationships")):
        kind, document = each.get("relationshipType"), each.get("spdxElementId")
        if kind == _DESCRIBES and document == "SPDXRef-DOCUMENT":
            wanted.add(str(each.get("relatedSpdxElement")))
        elif kind == "DESCRIBED_BY":
            wanted.add(str(document))
    found = [each for each in packages if str(each.get("SPDXID")) in wanted]
    if len(found) == 1:
        return found[0]
    return packages[0] if len(packages) == 1 else {}


def _bill(value: Mapping[str, Any], parts: list[dict[str, Any]], files: int, *, tags: bool) -> Bill:
    creation = dict_of(value.get("creationInfo"))
    creators = texts_of(creation.get("creators"))
    kinds = {str(each.get("relationshipType")) for _, each in dicts_of(value.get("relationships"))}
    return Bill(
        parts=len(parts) or files,
        versioned=sum(1 for part in parts if _said(part.get("versionInfo"))),
        identified=sum(1 for part in parts if any(dicts_of(part.get("externalRefs")))),
        linked=bool(kinds - {_DESCRIBES, "DESCRIBED_BY"}),
        author=excerpt(", ".join(creators)) if creators else None,
        dated=day_of(creation.get("created")) is not None,
        pointer="line 1" if tags else "/packages" if parts else "/files" if files else "/packages",
    )


def _said(value: Any) -> str | None:
    text = text_of(value)
    return None if text is None or text.strip() in _NOTHING else text


def _subject(main: Mapping[str, Any]) -> Subject:
    supplier = _said(main.get("supplier")) or ""
    return Subject(
        vendor=supplier.partition(": ")[2].partition(" (")[0] or None,
        product=_said(main.get("name")),
        version=_said(main.get("versionInfo")),
    )


def _issuer(value: Mapping[str, Any]) -> Issuer:
    """The organisation that made it where one is named, else the tool."""
    creators = texts_of(dict_of(value.get("creationInfo")).get("creators"))
    for mark, kind in (("Organization: ", "vendor"), ("Tool: ", "tool")):
        named = [each.removeprefix(mark).removesuffix(" ()") for each in creators if each.startswith(mark)]
        if named:
            return Issuer(kind=kind, name=excerpt(", ".join(named)))
    return Issuer(name=excerpt(", ".join(creators)) if creators else None)


READER: Final = Reader(
    format=Format.SPDX, version=1, recognises=_recognises, take_apart=_take_apart, rules=SUPPLY_RULES
)
