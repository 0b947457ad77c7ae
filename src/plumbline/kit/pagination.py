"""Pages that stay stable while rows come and go: an opaque cursor over the sort key.

A cursor holds the key of the last row seen, never an offset, so that a row added or removed
before it neither repeats nor hides another.
"""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

import msgspec

from plumbline.kit.errors import Invalid

LARGEST_PAGE = 100


def encode_cursor(key: Sequence[str | int]) -> str:
    """The key of the last row of a page, as an opaque URL-safe word."""
    return base64.urlsafe_b64encode(msgspec.json.encode(list(key))).rstrip(b"=").decode()


def decode_cursor(cursor: str, kinds: tuple[type, ...]) -> tuple[Any, ...]:
    """The key inside `cursor`, whose parts must be of the types in `kinds`.

    Raises `Invalid` pointing at `/cursor` for anything that this service did not hand out.
    """
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        parts = msgspec.json.decode(raw)
    except (binascii.Error, ValueError, RecursionError) as error:
        raise _not_ours() from error
    fits = isinstance(parts, list) and len(parts) == len(kinds)
    if not fits or any(type(part) is not kind for part, kind in zip(parts, kinds, strict=True)):
        raise _not_ours()
    if any(kind is str and "\x00" in part for part, kind in zip(parts, kinds, strict=True)):
        raise _not_ours()
    return tuple(parts)


def _not_ours() -> Invalid:
    return Invalid.field(
        "/cursor",
        "This cursor was not handed out by this service.",
        next_step="Leave the cursor out to start at the first page, or use the `next` of an answer.",
    )
