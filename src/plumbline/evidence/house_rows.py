"""Stores test houses and their keys. A key is listed once, and ends once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from plumbline.kit.audit import Event
from plumbline.kit.errors import Conflict
from plumbline.kit.identifiers import new_id
from plumbline.storage.events import record
from plumbline.storage.tables import test_house_keys, test_houses
from plumbline.storage.violations import Violation, violation_of


def houses(db: Connection) -> Sequence[Row[Any]]:
    """Every test house, by name."""
    return db.execute(select(test_houses).order_by(test_houses.c.name)).all()


def keys(db: Connection) -> Sequence[Row[Any]]:
    """Every key, the one listed last first."""
    return db.execute(select(test_house_keys).order_by(test_house_keys.c.id.desc())).all()


def house_named(db: Connection, name: str) -> Row[Any] | None:
    """The test house of that name."""
    return db.execute(select(test_houses).where(test_houses.c.name == name)).first()


def key(db: Connection, identifier: UUID) -> Row[Any] | None:
    """One key, held until the transaction ends: whoever else would end it waits."""
    return db.execute(
        select(test_house_keys).where(test_house_keys.c.id == identifier).with_for_update()
    ).first()


def add(db: Connection, house: dict[str, Any] | None, key: dict[str, Any], *, event: Event) -> UUID:
    """List a key, and its test house where that is new. Raises `Conflict` where one of them is there."""
    identifier = new_id()
    try:
        if house is not None:
            db.execute(insert(test_houses).values(house))
        db.execute(insert(test_house_keys).values({"id": identifier, **key}))
    except IntegrityError as error:
        if violation_of(error) is not Violation.UNIQUE:
            raise
        raise Conflict(
            "This key, a key of this name, or a test house of this name is listed already.",
            next_step="Look at the list. A key that is listed cannot be changed; list another one.",
        ) from error
    record(db, event)
    return identifier


def end(db: Connection, identifier: UUID, values: dict[str, Any], *, event: Event) -> None:
    """End a key."""
    db.execute(update(test_house_keys).where(test_house_keys.c.id == identifier).values(values))
    record(db, event)


def last_ended(db: Connection) -> datetime | None:
    """When a key was ended last."""
    query = select(test_house_keys.c.ended_at).where(test_house_keys.c.ended_at.is_not(None))
    return db.execute(query.order_by(test_house_keys.c.ended_at.desc()).limit(1)).scalar_one_or_none()
