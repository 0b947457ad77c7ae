"""Stores reconciliations: one a night, and those that were run by hand."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, update

from plumbline.kit.audit import Event
from plumbline.kit.identifiers import new_id
from plumbline.storage.events import record
from plumbline.storage.inserts import insert_once
from plumbline.storage.tables import billing_runs


def begin(db: Connection, night: date | None, started_by: str, now: datetime) -> UUID | None:
    """Begin a run; None where the night has one. It is told of when it ends."""
    identifier = new_id()
    values = {"id": identifier, "night": night, "started_by": started_by, "started_at": now}
    begun = insert_once(db, billing_runs, {**values, "counts": {}, "differences": []}, ["night"])
    return identifier if begun else None


def take_over(db: Connection, night: date, before: datetime, now: datetime) -> UUID | None:
    """A night's run that began before a moment and never ended: the caller's now, if there is one."""
    its = billing_runs.c
    left = update(billing_runs).where(its.night == night, its.finished_at.is_(None), its.started_at < before)
    return db.execute(left.values(started_at=now).returning(its.id)).scalar_one_or_none()


def finish(db: Connection, run_id: UUID, values: dict[str, Any], *, event: Event) -> None:
    """Note what came of a run."""
    db.execute(update(billing_runs).where(billing_runs.c.id == run_id).values(values))
    record(db, event)


def runs(db: Connection, limit: int) -> Sequence[Row[Any]]:
    """Runs, the newest first."""
    its = billing_runs.c
    return db.execute(select(billing_runs).order_by(its.started_at.desc(), its.id.desc()).limit(limit)).all()


def night_run(db: Connection, night: date) -> Row[Any] | None:
    """The run of a night."""
    return db.execute(select(billing_runs).where(billing_runs.c.night == night)).first()
