"""Identifiers that are the same each time the demonstration market is loaded."""

from hashlib import sha256
from uuid import UUID

_MOMENT = 1_741_000_000_000  # milliseconds: a day in March 2025, where the story begins


def fixed_id(*parts: object) -> UUID:
    """A UUIDv7 of a fixed moment whose random part is made of `parts`."""
    scattered = int.from_bytes(sha256("/".join(map(str, parts)).encode()).digest()[:10])
    version, variant = 0x7 << 76, 0b10 << 62
    low = scattered & ~(0xF << 76) & ~(0b11 << 62)
    return UUID(int=(_MOMENT << 80) | version | variant | low)
