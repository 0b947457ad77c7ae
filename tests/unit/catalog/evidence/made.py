"""What tests of readers share: a day to read on, and `seen`, which expects a document to be read."""

import json
from datetime import date
from typing import Any

from catalog.evidence.read import read
from catalog.evidence.reading import Context, Reading, Rejection

TODAY = date(2026, 11, 25)


def seen(document: Any, *beside: bytes, context: Context | None = None) -> Reading:
    """The reading of a document, given as bytes or as a value to be written as JSON."""
    found = read(_bytes(document), context or Context(as_of=TODAY), beside)
    assert isinstance(found, Reading), found
    return found


def refused(document: Any, *beside: bytes, context: Context | None = None) -> Rejection:
    """The refusal of a document."""
    found = read(_bytes(document), context or Context(as_of=TODAY), beside)
    assert isinstance(found, Rejection), found
    return found


def _bytes(document: Any) -> bytes:
    return document if isinstance(document, bytes) else json.dumps(document).encode()
