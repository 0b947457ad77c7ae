"""Stores what readers read, and the decisions that are theirs. Append-only, as all of evidence is."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select

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


def newest_reading(db: Connection, evidence_id: UUID) -> Row[Any] | None:
    """What the newest reader read in a document; None where no machine read it."""
    query = select(readings).where(readings.c.evidence_id == evidence_id, readings.c.refused.is_(None))
    return db.execute(query.order_by(readings.c.number.desc()).limit(1)).first()


def digests_on(db: Connection, release_id: UUID) -> frozenset[str]:
    """SHA-256 of every file on a release, as they came and as they are kept."""
    mine = select(evidence.c.id).where(evidence.c.release_id == release_id)
    kept = select(evidence.c.sha256).where(evidence.c.release_id == release_id)
    came = select(readings.c.received_sha256).where(readings.c.evidence_id.in_(mine))
    return frozenset(each for query in (kept, came) for each in db.scalars(query) if each)
