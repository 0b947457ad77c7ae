"""Looks up what stands on a release already, by the hash of the bytes that came."""

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import Connection, or_, select

from catalog.evidence.reading import Reading
from plumbline.storage.tables import evidence, readings, releases


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence of the same bytes. `reading` is the newest that was made of it, where a machine read it."""

    evidence_id: UUID
    submitted_on: date
    reading: Reading | None


def lock_release(db: Connection, release_id: UUID) -> None:
    """Whoever hands in on a release waits here for whoever does already: the same file is stored once."""
    db.execute(select(releases.c.id).where(releases.c.id == release_id).with_for_update())


def read_earlier(db: Connection, release_id: UUID, digest: str) -> Earlier | None:
    """The newest evidence on a release that a machine read from these bytes, as they came or as kept."""
    query = (
        select(evidence.c.id, evidence.c.submitted_on, readings.c.body)
        .join(readings, readings.c.evidence_id == evidence.c.id)
        .where(evidence.c.release_id == release_id, readings.c.refused.is_(None))
        .where(or_(readings.c.received_sha256 == digest, readings.c.kept_sha256 == digest))
        .order_by(evidence.c.submitted_at.desc(), evidence.c.id.desc(), readings.c.number.desc())
    )
    row = db.execute(query.limit(1)).first()
    if row is None:
        return None
    reading = msgspec.convert(row.body, Reading)
    return Earlier(evidence_id=row.id, submitted_on=row.submitted_on, reading=reading)


def kept_earlier(db: Connection, release_id: UUID, digest: str) -> Earlier | None:
    """The newest evidence on a release that was handed in with these bytes, whoever reads them."""
    query = (
        select(evidence.c.id, evidence.c.submitted_on)
        .where(evidence.c.release_id == release_id, evidence.c.sha256 == digest)
        .order_by(evidence.c.submitted_at.desc(), evidence.c.id.desc())
    )
    row = db.execute(query.limit(1)).first()
    return None if row is None else Earlier(evidence_id=row.id, submitted_on=row.submitted_on, reading=None)
