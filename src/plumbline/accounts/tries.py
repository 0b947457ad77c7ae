"""How often somebody may fail to sign in: per account, per network address, and all together.

The figures are those of the Python package index. Failures are kept in the database, so that a
restart forgets none and all workers count together. Where they cannot be counted, nobody is let
in: a guard that does not answer is no reason to open the door.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from plumbline.accounts import try_rows
from plumbline.kit.clock import Clock
from plumbline.kit.errors import TooMany, Unavailable
from plumbline.storage.engine import Connection, Database


class Limit(msgspec.Struct, frozen=True):
    """At most `most` failures within any `window`."""

    most: int
    window: timedelta


class Guarded(msgspec.Struct, frozen=True):
    """Something whose failures are counted together, and how many it may have."""

    key: str
    limits: tuple[Limit, ...]


FIVE_MINUTES: Final = timedelta(minutes=5)
DAY: Final = timedelta(days=1)
FOR_ONE: Final = (Limit(10, FIVE_MINUTES),)
FOR_ALL: Final = (Limit(1_000, FIVE_MINUTES),)
FOR_CODES: Final = (Limit(5, FIVE_MINUTES), Limit(20, timedelta(hours=1)), Limit(50, DAY))


def from_address(address: str) -> tuple[Guarded, ...]:
    """What a try from a network address counts against, whoever is tried."""
    return Guarded(_key(f"address {address}"), FOR_ONE), Guarded(_key("everybody"), FOR_ALL)


def to_account(email: str, address: str) -> tuple[Guarded, ...]:
    """What a try at a password counts against."""
    return Guarded(_key(f"account {email}"), FOR_ONE), *from_address(address)


def to_code(person_id: UUID) -> tuple[Guarded, ...]:
    """What a try at a second factor's code counts against."""
    return (Guarded(_key(f"code {person_id}"), FOR_CODES),)


def to_confirm(person_id: UUID) -> tuple[Guarded, ...]:
    """What a try at one's own password counts against, once signed in."""
    return (Guarded(_key(f"confirm {person_id}"), FOR_ONE),)


def _key(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Tries:
    """The failures that still count. Share one per process; many threads may use it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, guarded: Sequence[Guarded]) -> list[UUID]:
        """Count a try as failed before it is made, so that a crowd at once cannot slip through.

        Gives what `take_back` takes. Raises `TooMany` when something has failed too often (that
        counts no more), `Unavailable` when nothing can be counted.
        """
        try:
            with self._database.write() as db:
                try_rows.take_turn(db)
                now = self._clock.now()
                try_rows.forget(db, now - DAY)
                _refuse(max((_wait(db, each, now) for each in guarded), default=timedelta()))
                return try_rows.add(db, [each.key for each in guarded], now)
        except SQLAlchemyError as error:
            raise _closed() from error

    def take_back(self, counted: Sequence[UUID]) -> None:
        """The try did not fail. Earlier failures still count. Raises `Unavailable`."""
        try:
            with self._database.write() as db:
                try_rows.remove(db, counted)
        except SQLAlchemyError as error:
            raise _closed() from error


def _wait(db: Connection, guarded: Guarded, now: datetime) -> timedelta:
    """How long until the guarded may be tried again; nothing when it may be now."""
    ends = (
        (try_rows.nth_latest(db, guarded.key, limit.most, now - limit.window), limit.window)
        for limit in guarded.limits
    )
    return max((at + window - now for at, window in ends if at is not None), default=timedelta())


def _refuse(wait: timedelta) -> None:
    if wait <= timedelta():
        return
    seconds = int(wait.total_seconds()) + 1
    raise TooMany(
        "Too many tries to sign in failed.",
        retry_after_seconds=seconds,
        next_step=f"Wait {seconds} seconds, then try again.",
    )


def _closed() -> Unavailable:
    return Unavailable(
        "Signing in is closed: failed tries cannot be counted right now.",
        next_step="Try again in a moment.",
    )
