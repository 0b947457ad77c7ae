"""The supplier's right of reply: once to each comment, in public, and never to somebody by name."""

from typing import Any, Final
from uuid import UUID

from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.evidence.texts import refuse, text_problems
from plumbline.feedback import reply_rows
from plumbline.feedback.collecting_schemas import CommentReplyIn
from plumbline.feedback.schemas import FeedbackOut
from plumbline.feedback.shown import feedback_of, product_named, standing_on
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Invalid, NotFound
from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Connection

LEAST: Final = 10


def comment_for(
    db: Connection, clock: Clock, identity: Identity, slug: str, comment_id: UUID
) -> tuple[Any, Any]:
    """A product of the supplier that somebody acts for, and a comment on it that everybody can read.

    Raises `NotAllowed`, and `NotFound` in the same words whatever is not there, or not theirs.
    """
    require(identity, Permission.REPLY_TO_FEEDBACK)
    missing = NotFound("There is no such comment on a product of yours.", next_step="Look at /products.")
    product = product_named(db, slug, missing)
    rows = {row.answer_id: row for row in standing_on(db, product.id, today(clock)).comments}
    if product.supplier_id != identity.supplier_id or comment_id not in rows:
        raise missing
    return product, rows[comment_id]


def reply(
    db: Connection, clock: Clock, identity: Identity, slug: str, comment_id: UUID, data: CommentReplyIn
) -> FeedbackOut:
    """Reply to a comment. Raises `Invalid`, and `Conflict` a second time."""
    product, row = comment_for(db, clock, identity, slug, comment_id)
    refuse(text_problems(data))
    if len(data.text.strip()) < LEAST:
        raise Invalid.field("/text", f"Write at least {LEAST} characters.")
    values = {
        "id": new_id(),
        "answer_id": comment_id,
        "version": row.version,
        "text": data.text.strip(),
        "replied_by": identity.actor.signature,
        "replied_on": today(clock),
        "replied_at": clock.now(),
    }
    told = event(clock, identity.actor, "feedback.replied", "product", product.slug, comment=str(comment_id))
    reply_rows.add_reply(db, values, event=told)
    stands = standing_on(db, product.id, today(clock))
    return feedback_of(db, product, stands, len(stands.comments))
