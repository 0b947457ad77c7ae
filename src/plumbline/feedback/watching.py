"""Marks answers for moderators: by rules as each is given, and by the forest when somebody has it look.

A mark takes nothing away, and no rule marks an answer twice: what a moderator kept stays kept.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from catalog.feedback.marks import Mark, Rule, Seen, marks_on
from catalog.feedback.policy import feedback_policy
from catalog.feedback.words import Instrument
from plumbline.feedback import moderation_rows, repository
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock, today
from plumbline.storage.engine import Connection
from scoring.watching.forest import Watched, apart

WATCH = Actor(kind="system", name="watch over feedback")
"""Who marks: the published rules, and nobody."""


def mark_product(db: Connection, clock: Clock, product: Any, actor: Actor = WATCH) -> int:
    """Let the rules look at the answers about a product, for `actor`; tells how many marks are new."""
    rows = moderation_rows.every_answer(db, product.id)
    own = moderation_rows.organisations_behind(db, product.supplier_id)
    found = marks_on([_seen(row, own) for row in rows], feedback_policy().watch)
    return _keep(db, clock, found, actor)


def mark_market(db: Connection, clock: Clock) -> int:
    """Let the rules look at the answers about every product; tells how many marks are new."""
    return sum(mark_product(db, clock, product) for product in repository.products_spoken_of(db))


def seen_apart(db: Connection) -> list[Mark]:
    """What the forest finds apart among every answer on the market: a second's work, so outside a write.

    With fewer answers than the published number it says nothing.
    """
    watch, rows = feedback_policy().watch, moderation_rows.every_answer(db)
    if len(rows) < watch.forest_answers:
        return []
    scores = apart([_watched(row) for row in rows])
    return [
        Mark(str(row.answer_id), Rule.FOREST, f"Its batch stands apart by {score:.2f} of 1; 0.5 is usual.")
        for row, score in zip(rows, scores, strict=True)
        if score >= watch.forest_apart
    ]


def keep_look(db: Connection, clock: Clock, actor: Actor, found: Sequence[Mark], reason: str) -> int:
    """Mark what a look found, for whoever had it look, and why; tells how many marks are new."""
    told = event(clock, actor, "feedback.looked", "feedback", "many", found=len(found), reason=reason)
    moderation_rows.tell(db, event=told)
    return _keep(db, clock, found, actor)


def _keep(db: Connection, clock: Clock, found: Sequence[Mark], actor: Actor) -> int:
    """Write the marks that are new."""
    ids = {UUID(mark.answer) for mark in found}
    before, told = moderation_rows.marked(db, ids), moderation_rows.told_of(db, ids)
    fresh = [mark for mark in found if (UUID(mark.answer), str(mark.rule)) not in before]
    if not fresh:
        return 0
    rows = [
        {
            "answer_id": UUID(mark.answer),
            "rule": str(mark.rule),
            "words": mark.words,
            "rulings": len(told.get(UUID(mark.answer), moderation_rows.NOTHING).rulings),
            "marked_on": today(clock),
        }
        for mark in fresh
    ]
    rules = sorted({str(mark.rule) for mark in fresh})
    names = sorted({mark.answer for mark in fresh})
    said = event(clock, actor, "feedback.marked", "feedback", "many", answers=names, rules=rules)
    moderation_rows.add_marks(db, rows, event=said)
    return len(fresh)


def _seen(row: Any, own: frozenset[str]) -> Seen:
    return Seen(
        id=str(row.answer_id),
        organisation=row.organisation_code,
        given_on=row.given_on,
        instrument=Instrument(row.instrument),
        score=row.score,
        items=tuple(row.items),
        comment=row.comment,
        own=row.organisation_code in own,
    )


def _watched(row: Any) -> Watched:
    return Watched(
        product=str(row.product_id),
        organisation=row.organisation_code,
        day=row.given_on.toordinal(),
        score=row.score,
        form=(row.instrument, tuple(row.items), row.score),
    )
