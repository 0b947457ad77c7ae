"""Stores intents and the processor's messages: each is claimed by one worker, and ends once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Table, and_, func, insert, or_, select, update

from plumbline.kit.audit import Event
from plumbline.storage.events import record
from plumbline.storage.inserts import insert_once
from plumbline.storage.tables import billing_events, billing_intents


def add_intent(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Record what the processor is to do."""
    db.execute(insert(billing_intents).values(values))
    record(db, event)


def intent(db: Connection, intent_id: UUID, *, lock: bool = False) -> Row[Any]:
    """One intent."""
    query = select(billing_intents).where(billing_intents.c.id == intent_id)
    return db.execute(query.with_for_update() if lock else query).one()


def asked_of(db: Connection, about_id: UUID) -> Sequence[Row[Any]]:
    """The intents about something, as they were asked."""
    query = select(billing_intents).where(billing_intents.c.about_id == about_id)
    return db.execute(query.order_by(billing_intents.c.id)).all()


def open_intents(db: Connection) -> Sequence[Row[Any]]:
    """Every intent that is not over."""
    query = select(billing_intents).where(billing_intents.c.ended_at.is_(None))
    return db.execute(query.order_by(billing_intents.c.id)).all()


def claim_intent(
    db: Connection, now: datetime, until: datetime, only: UUID | None = None, *, due: bool = True
) -> Row[Any] | None:
    """The oldest intent that nobody has, and that waits for no earlier one of its account: the caller's now.

    With `due` at False also one whose time has not come. It is no event: it ends by itself.
    """
    its, earlier = billing_intents.c, billing_intents.alias()
    waits = (
        select(earlier.c.id)
        .where(earlier.c.account_id == its.account_id, earlier.c.ended_at.is_(None), earlier.c.id < its.id)
        .exists()
    )
    free = and_(its.ended_at.is_(None), _unclaimed(billing_intents, now), ~waits)
    query = select(its.id).where(free)
    if due:
        query = query.where(its.due_at <= now)
    if only is not None:
        query = query.where(its.id == only)
    found = db.execute(query.order_by(its.id).limit(1).with_for_update(skip_locked=True)).scalar_one_or_none()
    if found is None:
        return None
    mine = update(billing_intents).where(its.id == found)
    db.execute(mine.values(claimed_until=until, attempts=its.attempts + 1))
    return intent(db, found)


def change_intent(db: Connection, intent_id: UUID, values: dict[str, Any], *, event: Event | None) -> None:
    """Move an intent on. A try that came to nothing is no event."""
    db.execute(update(billing_intents).where(billing_intents.c.id == intent_id).values(values))
    if event is not None:
        record(db, event)


def add_event(db: Connection, values: dict[str, Any]) -> bool:
    """Keep a message of the processor, unless it is kept; tells whether it was new."""
    return insert_once(db, billing_events, values, ["event_id"])


def claim_event(db: Connection, now: datetime, until: datetime) -> Row[Any] | None:
    """The oldest message that is due and that nobody has: the caller's now."""
    its = billing_events.c
    due = and_(its.handled_at.is_(None), its.due_at <= now, _unclaimed(billing_events, now))
    query = select(its.id).where(due).order_by(its.received_at, its.id).limit(1)
    found = db.execute(query.with_for_update(skip_locked=True)).scalar_one_or_none()
    if found is None:
        return None
    mine = update(billing_events).where(its.id == found)
    db.execute(mine.values(claimed_until=until, attempts=its.attempts + 1))
    return db.execute(select(billing_events).where(its.id == found)).one()


def end_event(db: Connection, event_id: UUID, values: dict[str, Any]) -> None:
    """Note what came of a message. What it led to has events of its own."""
    db.execute(update(billing_events).where(billing_events.c.id == event_id).values(values))


def is_due(db: Connection, now: datetime) -> bool:
    """Is there an intent or a message whose time has come?"""
    found = (
        select(table.c.id).where(table.c.due_at <= now).limit(1)
        for table in (billing_intents, billing_events)
    )
    return any(db.execute(query).first() is not None for query in found)


def unhandled(db: Connection) -> int:
    """How many messages wait to be handled."""
    query = select(func.count()).where(billing_events.c.handled_at.is_(None))
    return int(db.execute(query).scalar_one())


def _unclaimed(table: Table, now: datetime) -> Any:
    return or_(table.c.claimed_until.is_(None), table.c.claimed_until <= now)
