"""Reading a bill of materials into findings, against the validator that is usually used on it."""

import json
import statistics
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
    addresses = {
        "distribution": f"https://api.code.example/repos/made-up/{name}/zipball/{number:040x}",
        "vcs": f"https://code.example/made-up/{name}.git",
    }
    lengths = {"MD5": 32, "SHA-1": 40, "SHA-256": 64, "SHA-384": 96, "SHA-512": 128}
    return {
        "bom-ref": f"{name}-{number}.0.0",
        "type": "library",
        "group": "made-up",
        "name": name,
        "version": f"{number}.0.0",
        "description": "A part that was made up to be measured, in about as many words as real ones.",
        "licenses": [{"license": {"id": "MIT"}}],
        "purl": f"pkg:composer/made-up/{name}@{number}.0.0",
        "hashes": [{"alg": each, "content": f"{number:0{digits}x}"} for each, digits in lengths.items()],
        "externalReferences": [{"type": kind, "url": url} for kind, url in addresses.items()],
    }


def measure() -> dict[str, float]:
    """How many times as fast as the validator of cyclonedx-python-lib a bill of materials is read."""
    content = bill_of_materials()
    text = content.decode()
    context = Context(as_of=date(2026, 11, 25), release=("Ward Notes", "4.2"))
    validator = JsonStrictValidator(SchemaVersion.V1_4)
    found, _ = _timed(lambda: read(content, context))
    assert isinstance(found, Reading)
    ours = statistics.median(_timed(lambda: read(content, context))[1] for _ in range(_ROUNDS))
    refused, theirs = _timed(lambda: validator.validate_str(text))  # once: it takes seconds
    assert refused is None
    print(f"  {len(content):,} bytes: read {ours * 1e3:.2f} ms, validated {theirs * 1e3:,.0f} ms")
    return {"sbom_vs_cyclonedx_validator": theirs / ours}


def _timed(act: Callable[[], object]) -> tuple[object, float]:
    started = time.perf_counter()
    found = act()
    return found, time.perf_counter() - started
