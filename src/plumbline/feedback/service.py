"""Answers as the rest of the service brings them."""

from collections.abc import Sequence

from plumbline.feedback import repository
from plumbline.feedback.schemas import Answer
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock
from plumbline.storage.engine import Connection


def record_answers(db: Connection, clock: Clock, actor: Actor, answers: Sequence[Answer]) -> None:
    """Write answers, with the event that tells of them."""
    told = event(clock, actor, "feedback.recorded", "feedback", "many", answers=len(answers))
    repository.add_answers(db, answers, event=told)
