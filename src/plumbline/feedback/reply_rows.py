"""Stores what suppliers reply to comments. Append-only: one reply to each."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select
from sqlalchemy.exc import IntegrityError

from plumbline.kit.audit import Event
from plumbline.kit.errors import Conflict
from plumbline.storage.events import record
from plumbline.storage.tables import feedback_replies
from plumbline.storage.violations import Violation, violation_of


def replies_to(db: Connection, answer_ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """The replies to these answers, by the answer."""
    query = select(feedback_replies).where(feedback_replies.c.answer_id.in_(answer_ids))
    return {row.answer_id: row for row in db.execute(query)} if answer_ids else {}


def add_reply(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Write a reply. Raises `Conflict` where there is one."""
    try:
        db.execute(insert(feedback_replies).values(values))
    except IntegrityError as error:
        if violation_of(error) is not Violation.UNIQUE:
            raise
        raise Conflict(
            "You replied to this comment before, and a comment has one reply.",
            next_step="Everybody reads it beside the comment.",
        ) from error
    record(db, event)
