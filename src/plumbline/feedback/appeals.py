"""Appeals: whoever gave an answer, or the supplier of the product, asks once for another moderator."""

from typing import Any, Final
from uuid import UUID

from catalog.feedback.states import Outcome
from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.evidence.texts import refuse, text_problems
from plumbline.feedback import giving, moderating, moderation_rows
from plumbline.feedback.givers import SOMEBODY, Giver
from plumbline.feedback.giving_schemas import MineList
from plumbline.feedback.moderating_schemas import AppealIn, RulingList
from plumbline.feedback.shown import product_named
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, Invalid, NotFound
from plumbline.storage.engine import Connection

LEAST_WORDS: Final = 10


def appeal_own(
    db: Connection, clock: Clock, giver: Giver, product: Any, period: str, data: AppealIn
) -> MineList:
    """Appeal against the ruling that holds one's own answer. Raises `NotFound`, `Invalid`, `Conflict`."""
    answer_id = giving.answer_of(db, giver, product, period)
    told = moderation_rows.told_of(db, [answer_id]).get(answer_id, moderation_rows.NOTHING)
    newest = told.rulings[-1] if told.rulings else None
    if newest is None or newest.outcome != Outcome.HOLD:
        raise Conflict("No ruling holds this answer: it counts.", next_step="There is nothing to appeal.")
    _add(db, clock, SOMEBODY, product.slug, newest.id, "giver", data)
    return giving.mine(db, clock, giver, product)


def appeal_as_supplier(
    db: Connection, clock: Clock, identity: Identity, slug: str, ruling_id: UUID, data: AppealIn
) -> RulingList:
    """Appeal against a ruling on an answer about one's own product. Raises the same."""
    require(identity, Permission.REPLY_TO_FEEDBACK)
    missing = NotFound("There is no such ruling on a product of yours.", next_step="Look at your product.")
    product = product_named(db, slug, missing)
    rulings = {row.id: row for row in moderation_rows.rulings_on(db, product.id)}
    if product.supplier_id != identity.supplier_id or ruling_id not in rulings:
        raise missing
    ruling = rulings[ruling_id]
    if any(row.answer_id == ruling.answer_id and row.number > ruling.number for row in rulings.values()):
        raise Conflict("A newer ruling has taken its place.", next_step="Appeal against that one.")
    _add(db, clock, identity.actor, product.slug, ruling_id, "supplier", data)
    return moderating.rulings_on(db, slug)


def _add(
    db: Connection, clock: Clock, actor: Actor, slug: str, ruling_id: UUID, source: str, data: AppealIn
) -> None:
    refuse(text_problems(data))
    if len(data.text.strip()) < LEAST_WORDS:
        raise Invalid.field("/text", f"Say why, in {LEAST_WORDS} characters or more.")
    values = {
        "ruling_id": ruling_id,
        "source": source,
        "text": data.text.strip(),
        "appealed_by": actor.signature,
        "appealed_on": today(clock),
        "appealed_at": clock.now(),
    }
    told = event(clock, actor, "feedback.appealed", "product", slug, ruling=str(ruling_id), source=source)
    moderation_rows.add_appeal(db, values, event=told)
