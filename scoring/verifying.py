"""Checks a receipt of any kind, by the format that it names."""

from collections.abc import Callable

import msgspec

from scoring.method import Method
from scoring.receipt import Verification, verify
from scoring.robustness.receipt import FORMAT, verify_robustness


class _Kind(msgspec.Struct, frozen=True):
    format: str = ""


def verify_any(raw: bytes, method_of: Callable[[str], Method]) -> Verification:
    """Compute a receipt of a ranking or a trial again. Never raises on bad input: it says what is wrong."""
    try:
        kind = msgspec.json.decode(raw, type=_Kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        kind = _Kind()  # what it is instead, the reader of a ranking's receipt says
    return verify_robustness(raw, method_of) if kind.format == FORMAT else verify(raw, method_of)
