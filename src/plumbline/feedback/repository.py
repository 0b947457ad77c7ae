"""Reads and writes feedback. SQL lives here and nowhere else in this feature."""

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, insert, select

from plumbline.feedback.schemas import Answer, Comment, ScoredAnswer, Summary
from plumbline.kit.audit import Event
from plumbline.storage.events import record
from plumbline.storage.tables import feedback, products

FIRST_INSTRUMENT: Final = "sus"
"""What the scores of this first form are: of the System Usability Scale."""

_SUMMARY = select(
    feedback.c.product_id,
    func.count().label("answers"),
    func.count(feedback.c.organisation_code.distinct()).label("organisations"),
    func.avg(feedback.c.score).label("mean"),
    func.max(feedback.c.given_on).label("latest"),
).group_by(feedback.c.product_id)


def summaries(db: Connection, product_ids: Collection[UUID] | None) -> dict[UUID, Summary]:
    """How many answered, from how many organisations, and their mean, per product that has any."""
    query: Select[Any] = _SUMMARY
    if product_ids is not None:
        query = query.where(feedback.c.product_id.in_(product_ids))
    return {row.product_id: _summary(row) for row in db.execute(query)}


def scored_answers(db: Connection, product_ids: Collection[UUID] | None) -> list[ScoredAnswer]:
    """Every answer with a score, in an order that is the same each time."""
    query: Select[Any] = select(
        feedback.c.product_id, feedback.c.organisation_code, feedback.c.role, feedback.c.score
    ).order_by(feedback.c.id)
    if product_ids is not None:
        query = query.where(feedback.c.product_id.in_(product_ids))
    return [
        ScoredAnswer(
            product_id=row.product_id,
            organisation_code=row.organisation_code,
            role=row.role,
            score=row.score,
            instrument=FIRST_INSTRUMENT,
        )
        for row in db.execute(query)
    ]


def _summary(row: Row[Any]) -> Summary:
    return Summary(
        answers=row.answers, organisations=row.organisations, mean=float(row.mean), latest=row.latest
    )


def product_id_of(db: Connection, slug: str) -> UUID | None:
    """The product behind a slug."""
    found: UUID | None = db.execute(select(products.c.id).where(products.c.slug == slug)).scalar_one_or_none()
    return found


def comments(db: Connection, product_id: UUID, limit: int) -> Sequence[Comment]:
    """The newest comments that say something; never who wrote them."""
    query = (
        select(feedback.c.role, feedback.c.score, feedback.c.comment, feedback.c.period)
        .where(feedback.c.product_id == product_id, feedback.c.comment != "")
        .order_by(feedback.c.given_on.desc(), feedback.c.id)
        .limit(limit)
    )
    return [
        Comment(role=r.role, score=r.score, comment=r.comment, period=r.period) for r in db.execute(query)
    ]


def add_answers(db: Connection, answers: Sequence[Answer], *, event: Event) -> None:
    """Write answers and the event that tells of them."""
    if answers:
        db.execute(
            insert(feedback),
            [{name: getattr(answer, name) for name in Answer.__struct_fields__} for answer in answers],
        )
    record(db, event)
