"""What moderators see and say, and what everybody may know of it."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from catalog.feedback.marks import Rule
from catalog.feedback.states import AnswerState, Outcome


class MarkOut(msgspec.Struct, frozen=True, kw_only=True):
    """Why an answer was marked."""

    rule: Rule
    name: str
    words: str
    marked_on: date


class AppealOut(msgspec.Struct, frozen=True, kw_only=True):
    """That another moderator was asked for, and by which side."""

    source: Annotated[str, msgspec.Meta(description="`giver` or `supplier`.")]
    text: str
    appealed_on: date


class RulingOut(msgspec.Struct, frozen=True, kw_only=True):
    """What a moderator decided about one answer, and why. Everybody may read it; it names no answer."""

    id: UUID
    outcome: Outcome
    reason: str
    ruled_by: str
    ruled_on: date
    appeal: AppealOut | None


class ToModerateOut(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that waits for a moderator. `obstacle`: why you may not decide on it."""

    id: UUID
    product: str
    product_name: str
    supplier_name: str
    state: AnswerState
    organisation: str
    role: str
    period: str
    given_on: date
    source: str
    instrument: str
    score: float
    items: tuple[int, ...]
    comment: str
    marks: list[MarkOut]
    rulings: list[RulingOut]
    obstacle: str | None


class ModerationQueue(msgspec.Struct, frozen=True, kw_only=True):
    """Appeals first, then what was marked, by product and organisation."""

    items: list[ToModerateOut]


class RulingIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One decision on one or many answers of the queue: all of it is kept, or nothing."""

    answers: Annotated[tuple[UUID, ...], msgspec.Meta(min_length=1, max_length=200)]
    outcome: Annotated[Outcome, msgspec.Meta(description="`keep` counts; `hold` does not, until ruled anew.")]
    reason: Annotated[
        str, msgspec.Meta(min_length=10, max_length=2000, description="Everybody may read it: quote nobody.")
    ]


class AppealIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why another moderator should look."""

    text: Annotated[str, msgspec.Meta(min_length=10, max_length=2000)]


class LookIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the forest is to look."""

    reason: Annotated[str, msgspec.Meta(min_length=10, max_length=500, description="It stands in the log.")]


class LookedOut(msgspec.Struct, frozen=True, kw_only=True):
    """How many answers the forest marked anew."""

    marked: int


class RulingList(msgspec.Struct, frozen=True, kw_only=True):
    """What moderators decided about the answers on one product, the newest first, and what still counts."""

    product: str
    marked: Annotated[int, msgspec.Meta(description="Answers that are marked, count, and wait.")]
    held: Annotated[int, msgspec.Meta(description="Answers that do not count, by a ruling.")]
    items: list[RulingOut]
