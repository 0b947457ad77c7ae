"""Stores shortlists. Decisions are appended: the newest one on a product is the one that counts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, update

from plumbline.kit.audit import Event
from plumbline.kit.errors import Stale
from plumbline.kit.identifiers import new_id
from plumbline.storage.events import record
from plumbline.storage.tables import shortlist_decisions, shortlists
from plumbline.storage.violations import first_or


def add(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Store a new shortlist."""
    db.execute(insert(shortlists).values(values))
    record(db, event)


def one(db: Connection, shortlist_id: UUID, organisation_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    """A shortlist of this organisation; another's is as if it were not there."""
    query = select(shortlists).where(
        shortlists.c.id == shortlist_id, shortlists.c.organisation_id == organisation_id
    )
    return db.execute(query.with_for_update() if lock else query).first()


def of_organisation(db: Connection, organisation_id: UUID) -> Sequence[Row[Any]]:
    """An organisation's shortlists, newest first."""
    query = select(shortlists).where(shortlists.c.organisation_id == organisation_id)
    return db.execute(query.order_by(shortlists.c.created_at.desc(), shortlists.c.id)).all()


def newest_decisions(db: Connection, shortlist_id: UUID) -> dict[str, Row[Any]]:
    """The decision that counts, by product."""
    query = select(shortlist_decisions).where(shortlist_decisions.c.shortlist_id == shortlist_id)
    return {row.product_slug: row for row in db.execute(query.order_by(shortlist_decisions.c.version))}


def add_decisions(db: Connection, decisions: Sequence[dict[str, Any]], *, event: Event) -> None:
    """Append decisions made at once, and move the shortlist to the version that they make.

    Raises `Stale` where the shortlist is not at the version before: whoever holds its lock never sees that.
    """
    first = decisions[0]
    moved = db.execute(
        update(shortlists)
        .where(shortlists.c.id == first["shortlist_id"], shortlists.c.version == first["version"] - 1)
        .values(version=first["version"], updated_at=first["decided_at"])
    )
    if moved.rowcount != 1:
        raise _beaten()
    with first_or(_beaten()):
        db.execute(insert(shortlist_decisions), [{"id": new_id(), **values} for values in decisions])
    record(db, event)


def _beaten() -> Stale:
    return Stale(
        "Somebody decided on this shortlist in the same moment; nothing was overwritten.",
        next_step="Read it again, and decide on what stands now.",
    )
