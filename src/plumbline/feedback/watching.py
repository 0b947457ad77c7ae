"""Marks answers for moderators: by rules as each is given, by the forest each night and when somebody asks.

A mark takes nothing away, and no rule marks an answer twice: what a moderator kept stays kept.
"""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from catalog.feedback.marks import Mark, Rule, Seen, marks_on
from catalog.feedback.policy import feedback_policy
from catalog.feedback.words import Instrument
from plumbline.feedback import moderation_rows, repository
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock, today
from plumbline.kit.tenant import RECHECKING
from plumbline.storage.engine import Connection, Database
from scoring.watching.forest import Watched, apart

WATCH = Actor(kind="system", name="watch over feedback")
"""Who marks: the published rules, and nobody."""
NIGHTLY = Actor(kind="system", name="nightly look at feedback")
_EACH_NIGHT: Final = "As each night."


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


def look_tonight(database: Database, clock: Clock) -> int | None:
    """Let the forest look at the whole market, mark what it finds, and tell of it, found or not; how many
    marks are new. With too few answers nobody looks, and nothing is told: None.
    """
    with database.read() as db:
        if not may_look(db):
            return None
        found = seen_apart(db)
    with database.write(RECHECKING) as db:
        return keep_look(db, clock, NIGHTLY, found, _EACH_NIGHT)


def may_look(db: Connection) -> bool:
    """Are there as many answers as the forest takes? Of fewer it would say that all stand apart."""
    return moderation_rows.answers_there_are(db) >= feedback_policy().watch.forest_answers


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
