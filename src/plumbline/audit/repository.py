"""Reads the log, and keeps its checkpoints."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, select

from plumbline.kit.merkle import Frontier
from plumbline.storage.inserts import insert_into
from plumbline.storage.tables import audit_checkpoints, audit_head, event_persons, events

CHUNK = 10_000


def head(db: Connection) -> Frontier:
    """The right edge of the tree: its size and the roots of its complete subtrees."""
    row = db.execute(select(audit_head)).one()
    return Frontier(row.size, [bytes.fromhex(peak) for peak in row.peaks.split()])


def leaf_hashes(db: Connection, size: int) -> list[bytes]:
    """The hashes of the first `size` leaves, in order."""
    query = select(events.c.leaf_hash).where(events.c.sequence < size).order_by(events.c.sequence)
    return [bytes.fromhex(each) for each in db.scalars(query)]


def leaves(db: Connection, size: int) -> Iterator[str]:
    """The texts of the first `size` leaves, in order, without holding them all."""
    for start in range(0, size, CHUNK):
        inside = events.c.sequence.between(start, min(start + CHUNK, size) - 1)
        yield from db.scalars(select(events.c.leaf).where(inside).order_by(events.c.sequence))


def page(db: Connection, after: int, limit: int) -> Sequence[Any]:
    """Events with a number above `after`."""
    query = select(events.c.sequence, events.c.leaf).where(events.c.sequence > after)
    return db.execute(query.order_by(events.c.sequence).limit(limit)).all()


def newest_checkpoint(db: Connection) -> Row[Any] | None:
    """The checkpoint over the largest tree."""
    return db.execute(select(audit_checkpoints).order_by(audit_checkpoints.c.size.desc()).limit(1)).first()


def checkpoint_notes(db: Connection) -> list[str]:
    """Every checkpoint ever signed, over the smallest tree first."""
    return list(db.scalars(select(audit_checkpoints.c.note).order_by(audit_checkpoints.c.size)))


def add_checkpoint(db: Connection, size: int, made_at: datetime, note: str) -> None:
    """Keep a checkpoint, unless another worker has just signed one over the same tree."""
    values = {"size": size, "made_at": made_at, "note": note}
    db.execute(insert_into(db, audit_checkpoints).values(values).on_conflict_do_nothing())


def erase_person(db: Connection, person_id: UUID) -> int:
    """Erase what the log knows of a person beside the tree; how many entries that were."""
    by = select(events.c.sequence).where(events.c.actor_id == person_id)
    about = select(events.c.sequence).where(
        events.c.subject_kind == "person", events.c.subject_id == str(person_id)
    )
    gone = delete(event_persons).where(event_persons.c.sequence.in_(by.union(about)))
    return int(db.execute(gone).rowcount)
