"""The empty template and the JSON Schema of each of the market's own forms, to stand beside their pages."""

import json
from collections.abc import Mapping
from typing import Any

from catalog.evidence.forms import certificate, dtac, safety


def files() -> dict[str, str]:
    """Every file by its name."""
    made = {
        "certificate-record": (certificate.template(), certificate.schema()),
        "clinical-safety-record": (safety.template(), safety.schema()),
        "dtac-answers": (dtac.template(), dtac.schema()),
    }
    return {
        f"{name}.{kind}.json": _text(value)
        for name, pair in made.items()
        for kind, value in zip(("template", "schema"), pair, strict=True)
    }


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
