"""What users say of products, shown only where enough of them said it."""

from collections.abc import Collection, Sequence
from uuid import UUID

from plumbline.feedback import repository
from plumbline.feedback.schemas import Answer, FeedbackOut, ScoredAnswer
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock
from plumbline.kit.errors import NotFound
from plumbline.storage.engine import Connection
from scoring.experience import NOBODY, Experience, experience_of
from scoring.method import Method, load_method

COMMENTS_SHOWN = 20


def experiences(
    db: Connection, product_ids: Collection[UUID] | None = None, method: Method | None = None
) -> dict[UUID, Experience]:
    """Experience per product that anybody answered about, by the method's published numbers.

    `product_ids` of None means every product.
    """
    rule = (method or load_method()).experience
    return {
        product_id: experience_of(found.answers, found.organisations, found.mean, rule)
        for product_id, found in repository.summaries(db, product_ids).items()
    }


def scored_answers(db: Connection, product_ids: Collection[UUID] | None = None) -> list[ScoredAnswer]:
    """What the experience model is fitted to: every answer that counts, of all products or of these.

    In an order that is the same each time: a model fitted twice to the same answers says the same.
    """
    return repository.scored_answers(db, product_ids)


def record_answers(db: Connection, clock: Clock, actor: Actor, answers: Sequence[Answer]) -> None:
    """Write answers, with the event that tells of them."""
    told = event(clock, actor, "feedback.recorded", "feedback", "many", answers=len(answers))
    repository.add_answers(db, answers, event=told)


def feedback_on(db: Connection, slug: str) -> FeedbackOut:
    """The experience of one product, with comments where a figure may be shown."""
    product_id = repository.product_id_of(db, slug)
    if product_id is None:
        raise NotFound(f"There is no product {slug!r}.", next_step="Search for it by name: /products")
    experience = experiences(db, [product_id]).get(product_id, NOBODY)
    shown = experience.mean is not None
    return FeedbackOut(
        product=slug,
        answers=experience.answers,
        organisations=experience.organisations,
        mean=experience.mean,
        shown=shown,
        note=experience.note,
        comments=list(repository.comments(db, product_id, COMMENTS_SHOWN)) if shown else [],
    )
