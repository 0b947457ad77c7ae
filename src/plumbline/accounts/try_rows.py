"""Reads and writes failed tries. They are no events: a row lives for a day at most."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select

from plumbline.kit.identifiers import new_id
from plumbline.storage.tables import tries

TRY = tries.c
_TURN: Final = 0x504C_5452  # the advisory lock of this table, any number nobody else uses


def take_turn(db: Connection) -> None:
    """Wait until nobody else counts. SQLite has one writer anyway."""
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(_TURN)))


def nth_latest(db: Connection, key: str, nth: int, since: datetime) -> datetime | None:
    """When the `nth` latest try with this key was, if it was after `since`."""
    query = select(TRY.at).where(TRY.key == key, TRY.at > since).order_by(TRY.at.desc())
    moment: datetime | None = db.execute(query.offset(nth - 1).limit(1)).scalar_one_or_none()
    return moment


def add(db: Connection, keys: Sequence[str], now: datetime) -> list[UUID]:
    """Count one try with each key."""
    ids = [new_id() for _ in keys]
    db.execute(insert(tries), [{"id": i, "key": key, "at": now} for i, key in zip(ids, keys, strict=True)])
    return ids


def remove(db: Connection, ids: Sequence[UUID]) -> None:
    """Take tries back."""
    db.execute(delete(tries).where(TRY.id.in_(ids)))


def forget(db: Connection, until: datetime) -> None:
    """Drop what no limit looks at any more."""
    db.execute(delete(tries).where(TRY.at <= until))
