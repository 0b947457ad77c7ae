"""Identifiers: UUIDv7 for storage, slugs for URLs that people read."""

import re
import unicodedata
from uuid import UUID

from uuid_utils.compat import uuid7

_NOT_WORD = re.compile(r"[^a-z0-9]+")


def new_id() -> UUID:
    """A fresh UUIDv7: unique, and ordered by the time it was made."""
    return uuid7()


def slugify(text: str, *, longest: int = 80) -> str:
    """`text` as lower-case words joined by hyphens, ASCII only; "unnamed" when nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = _NOT_WORD.sub("-", plain).strip("-")[:longest].strip("-")
    return slug or "unnamed"
