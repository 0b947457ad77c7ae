"""Finds the lines that wait for assessors: of what was handed in on current releases, and of what was carried
to them. What has been replaced waits no more.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, Subquery, and_, exists, func, null, or_, select

from catalog.words import Outcome
from plumbline.market.repository import current_releases
from plumbline.storage.tables import (
    carried_evidence,
    carries,
    carries_taken_back,
    decisions,
    evidence,
    evidence_requirements,
    products,
    replies,
    reviews,
    suppliers,
)

_LINE = evidence_requirements.c


def open_rows(db: Connection, day: date, product_id: UUID | None = None) -> Sequence[Row[Any]]:
    """Lines of the current releases of products that are on the market, in no order."""
    carried = _open(db, _carried(), day, product_id)
    own = _open(db, _handed_in(), day, product_id)
    return [*own, *(row for row in carried if row.requirement_id in row.requirement_ids)]


def _open(db: Connection, chosen: Select[Any], day: date, product_id: UUID | None) -> Sequence[Row[Any]]:
    """The open lines of chosen evidence (`evidence_id`, `product_id` and `requirement_ids`)."""
    newest, current, back = _newest_decisions(), chosen.subquery(), decisions.alias("taken_back")
    version = func.coalesce(newest.c.version, 0)
    made = _rounds()
    query: Select[Any] = (
        select(
            _LINE.evidence_id,
            _LINE.requirement_id,
            evidence.c.kind,
            evidence.c.title,
            evidence.c.submitted_on,
            products.c.slug.label("product"),
            products.c.name.label("product_name"),
            products.c.supplier_id,
            suppliers.c.slug.label("supplier"),
            suppliers.c.name.label("supplier_name"),
            version.label("version"),
            made.c.made,
            made.c.first_on,
            replies.c.replied_on.label("asked_on"),
            back.c.decided_on.label("taken_back_on"),
            current.c.requirement_ids,
        )
        .join(evidence, evidence.c.id == _LINE.evidence_id)
        .join(current, current.c.evidence_id == evidence.c.id)
        .join(products, products.c.id == current.c.product_id)
        .join(suppliers, suppliers.c.id == products.c.supplier_id)
        .outerjoin(newest, _same_line(newest))
        .outerjoin(made, and_(_same_line(made), made.c.round == version + 1))
        .outerjoin(
            replies,
            and_(_same_line(replies), replies.c.version == newest.c.version, replies.c.second_look.is_(True)),
        )
        .outerjoin(back, and_(_same_line(back), back.c.version == newest.c.version, *_left_open(back)))
        .where(
            or_(
                newest.c.version.is_(None),
                made.c.made.is_not(None),
                replies.c.id.is_not(None),
                back.c.id.is_not(None),
            )
        )
        .where(or_(products.c.withdrawn_on.is_(None), products.c.withdrawn_on > day))
        .where(~_replaced())
    )
    return db.execute(query if product_id is None else query.where(products.c.id == product_id)).all()


def counts_now(db: Connection, evidence_id: UUID, requirement_id: str) -> bool:
    """Is the line of the current release of its product: handed in on it, or carried to it?"""
    own, carried = _handed_in().subquery(), _carried().subquery()
    if db.scalar(select(own.c.evidence_id).where(own.c.evidence_id == evidence_id)) is not None:
        return True
    names = db.scalar(select(carried.c.requirement_ids).where(carried.c.evidence_id == evidence_id))
    return names is not None and requirement_id in names


def _handed_in() -> Select[Any]:
    """What was handed in on current releases: each speaks to whatever it speaks to."""
    current = current_releases().subquery()
    everything = null().label("requirement_ids")
    query = select(evidence.c.id.label("evidence_id"), current.c.product_id, everything)
    return query.join(current, current.c.id == evidence.c.release_id)


def _carried() -> Select[Any]:
    """What was carried to current releases and not taken back, with the requirements that it carries."""
    current = current_releases().subquery()
    item = carried_evidence.c
    query = select(item.evidence_id, current.c.product_id, item.requirement_ids)
    return (
        query.join(carries, carries.c.id == item.carry_id)
        .join(current, current.c.id == carries.c.release_id)
        .outerjoin(carries_taken_back, carries_taken_back.c.carry_id == carries.c.id)
        .where(carries_taken_back.c.carry_id.is_(None))
    )


def _same_line(other: Any) -> Any:
    return and_(other.c.evidence_id == _LINE.evidence_id, other.c.requirement_id == _LINE.requirement_id)


def _left_open(decision: Any) -> tuple[Any, ...]:
    """A reader's, that takes back what an earlier reader had decided."""
    return decision.c.reader.is_not(None), decision.c.outcome == str(Outcome.INCONCLUSIVE)


def _newest_decisions() -> Subquery:
    return (
        select(
            decisions.c.evidence_id,
            decisions.c.requirement_id,
            func.max(decisions.c.version).label("version"),
        )
        .group_by(decisions.c.evidence_id, decisions.c.requirement_id)
        .subquery("newest")
    )


def _rounds() -> Subquery:
    line = (reviews.c.evidence_id, reviews.c.requirement_id, reviews.c.round)
    return (
        select(*line, func.count().label("made"), func.min(reviews.c.reviewed_on).label("first_on"))
        .group_by(*line)
        .subquery("rounds")
    )


def _replaced() -> Any:
    newer, speaks_to = evidence.alias("newer"), evidence_requirements.alias("newer_line")
    return exists(
        select(newer.c.id)
        .join(speaks_to, speaks_to.c.evidence_id == newer.c.id)
        .where(newer.c.supersedes == _LINE.evidence_id, speaks_to.c.requirement_id == _LINE.requirement_id)
    )
