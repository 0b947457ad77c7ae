"""What feedback looks like, inside and outside."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One person's answer about one product in one month; `respondent` is a pseudonym."""

    id: UUID
    product_id: UUID
    organisation_code: str
    respondent: str
    role: str
    score: float
    comment: str
    period: str
    given_on: date


class ScoredAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the experience model takes of an answer: a score of 0 to 100 by one instrument, and from where.

    Nothing in it tells who answered.
    """

    product_id: UUID
    organisation_code: str
    role: str
    score: float
    instrument: str


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The answers about one product, before any rule about showing them."""

    answers: int
    organisations: int
    mean: float
    latest: date


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """What one user wrote."""

    role: str
    score: float
    comment: str
    period: str


class FeedbackOut(msgspec.Struct, frozen=True, kw_only=True):
    """What users say of a product, or how many answers are still missing before it may be shown."""

    product: Annotated[str, msgspec.Meta(description="The product's slug.", examples=["tern-record"])]
    answers: Annotated[int, msgspec.Meta(description="How many people answered.")]
    organisations: Annotated[int, msgspec.Meta(description="From how many organisations.")]
    mean: Annotated[
        float | None,
        msgspec.Meta(description="Mean of the scores, 0 to 100; null below the published numbers."),
    ]
    shown: Annotated[bool, msgspec.Meta(description="Are there enough answers to show a number?")]
    note: Annotated[str, msgspec.Meta(description="What the number is, or why there is none.")]
    comments: Annotated[list[Comment], msgspec.Meta(description="The newest comments, if shown.")]
