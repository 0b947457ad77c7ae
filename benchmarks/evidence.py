"""Reading evidence into findings, against what is usually used to read or validate the same document."""

import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from catalog.evidence.read import read
from catalog.evidence.reading import Context, Reading

_BYTES: Final = 139_000
_ROUNDS: Final = 9


def bill_of_materials() -> bytes:
    """A CycloneDX 1.4 document of about 139 KB, with the addresses that package managers write into one."""
    parts: list[dict[str, Any]] = []
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.4",
        "version": 1,
        "metadata": {
            "timestamp": "2026-10-01T08:00:00Z",
            "component": {"bom-ref": "app", "type": "application", "name": "ward-notes", "version": "4.2"},
        },
        "components": parts,
    }
    size = len(json.dumps(document))
    while size < _BYTES:
        parts.append(_part(len(parts)))
        size += len(json.dumps(parts[-1])) + 2
    return json.dumps(document).encode()


def _part(number: int) -> dict[str, Any]:
    name = f"part-{number}"
    home = f"https://code.example/made-up/{name}"
    addresses = {
        "distribution": f"https://api.code.example/repos/made-up/{name}/zipball/{number:040x}",
        "vcs": f"{home}.git",
        "website": f"{home}/#readme",
        "issue-tracker": f"{home}/issues",
        "documentation": f"https://docs.example/{name}/{number}.0.0/index.html",
    }
    return {
        "bom-ref": f"{name}-{number}.0.0",
        "type": "library",
        "group": "made-up",
        "name": name,
        "version": f"{number}.0.0",
        "description": "A part that was made up to be measured, described in about as many words as real ones.",
        "licenses": [{"license": {"id": "MIT"}}],
        "purl": f"pkg:composer/made-up/{name}@{number}.0.0",
        "hashes": [{"alg": "SHA-256", "content": f"{number:064x}"}],
        "externalReferences": [{"type": kind, "url": url} for kind, url in addresses.items()],
    }


def measure() -> dict[str, float]:
    """How many times as fast as the validator of cyclonedx-python-lib a bill of materials is read."""
    content = bill_of_materials()
    text = content.decode()
    context = Context(as_of=date(2026, 11, 25), release=("Ward Notes", "4.2"))
    validator = JsonStrictValidator(SchemaVersion.V1_4)
    assert isinstance(read(content, context), Reading)
    assert validator.validate_str(text) is None
    ours = min(_seconds(lambda: read(content, context)) for _ in range(_ROUNDS))
    theirs = _seconds(lambda: validator.validate_str(text))
    print(f"  {len(content):,} bytes: read {ours * 1e3:.2f} ms, validated {theirs * 1e3:,.0f} ms")
    return {"sbom_vs_cyclonedx_validator": theirs / ours}


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started
