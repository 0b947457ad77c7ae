"""Stores what suppliers reply to comments. Append-only: one reply to each."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select

from plumbline.kit.audit import Event
from plumbline.kit.errors import Conflict
from plumbline.storage.events import record
from plumbline.storage.tables import feedback_replies
from plumbline.storage.violations import first_or


def replies_to(db: Connection, answer_ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """The replies to these answers, by the answer."""
    query = select(feedback_replies).where(feedback_replies.c.answer_id.in_(answer_ids))
    return {row.answer_id: row for row in db.execute(query)} if answer_ids else {}


def add_reply(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Write a reply. Raises `Conflict` where there is one."""
    beaten = Conflict(
        "You replied to this comment before, and a comment has one reply.",
        next_step="Everybody reads it beside the comment.",
    )
    with first_or(beaten):
        db.execute(insert(feedback_replies).values(values))
    record(db, event)
