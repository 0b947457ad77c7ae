"""Small bills of materials of a release called scope 1.0, and a desk that reads nothing anew each time."""

import json
from datetime import date
from typing import Any

from catalog.evidence.read import read
from catalog.evidence.reading import Context, Reading
from plumbline.evidence.readings import Handed
from plumbline.evidence.schemas import FileIn

BOM: dict[str, Any] = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "metadata": {
        "timestamp": "2026-11-01T08:00:00Z",
        "tools": {"components": [{"name": "lister", "version": "3"}]},
        "component": {
            "bom-ref": "us",
            "name": "scope",
            "version": "1.0",
            "supplier": {"name": "Acme, a fictional maker"},
        },
    },
    "components": [{"name": "one", "version": "1", "purl": "pkg:npm/one@1"}],
}
FLAW = {"id": "CVE-2026-0001", "affects": [{"ref": "us"}], "analysis": {"state": "exploitable"}}
FLAWED = BOM | {"vulnerabilities": [FLAW]}


def bom_file(document: dict[str, Any] = BOM) -> FileIn:
    """The document as a file that came."""
    return FileIn(name="bom.json", media_type="application/json", content=json.dumps(document).encode())


def handed(document: dict[str, Any] = BOM, day: date = date(2026, 11, 23)) -> Handed:
    """The document as it was read on a day."""
    file = bom_file(document)
    found = read(file.content, Context(as_of=day, release=("scope", "1.0")))
    assert isinstance(found, Reading), found
    return Handed(file=file, reading=found)
