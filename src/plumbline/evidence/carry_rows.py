"""Stores what is carried to a release, and finds what stands on the one before it. Append-only."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select

from catalog.evidence.record import Decision, Evidence
from plumbline.kit.audit import Event
from plumbline.kit.errors import Conflict
from plumbline.kit.identifiers import new_id
from plumbline.market.repository import decisions_by, evidence_by
from plumbline.storage.events import record
from plumbline.storage.tables import carried_evidence, carries, carries_taken_back, evidence, releases
from plumbline.storage.violations import first_or


def former_release(db: Connection, release_id: UUID) -> Row[Any] | None:
    """The release before this one."""
    this = select(releases.c.product_id, releases.c.sequence).where(releases.c.id == release_id).subquery()
    query = select(releases).join(this, this.c.product_id == releases.c.product_id)
    query = query.where(releases.c.sequence < this.c.sequence).order_by(releases.c.sequence.desc())
    return db.execute(query.limit(1)).first()


def standing_on(db: Connection, release: Row[Any]) -> tuple[list[Evidence], list[Decision]]:
    """Evidence and decisions on a release, what was carried to it included."""
    chosen = select(releases.c.id, releases.c.product_id).where(releases.c.id == release.id)
    product_id: UUID = release.product_id
    return evidence_by(db, chosen).get(product_id, []), decisions_by(db, chosen).get(product_id, [])


def carry_of(db: Connection, release_id: UUID) -> Row[Any] | None:
    """What was carried to a release, with the version it came from, and whether it was taken back."""
    query = (
        select(
            carries,
            releases.c.version.label("from_version"),
            carries_taken_back.c.reason,
            carries_taken_back.c.taken_back_on,
            carries_taken_back.c.taken_back_by,
        )
        .join(releases, releases.c.id == carries.c.from_release_id)
        .outerjoin(carries_taken_back, carries_taken_back.c.carry_id == carries.c.id)
        .where(carries.c.release_id == release_id)
    )
    return db.execute(query).first()


def carried_items(db: Connection, carry_id: UUID) -> Sequence[Row[Any]]:
    """The evidence of a carry, in the order in which it was handed in."""
    query = select(carried_evidence, evidence.c.title).join(
        evidence, evidence.c.id == carried_evidence.c.evidence_id
    )
    query = query.where(carried_evidence.c.carry_id == carry_id)
    return db.execute(query.order_by(evidence.c.submitted_at, evidence.c.id)).all()


def is_carried_to(db: Connection, release_id: UUID, evidence_id: UUID) -> bool:
    """Was this evidence carried to the release, and not taken back?"""
    query = (
        select(carried_evidence.c.id)
        .join(carries, carries.c.id == carried_evidence.c.carry_id)
        .outerjoin(carries_taken_back, carries_taken_back.c.carry_id == carries.c.id)
        .where(carries.c.release_id == release_id, carried_evidence.c.evidence_id == evidence_id)
        .where(carries_taken_back.c.carry_id.is_(None))
    )
    return db.execute(query).first() is not None


def add_carry(
    db: Connection, values: dict[str, Any], items: Sequence[dict[str, Any]], *, event: Event
) -> None:
    """Record a carry. Raises `Conflict` where there is one to that release."""
    with first_or(_beaten("Something was carried to this release in the same moment; it stands.")):
        db.execute(insert(carries).values(values))
    db.execute(
        insert(carried_evidence), [{"id": new_id(), "carry_id": values["id"], **each} for each in items]
    )
    record(db, event)


def take_back(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Record that a carry was taken back. Raises `Conflict` where it was before."""
    with first_or(_beaten("It was taken back in the same moment.")):
        db.execute(insert(carries_taken_back).values(values))
    record(db, event)


def _beaten(words: str) -> Conflict:
    return Conflict(words, next_step="Look at the release's evidence page.")
