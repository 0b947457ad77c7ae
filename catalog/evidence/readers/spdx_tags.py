"""SPDX in its tag-value form, brought into the shape of its JSON form.

Shape: SPDX 2.3, annex on tag-value. `Tag: value` a line; a value in <text> … </text> may run over lines; a
package's tags follow its `PackageName`.
"""

from collections.abc import Iterator
from typing import Any, Final

from catalog.evidence.limits import MOST_NODES
from catalog.evidence.reading import RejectedError

_START: Final = "<text>"
_END: Final = "</text>"
_ENDS: Final = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"  # what splits lines
_DOCUMENT: Final = {"SPDXVersion": "spdxVersion", "DocumentName": "name", "DataLicense": "dataLicense"}
_PACKAGE: Final = {
    "SPDXID": "SPDXID",
    "PackageVersion": "versionInfo",
    "PackageSupplier": "supplier",
    "PackageDownloadLocation": "downloadLocation",
}
_OTHERS: Final = frozenset({"FileName", "SnippetSPDXID", "LicenseID"})
"""Tags that begin something else: what follows is not the package's."""


def looks_like_tags(text: str) -> bool:
    """Does the text begin, comments aside, with tags of which `SPDXVersion` is one of the first?"""
    for line in text[:4096].splitlines():
        if line.startswith("SPDXVersion:"):
            return True
        if line.strip() and not line.startswith("#") and not line[:1].isupper():
            return False
    return False


def read_tags(text: str) -> dict[str, Any]:
    """The document in the shape of the JSON form, as far as a bill of materials needs it."""
    found: dict[str, Any] = {
        "creationInfo": {"creators": []},
        "packages": [],
        "files": [],
        "relationships": [],
    }
    package: dict[str, Any] | None = None
    for tag, value in _tags(text):
        if tag == "PackageName":
            package = {"name": value}
            found["packages"].append(package)
        elif tag in _OTHERS:
            package = None
            if tag == "FileName":
                found["files"].append({"fileName": value})
        elif package is not None and tag in _PACKAGE:
            package[_PACKAGE[tag]] = value
        elif package is not None and tag == "ExternalRef":
            package.setdefault("externalRefs", []).append({"referenceLocator": value})
        else:
            _note(found, tag, value)
    return found


def _note(found: dict[str, Any], tag: str, value: str) -> None:
    if tag == "Creator":
        found["creationInfo"]["creators"].append(value)
    elif tag == "Created":
        found["creationInfo"]["created"] = value
    elif tag == "Relationship":
        one, kind, other = (*value.split(None, 3), "", "", "")[:3]
        found["relationships"].append(
            {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}
        )
    elif tag in _DOCUMENT:
        found.setdefault(_DOCUMENT[tag], value)


def _tags(text: str) -> Iterator[tuple[str, str]]:
    if sum(map(text.count, _ENDS)) > MOST_NODES // 2:
        raise RejectedError(f"The text has more than {MOST_NODES // 2:,} lines.", "Write it as JSON.")
    lines = iter(enumerate(text.splitlines(), start=1))
    for number, line in lines:
        tag, colon, value = line.partition(":")
        if not colon or line.startswith("#"):
            continue
        value = value.strip()
        if value.startswith(_START):
            value = _whole(value, number, lines)
        yield tag.strip(), value


def _whole(value: str, started: int, lines: Iterator[tuple[int, str]]) -> str:
    parts = [value.removeprefix(_START)]
    while _END not in parts[-1]:
        _, line = next(lines, (0, None))
        if line is None:
            raise RejectedError(
                f"The {_START} of line {started} never ends.", f"Close it with {_END}.", f"line {started}"
            )
        parts.append(line)
    return "\n".join(parts).partition(_END)[0].strip()
