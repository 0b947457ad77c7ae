"""Stores interests, reviews and replies. All of it is append-only: nothing here updates."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, Select, Table, func, insert, select

from plumbline.kit.audit import Event
from plumbline.kit.errors import Conflict
from plumbline.kit.identifiers import new_id
from plumbline.storage.events import record
from plumbline.storage.tables import (
    evidence,
    evidence_requirements,
    interests,
    people,
    products,
    releases,
    replies,
    reviews,
    suppliers,
)
from plumbline.storage.violations import first_or

Line = tuple[UUID, str]
"""A piece of evidence and a requirement."""
_READ_AGAIN: Final = "Read what stands now, and decide on what you see."


def _add(db: Connection, table: Table, values: dict[str, Any], event: Event, beaten: str) -> None:
    with first_or(Conflict(beaten, next_step=_READ_AGAIN)):
        db.execute(insert(table).values(id=new_id(), **values))
    record(db, event)


def add_interest(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Append a declaration. Raises `Conflict` where one of the same version meets the index."""
    _add(db, interests, values, event, "You declared something else in the same moment.")


def add_review(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Append a review. Raises `Conflict` where its place is taken, or its reviewer has one in the round."""
    beaten = f"Somebody reviewed {values['requirement_id']} in the same moment; nothing was overwritten."
    _add(db, reviews, values, event, beaten)


def add_reply(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Append a reply. Raises `Conflict` where there is one of its kind to the same decision."""
    _add(db, replies, values, event, "Somebody of your supplier replied to this decision already.")


def supplier(db: Connection, slug: str) -> Row[Any] | None:
    """A supplier's id, slug and name."""
    query: Select[Any] = select(suppliers.c.id, suppliers.c.slug, suppliers.c.name)
    return db.execute(query.where(suppliers.c.slug == slug)).first()


def interest_rows(db: Connection, person_id: UUID) -> Sequence[Row[Any]]:
    """Everything that a person declared, with the suppliers' slugs and names, the newest first."""
    query = (
        select(interests, suppliers.c.slug, suppliers.c.name)
        .join(suppliers, suppliers.c.id == interests.c.supplier_id)
        .where(interests.c.person_id == person_id)
    )
    return db.execute(query.order_by(suppliers.c.name, interests.c.version.desc())).all()


def interest(db: Connection, person_id: UUID, supplier_id: UUID) -> Row[Any] | None:
    """The newest that a person declared about a supplier."""
    query = select(interests).where(
        interests.c.person_id == person_id, interests.c.supplier_id == supplier_id
    )
    return db.execute(query.order_by(interests.c.version.desc()).limit(1)).first()


def supplier_name(db: Connection, supplier_id: UUID) -> tuple[str, str]:
    """The slug and the name of a supplier."""
    row = db.execute(select(suppliers.c.slug, suppliers.c.name).where(suppliers.c.id == supplier_id)).one()
    return row.slug, row.name


def supplier_behind(db: Connection, evidence_id: UUID) -> tuple[UUID, str, str, str]:
    """Whose evidence it is: the supplier's id, slug and name, and the name of the product."""
    query = (
        select(suppliers.c.id, suppliers.c.slug, suppliers.c.name, products.c.name.label("product_name"))
        .join(products, products.c.supplier_id == suppliers.c.id)
        .join(releases, releases.c.product_id == products.c.id)
        .join(evidence, evidence.c.release_id == releases.c.id)
    )
    row = db.execute(query.where(evidence.c.id == evidence_id)).one()
    return row.id, row.slug, row.name, row.product_name


def supplier_id_behind(db: Connection, evidence_id: UUID) -> UUID | None:
    """The supplier whose evidence it is; None where there is none."""
    query = (
        select(products.c.supplier_id)
        .join(releases, releases.c.product_id == products.c.id)
        .join(evidence, evidence.c.release_id == releases.c.id)
    )
    return db.scalar(query.where(evidence.c.id == evidence_id))


def suppliers_with_evidence(db: Connection) -> Sequence[Row[Any]]:
    """The slugs and names of suppliers that handed anything in, by name."""
    query: Select[Any] = (
        select(suppliers.c.slug, suppliers.c.name)
        .join(products, products.c.supplier_id == suppliers.c.id)
        .join(releases, releases.c.product_id == products.c.id)
        .join(evidence, evidence.c.release_id == releases.c.id)
        .distinct()
    )
    return db.execute(query.order_by(suppliers.c.name, suppliers.c.slug)).all()


def lock_person(db: Connection, person_id: UUID) -> None:
    """Whoever declares something waits here for their own other declaration."""
    db.execute(select(people.c.id).where(people.c.id == person_id).with_for_update())


def review_rows(db: Connection, evidence_ids: Collection[UUID]) -> dict[Line, list[Row[Any]]]:
    """Every review on each line of these pieces of evidence, by round and place."""
    found: defaultdict[Line, list[Row[Any]]] = defaultdict(list)
    query = select(reviews).where(reviews.c.evidence_id.in_(evidence_ids))
    for row in db.execute(query.order_by(reviews.c.round, reviews.c.place)):
        found[row.evidence_id, row.requirement_id].append(row)
    return found


def reply_rows(db: Connection, evidence_ids: Collection[UUID]) -> dict[UUID, list[Row[Any]]]:
    """Every reply on each piece of evidence, by requirement and version, in the order they came."""
    found: defaultdict[UUID, list[Row[Any]]] = defaultdict(list)
    query = select(replies).where(replies.c.evidence_id.in_(evidence_ids))
    order = (replies.c.requirement_id, replies.c.version, replies.c.replied_at, replies.c.second_look)
    for row in db.execute(query.order_by(*order)):
        found[row.evidence_id].append(row)
    return found


def replaced_lines(db: Connection, evidence_ids: Collection[UUID]) -> set[Line]:
    """The pieces of evidence that newer evidence names as replaced, with what the newer one speaks to."""
    query = (
        select(evidence.c.supersedes, evidence_requirements.c.requirement_id)
        .join(evidence_requirements, evidence_requirements.c.evidence_id == evidence.c.id)
        .where(evidence.c.supersedes.in_(evidence_ids))
    )
    return {(row.supersedes, row.requirement_id) for row in db.execute(query)}


def paired_outcomes(db: Connection) -> Sequence[Row[Any]]:
    """What the first and the second assessor said, of every round that has both, in the order they came."""
    first, second = reviews.alias("first"), reviews.alias("second")
    same = (
        (first.c.evidence_id == second.c.evidence_id)
        & (first.c.requirement_id == second.c.requirement_id)
        & (first.c.round == second.c.round)
    )
    query: Select[Any] = (
        select(second.c.requirement_id, first.c.outcome.label("first"), second.c.outcome.label("second"))
        .join(second, same)
        .where(first.c.place == 1, second.c.place == 2)
    )
    return db.execute(query.order_by(second.c.reviewed_at, second.c.id)).all()


def reviews_made(db: Connection, person_id: UUID) -> set[tuple[UUID, str, int]]:
    """The rounds in which a person made a review: evidence, requirement, round."""
    query = select(reviews.c.evidence_id, reviews.c.requirement_id, reviews.c.round)
    return {tuple(row) for row in db.execute(query.where(reviews.c.reviewer_id == person_id))}


def count_people_reviewing(db: Connection) -> int:
    """How many people have reviewed anything."""
    return int(db.scalar(select(func.count(reviews.c.reviewer_id.distinct()))) or 0)
