"""Reads the answers of one giver. SQL for `plumbline.feedback.giving`."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from plumbline.feedback.repository import ANSWER, is_newest
from plumbline.storage.tables import feedback


def of_giver(db: Connection, product_id: UUID, respondent: str) -> Sequence[Row[Any]]:
    """The newest version of each of their answers about a product, newest quarter first, withdrawn too."""
    query = select(feedback).where(
        ANSWER.product_id == product_id, ANSWER.respondent == respondent, is_newest()
    )
    return db.execute(query.order_by(ANSWER.period.desc())).all()


def newest_of(db: Connection, respondent: str) -> Row[Any] | None:
    """The newest version of what somebody said, about whatever product."""
    query = select(feedback).where(ANSWER.respondent == respondent, is_newest())
    return db.execute(query.order_by(ANSWER.period.desc()).limit(1)).one_or_none()
