"""When a review becomes a decision: at once, or where two are asked for, when two assessors agree.

Reviews of one line are made in rounds, one for each version of the decision. The first and the second are
made without sight of each other, so that agreement means something. Where they differ, a third assessor
reads both and resolves it. Should that one say a third thing, the line stays in dispute until two say the
same: nothing is decided that only one person thinks. Five outcomes can be decided, so six reviews suffice.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from catalog.words import Assurance, Outcome

BLIND = 2
"""How many reviews of a round are made without sight of the others."""


class Review(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one assessor found on one line, in one round. `place` counts from 1 within the round."""

    place: int
    reviewer: str  # whoever it is, the same for the same person
    name: str
    outcome: Outcome
    assurance: Assurance
    reason: str
    reviewed_on: date


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """What a round comes to, with the reviews that carry it."""

    outcome: Outcome
    assurance: Assurance
    reason: str
    carried_by: tuple[Review, ...]

    @property
    def decided_by(self) -> str:
        """The names of those who carry it."""
        return " and ".join(review.name for review in self.carried_by)


def settled(reviews: Sequence[Review], *, needs_two: bool) -> Settled | None:
    """What a round of reviews, in order, comes to; None while it is open.

    Of two that agree, the lesser assurance counts, and both reasons are published.
    """
    for number, review in enumerate(reviews):
        if not needs_two:
            return _settled((review,))
        for earlier in reviews[:number]:
            if earlier.outcome is review.outcome and earlier.reviewer != review.reviewer:
                return _settled((earlier, review))
    return None


def _settled(carried_by: tuple[Review, ...]) -> Settled:
    weakest = min(carried_by, key=lambda review: review.assurance.rank)
    reasons = [review.reason for review in carried_by]
    if len(carried_by) > 1:
        reasons = [f"{review.name}: {review.reason}" for review in carried_by]
    return Settled(
        outcome=carried_by[0].outcome,
        assurance=weakest.assurance,
        reason="\n".join(reasons),
        carried_by=carried_by,
    )


def shown_to(reviewer: str, reviews: Sequence[Review]) -> tuple[Review, ...]:
    """Of an open round, the reviews that somebody may read: all of them once the blind ones are made,
    before that only their own.
    """
    if len(reviews) >= BLIND:
        return tuple(reviews)
    return tuple(review for review in reviews if review.reviewer == reviewer)
