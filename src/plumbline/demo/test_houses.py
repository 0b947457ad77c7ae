"""The fictional test house of the demonstration market. The private half of its key was thrown away."""

from datetime import date
from typing import Any, Final

from catalog.evidence.attest import thumbprint
from plumbline.demo.fixed import fixed_id

NAME: Final = "Spirit Level Testing"
_LISTED_ON: Final = date(2025, 3, 3)
_KEY: Final = {"crv": "Ed25519", "kty": "OKP", "x": "ZrCJP8HChDyBZDEfVEX3AgsfUIdWMbR1OMlnLv_GrU8"}


def test_house_rows() -> dict[str, list[dict[str, Any]]]:
    """The test house and its key, by table name."""
    house_id = fixed_id("test house", NAME)
    house = {
        "id": house_id,
        "name": NAME,
        "about": "Fictional: it tests nothing, and nobody accredits it.",
        "listed_on": _LISTED_ON,
    }
    key = {
        "id": fixed_id("key", NAME),
        "test_house_id": house_id,
        "key_id": "spirit-level-2025",
        "thumbprint": thumbprint(_KEY),
        "key": _KEY,
        "listed_on": _LISTED_ON,
        "compromised": False,
        "reason": "",
    }
    return {"test_houses": [house], "test_house_keys": [key]}
