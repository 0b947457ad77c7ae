"""Finds the lines that wait for assessors, in one query. What has been replaced waits no more."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, Subquery, and_, exists, func, or_, select

from catalog.words import Outcome
from plumbline.market.repository import current_releases
from plumbline.storage.tables import (
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
    newest, current, back = _newest_decisions(), current_releases().subquery(), decisions.alias("taken_back")
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
        )
        .join(evidence, evidence.c.id == _LINE.evidence_id)
        .join(current, current.c.id == evidence.c.release_id)
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


def is_current(db: Connection, release_id: UUID) -> bool:
    """Is it the release of its product whose evidence counts?"""
    current = current_releases().subquery()
    return db.scalar(select(current.c.id).where(current.c.id == release_id)) is not None


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
