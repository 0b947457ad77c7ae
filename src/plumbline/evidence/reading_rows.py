"""Stores what readers read, and the decisions that are theirs. Append-only, as all of evidence is."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, insert, select

from plumbline.kit.audit import Event
from plumbline.kit.identifiers import new_id
from plumbline.storage.events import record
from plumbline.storage.tables import decisions, evidence, readings


def add_reading(
    db: Connection, values: dict[str, Any], decided: Sequence[dict[str, Any]], *, event: Event
) -> None:
    """Record a reading and the reader's decisions that follow from it, in one event."""
    db.execute(insert(readings).values(id=new_id(), **values))
    if decided:
        db.execute(insert(decisions), [{"id": new_id(), **each} for each in decided])
    record(db, event)


def newest_readings(db: Connection, evidence_ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """The reading by the newest reader of each piece of evidence that was read."""
    query = select(readings).where(readings.c.evidence_id.in_(evidence_ids))
    rows = db.execute(query.order_by(readings.c.reader_version)).all()
    return {row.evidence_id: row for row in rows}


def digests_on(db: Connection, release_id: UUID) -> frozenset[str]:
    """SHA-256 of every file on a release, as they came and as they are kept."""
    mine = select(evidence.c.id).where(evidence.c.release_id == release_id)
    kept = select(evidence.c.sha256).where(evidence.c.release_id == release_id)
    came = select(readings.c.received_sha256).where(readings.c.evidence_id.in_(mine))
    return frozenset(each for query in (kept, came) for each in db.scalars(query) if each)


def newest_decisions(db: Connection, evidence_id: UUID) -> dict[str, Row[Any]]:
    """The decision that stands on each requirement of a piece of evidence."""
    query = select(decisions).where(decisions.c.evidence_id == evidence_id).order_by(decisions.c.version)
    return {row.requirement_id: row for row in db.execute(query)}


def read_before(db: Connection, format_name: str, version: int, limit: int) -> list[UUID]:
    """Evidence whose newest reading is by an older reader of that format, the oldest first."""
    newest = (
        select(readings.c.evidence_id)
        .where(readings.c.format == format_name)
        .group_by(readings.c.evidence_id)
        .having(func.max(readings.c.reader_version) < version)
        .order_by(readings.c.evidence_id)
        .limit(limit)
    )
    return list(db.scalars(newest))
