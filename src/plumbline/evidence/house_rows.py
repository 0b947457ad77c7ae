"""Stores test houses and their keys. A key is listed once, and ends once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, func, insert, select, update

from plumbline.kit.audit import Event
from plumbline.kit.errors import Conflict
from plumbline.kit.identifiers import new_id
from plumbline.storage.events import record
from plumbline.storage.tables import test_house_keys, test_houses, test_houses_unlisted
from plumbline.storage.violations import first_or

SEE_LIST: Final = "See the list: /test-houses"
_ENDS = test_houses_unlisted.c
_HOUSES: Final = select(
    test_houses, _ENDS.from_day.label("unlisted_from"), _ENDS.reason.label("unlisted_why")
).outerjoin(test_houses_unlisted, _ENDS.test_house_id == test_houses.c.id)


def houses(db: Connection) -> Sequence[Row[Any]]:
    """Every test house, by name, with the end of its listing where there is one."""
    return db.execute(_HOUSES.order_by(test_houses.c.name)).all()


def keys(db: Connection) -> Sequence[Row[Any]]:
    """Every key, the one listed last first."""
    return db.execute(select(test_house_keys).order_by(test_house_keys.c.id.desc())).all()


def house_named(db: Connection, name: str) -> Row[Any] | None:
    """The test house of that name."""
    return db.execute(_HOUSES.where(test_houses.c.name == name)).first()


def house(db: Connection, identifier: UUID) -> Row[Any] | None:
    """One test house."""
    return db.execute(_HOUSES.where(test_houses.c.id == identifier)).first()


def key(db: Connection, identifier: UUID) -> Row[Any] | None:
    """One key, held until the transaction ends: whoever else would end it waits."""
    return db.execute(
        select(test_house_keys).where(test_house_keys.c.id == identifier).with_for_update()
    ).first()


def add(db: Connection, house: dict[str, Any] | None, key: dict[str, Any], *, event: Event) -> UUID:
    """List a key, and its test house where that is new. Raises `Conflict` where one of them is there."""
    identifier = new_id()
    beaten = Conflict(
        "This key, a key of this name, or a test house of this name is listed already.",
        next_step="Look at the list. A key that is listed cannot be changed; list another one.",
    )
    with first_or(beaten):
        if house is not None:
            db.execute(insert(test_houses).values(house))
        db.execute(insert(test_house_keys).values({"id": identifier, **key}))
    record(db, event)
    return identifier


def end(db: Connection, identifier: UUID, values: dict[str, Any], *, event: Event) -> None:
    """End a key."""
    db.execute(update(test_house_keys).where(test_house_keys.c.id == identifier).values(values))
    record(db, event)


def unlist(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """End the listing of a test house. Raises `Conflict` where it has ended."""
    with first_or(Conflict("The listing of this test house has ended already.", next_step=SEE_LIST)):
        db.execute(insert(test_houses_unlisted).values(values))
    record(db, event)


def last_ended(db: Connection) -> datetime | None:
    """When a key, or the listing of a test house, was ended last."""
    ends = (test_house_keys.c.ended_at, test_houses_unlisted.c.unlisted_at)
    found = [db.execute(select(func.max(each))).scalar_one() for each in ends]
    return max((each for each in found if each is not None), default=None)
