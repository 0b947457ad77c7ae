"""Moderating: a queue, rulings with reasons that everybody may read, and appeals to somebody else."""

from collections.abc import Sequence
from typing import Any, Final

from catalog.feedback.marks import RULE_NAMES, Rule
from catalog.feedback.states import TO_MODERATE, AnswerState, Outcome, answer_state
from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.assessing.interests import obstacle
from plumbline.evidence.texts import refuse, text_problems
from plumbline.feedback import moderation_rows
from plumbline.feedback.moderating_schemas import (
    AppealOut,
    MarkOut,
    ModerationQueue,
    RulingIn,
    RulingList,
    RulingOut,
    ToModerateOut,
)
from plumbline.feedback.moderation_rows import NOTHING, Told
from plumbline.feedback.shown import product_named
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, Invalid, NotFound
from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Connection

LEAST_REASON: Final = 10


def queue(db: Connection, identity: Identity) -> ModerationQueue:
    """What waits: appeals first. Raises `NotAllowed`."""
    require(identity, Permission.MODERATE_FEEDBACK)
    rows = moderation_rows.looked_at(db)
    told = moderation_rows.told_of(db, [row.answer_id for row in rows])
    found = [_waiting(db, identity, row, told.get(row.answer_id, NOTHING)) for row in rows]
    waiting = [each for each in found if each.state in TO_MODERATE]
    return ModerationQueue(items=sorted(waiting, key=lambda each: each.state is not AnswerState.APPEALED))


def rule(db: Connection, clock: Clock, identity: Identity, data: RulingIn) -> ModerationQueue:
    """Decide on answers of the queue, all of them or none.

    Raises `NotFound` for what was never marked, `Conflict` for what does not wait or is not theirs to decide.
    """
    require(identity, Permission.MODERATE_FEEDBACK)
    refuse(text_problems(data))
    if len(data.reason.strip()) < LEAST_REASON:
        raise Invalid.field("/reason", f"Say why, in {LEAST_REASON} characters or more.")
    asked = sorted(set(data.answers))
    rows, told = moderation_rows.given(db, asked), moderation_rows.told_of(db, asked)
    if {row.answer_id for row in rows if row.answer_id in told} != set(asked):
        raise NotFound("One of these answers was never marked.", next_step="Look at the queue: /moderate")
    for row in rows:
        _refuse(db, identity, row, told[row.answer_id])
        _rule(db, clock, identity, row, len(told[row.answer_id].rulings) + 1, data)
    return queue(db, identity)


def _refuse(db: Connection, identity: Identity, row: Any, told: Told) -> None:
    if answer_state(told.facts(withdrawn=row.withdrawn)) not in TO_MODERATE:
        raise Conflict("One of these answers waits for nobody any more.", next_step="Look at the queue.")
    if found := _obstacle(db, identity, row, told):
        raise found


def _obstacle(db: Connection, identity: Identity, row: Any, told: Told) -> Conflict | None:
    newest = told.rulings[-1] if told.rulings else None
    if newest is not None and newest.appeal and newest.moderator_id == identity.person_id:
        return Conflict(
            "You made the ruling that is appealed against.", next_step="Another moderator decides on it."
        )
    return obstacle(db, identity, row.supplier_id)


def _rule(db: Connection, clock: Clock, identity: Identity, row: Any, number: int, data: RulingIn) -> None:
    values = {
        "id": new_id(),
        "answer_id": row.answer_id,
        "number": number,
        "outcome": str(data.outcome),
        "reason": data.reason.strip(),
        "moderator_id": identity.person_id,
        "ruled_by": identity.actor.signature,
        "ruled_on": today(clock),
        "ruled_at": clock.now(),
    }
    told = event(
        clock,
        identity.actor,
        "feedback.ruled",
        "answer",
        row.answer_id,
        product=row.slug,
        outcome=str(data.outcome),
        number=number,
        reason=data.reason.strip(),
    )
    moderation_rows.add_ruling(db, values, event=told)


def rulings_on(db: Connection, slug: str) -> RulingList:
    """What everybody may know of moderating the answers about a product. Raises `NotFound`."""
    product = product_named(db, slug)
    marked, held = moderation_rows.waiting_and_held(db, product.id)
    return RulingList(
        product=product.slug,
        marked=marked,
        held=held,
        items=[ruling_out(row) for row in moderation_rows.rulings_on(db, product.id)],
    )


def ruling_out(row: Any) -> RulingOut:
    """A ruling as everybody may read it."""
    return RulingOut(
        id=row.id,
        outcome=Outcome(row.outcome),
        reason=row.reason,
        ruled_by=row.ruled_by,
        ruled_on=row.ruled_on,
        appeal=AppealOut(source=row.appeal, text=row.appeal_text, appealed_on=row.appealed_on)
        if row.appeal
        else None,
    )


def _waiting(db: Connection, identity: Identity, row: Any, told: Told) -> ToModerateOut:
    found = _obstacle(db, identity, row, told)
    return ToModerateOut(
        id=row.answer_id,
        product=row.slug,
        product_name=row.product_name,
        supplier_name=row.supplier_name,
        state=answer_state(told.facts(withdrawn=row.withdrawn)),
        organisation=row.organisation_code,
        role=row.role,
        period=row.period,
        given_on=row.given_on,
        source=row.source,
        instrument=row.instrument,
        score=row.score,
        items=tuple(row.items),
        comment=row.comment,
        marks=_marks(told.marks),
        rulings=[ruling_out(each) for each in told.rulings],
        obstacle=found.detail if found else None,
    )


def _marks(rows: Sequence[Any]) -> list[MarkOut]:
    return [
        MarkOut(rule=Rule(row.rule), name=RULE_NAMES[row.rule], words=row.words, marked_on=row.marked_on)
        for row in rows
    ]
