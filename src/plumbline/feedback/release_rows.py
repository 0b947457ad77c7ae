"""Reads every version of answers, and every ruling on them: what releases are worked out from."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, select

from catalog.organisations.organisation import OrganisationKind
from plumbline.feedback.repository import ANSWER
from plumbline.storage.tables import feedback, feedback_rulings, organisations

RULING = feedback_rulings.c
UNKNOWN_KIND: Final = str(OrganisationKind.OTHER)
"""Of an organisation that no register here has."""
_SCORED = (
    ANSWER.id,
    ANSWER.answer_id,
    ANSWER.product_id,
    ANSWER.organisation_code,
    ANSWER.role,
    ANSWER.instrument,
    ANSWER.score,
    ANSWER.withdrawn,
    ANSWER.given_on,
    ANSWER.booked_on,
)


def versions_on(db: Connection, product_id: UUID) -> Sequence[Row[Any]]:
    """Every version of every answer about a product, whole; those of an answer together, the oldest first."""
    query = select(feedback).where(ANSWER.product_id == product_id)
    return db.execute(_in_order(query)).all()


def scored_versions(db: Connection, product_ids: Collection[UUID] | None) -> Sequence[Row[Any]]:
    """The same about all products or some, and of each version only what the model takes."""
    kind = func.coalesce(organisations.c.kind, UNKNOWN_KIND).label("organisation_kind")
    query: Select[Any] = select(*_SCORED, kind).outerjoin(
        organisations, organisations.c.code == ANSWER.organisation_code
    )
    if product_ids is not None:
        query = query.where(ANSWER.product_id.in_(product_ids))
    return db.execute(_in_order(query)).all()


def rulings_on(
    db: Connection, product_ids: Collection[UUID] | None
) -> Mapping[UUID, Sequence[tuple[datetime, str]]]:
    """When what was ruled, the oldest first, by the answer."""
    query = select(RULING.answer_id, RULING.ruled_at, RULING.outcome).order_by(RULING.number)
    if product_ids is not None:
        about = select(ANSWER.answer_id).where(ANSWER.product_id.in_(product_ids))
        query = query.where(RULING.answer_id.in_(about))
    found: defaultdict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
    for row in db.execute(query):
        found[row.answer_id].append((row.ruled_at, row.outcome))
    return found


def _in_order(query: Select[Any]) -> Select[Any]:
    return query.order_by(ANSWER.answer_id, ANSWER.version)
