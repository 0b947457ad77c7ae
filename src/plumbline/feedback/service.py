"""The answers as the rest of the service takes them: for the model, and from the demonstration."""

from collections.abc import Collection, Sequence
from uuid import UUID

from plumbline.feedback import repository
from plumbline.feedback.schemas import Answer, ScoredAnswer
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock
from plumbline.storage.engine import Connection


def scored_answers(db: Connection, product_ids: Collection[UUID] | None = None) -> list[ScoredAnswer]:
    """What the experience model is fitted to: every answer that counts, of all products or of these.

    In an order that is the same each time: a model fitted twice to the same answers says the same.
    """
    return repository.scored_answers(db, product_ids)


def record_answers(db: Connection, clock: Clock, actor: Actor, answers: Sequence[Answer]) -> None:
    """Write answers, with the event that tells of them."""
    told = event(clock, actor, "feedback.recorded", "feedback", "many", answers=len(answers))
    repository.add_answers(db, answers, event=told)
