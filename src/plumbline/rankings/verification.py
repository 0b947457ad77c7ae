"""Checks a receipt from a file, for the command line."""

from collections.abc import Callable
from pathlib import Path

from plumbline.kit import strict_json
from plumbline.kit.errors import Invalid, Malformed
from scoring.method import load_method
from scoring.verifying import verify_any

HOLDS, DOES_NOT_HOLD = 0, 1


def verify_receipt(path: Path, say: Callable[[str], None]) -> int:
    """Compute the receipt in `path` again and say what was found; 0 when it holds, else 1.

    Raises `Invalid` when there is no such file to read, `Malformed` when it is no JSON: that says
    nothing about a ranking. So does JSON with a key twice, for its readers see different figures.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Invalid.field("/receipt", f"{path} cannot be read: {error.strerror}.") from error
    try:
        strict_json.loads(raw)
    except Malformed as error:
        raise Malformed(f"{path.name} is not a receipt. {error.detail}") from error
    found = verify_any(raw, load_method)
    if found.ok:
        say(f"The receipt holds: {found.products} products, {found.made}.")
        return HOLDS
    for problem in found.problems:
        say(problem)
    return DOES_NOT_HOLD
