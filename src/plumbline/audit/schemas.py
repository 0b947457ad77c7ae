"""What the API of the log gives."""

from typing import Annotated

import msgspec


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """The hashes that prove something about the log, hexadecimal, nearest to the leaf first."""

    leaf: Annotated[str | None, msgspec.Meta(description="The hash of the event; null for consistency.")]
    steps: list[str]


class EventLine(msgspec.Struct, frozen=True, kw_only=True):
    """One event: its number, and the exact text that was hashed."""

    sequence: int
    leaf: Annotated[str, msgspec.Meta(description="Canonical JSON; its leaf hash is SHA-256 of 0x00 and it.")]


class EventPage(msgspec.Struct, frozen=True, kw_only=True):
    """Events in the order of their numbers, which have no gap."""

    items: list[EventLine]
    last: Annotated[int, msgspec.Meta(description="Ask for what comes after this next.")]


class KeyOut(msgspec.Struct, frozen=True, kw_only=True):
    """The public key of the log."""

    origin: str
    algorithm: str
    key: Annotated[str, msgspec.Meta(description="Base64 of the 32 bytes.")]
