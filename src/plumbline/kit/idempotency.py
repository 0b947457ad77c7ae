"""One effect per key: what a key may look like, whose it is, and what is remembered under it.

A caller that never got an answer sends the same request again with the same key. Whoever asks with
other rights, or for another party, asks under keys of their own.
"""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

import msgspec

from plumbline.kit.errors import InFlight, Invalid

HEADER: Final = "Idempotency-Key"
LONGEST: Final = 255
PATTERN: Final = f"^[!-~]{{1,{LONGEST}}}$"
_KEY: Final = re.compile(PATTERN)


class Keeping(StrEnum):
    """For how long an operation remembers what it answered under a key."""

    DAY = "day"
    LIFE = "life"  # of what was made: bids and awards, as long as their competition
    NOTHING = "nothing"  # it computes and changes nothing: asking again is as good
    REFUSED = "refused"  # it takes no key: its answer may not outlive it

    @property
    def lasts(self) -> timedelta | None:
        """How long after the answer; None for what no clock ends."""
        return timedelta(hours=24) if self is Keeping.DAY else None

    @property
    def remembers(self) -> bool:
        """Is anything kept at all?"""
        return self in (Keeping.DAY, Keeping.LIFE)


class KeptAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer as it was sent, and the hash of the request that it answers."""

    request: bytes
    status: int
    media_type: str
    location: str | None
    body: bytes


def key_of(values: Sequence[str]) -> str | None:
    """The key among the values of the header; None without one. Raises `Invalid`."""
    if not values:
        return None
    if len(values) > 1:
        raise _bad(f"The header {HEADER} stands {len(values)} times.")
    if not _KEY.fullmatch(values[0]):
        raise _bad(f"The header {HEADER} is not 1 to {LONGEST} visible ASCII characters.")
    return values[0]


def _bad(detail: str) -> Invalid:
    step = "Send it once, with a fresh UUID for every act; a retry of the act sends the same again."
    return Invalid.field(f"/{HEADER}", detail, next_step=step)


def claim_of(asker: Sequence[str], key: str) -> str:
    """The name under which an asker's key is remembered. It tells neither of them."""
    return _hash([*asker, key]).hex()


def request_hash(method: str, address: str, content: object) -> bytes:
    """What makes a request this request: method, path with query, and what the body says."""
    return _hash([method, address, content])


def _hash(parts: Sequence[object]) -> bytes:
    # A list has the length of every part in it: no two lists encode alike.
    return sha256(msgspec.msgpack.encode(parts, order="deterministic")).digest()


class ClaimsInFlight:
    """The claims that this process works on right now. Share one; many threads may use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._claims: set[str] = set()

    @contextmanager
    def alone(self, claim: str) -> Iterator[None]:
        """Work on a claim. Raises `InFlight` while somebody else does."""
        with self._lock:
            if claim in self._claims:
                raise InFlight.now()
            self._claims.add(claim)
        try:
            yield
        finally:
            with self._lock:
                self._claims.remove(claim)
