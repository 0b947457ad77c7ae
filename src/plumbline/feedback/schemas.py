"""What feedback looks like, inside and outside."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from catalog.feedback.words import Instrument


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one person's answer about one product in one quarter; `respondent` is a pseudonym.

    `items` is empty where the score alone is known. `source`: signed_in, invited, imported or recorded.
    """

    id: UUID
    product_id: UUID
    organisation_code: str
    respondent: str
    role: str
    score: float
    comment: str
    period: str
    given_on: date
    booked_on: date | None = None  # None: on the day it was given
    answer_id: UUID | None = None  # of the first version; its own where this is the first
    version: int = 1
    withdrawn: bool = False
    source: str = "recorded"
    specialty: str | None = None
    months_of_use: int | None = None
    instrument: Instrument = Instrument.SUS
    items: tuple[int, ...] = ()
    statements: tuple[int, ...] = ()
    ease: int | None = None


class ScoredAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the experience model takes of an answer: a score of 0 to 100 by one instrument, and from where.

    `id` is that of the version. Nothing in it tells who answered: `answer_id` is random but for its moment,
    and says which came first.
    """

    id: UUID
    answer_id: UUID
    product_id: UUID
    organisation_code: str
    organisation_kind: str
    role: str
    score: float
    instrument: str


class CommentReply(msgspec.Struct, frozen=True, kw_only=True):
    """What the supplier said to a comment. `earlier`: the comment was changed since."""

    text: str
    replied_by: str
    replied_on: date
    earlier: bool


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """What one user wrote. Of its day only the quarter is told, and its score not at all: with the scores of
    all of a batch but one, the figures would tell that one.
    """

    id: Annotated[UUID, msgspec.Meta(description="Names the comment; tells neither who wrote it nor when.")]
    role: str
    comment: str
    period: str
    reply: CommentReply | None


class ByInstrument(msgspec.Struct, frozen=True, kw_only=True):
    """The answers by one questionnaire. `mean` and `median` are null below the published numbers."""

    instrument: Instrument
    name: str
    answers: int
    organisations: int
    mean: float | None
    median: float | None


class ByRole(msgspec.Struct, frozen=True, kw_only=True):
    """The answers of one role, by the questionnaire that `mean` speaks of."""

    role: str
    answers: int
    mean: float


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked beside the questionnaire, and of how many. Null where fewer said it than is shown."""

    net_experience: Annotated[
        float | None, msgspec.Meta(description="Net EHR Experience, -100 to 100: agree minus disagree.")
    ]
    net_experience_answers: int
    ease: Annotated[float | None, msgspec.Meta(description="Mean ease of the commonest task, 1 to 7.")]
    ease_answers: int


class FeedbackOut(msgspec.Struct, frozen=True, kw_only=True):
    """What users say of a product by the last release, or that there is none yet."""

    product: Annotated[str, msgspec.Meta(description="The product's slug.", examples=["tern-record"])]
    answers: Annotated[
        int, msgspec.Meta(description="How many answers stand in the figures, by whatever questionnaire.")
    ]
    organisations: Annotated[int, msgspec.Meta(description="From how many organisations.")]
    instrument: Annotated[
        Instrument | None, msgspec.Meta(description="The questionnaire that `mean` is by, never two of them.")
    ]
    mean: Annotated[
        float | None,
        msgspec.Meta(description="Mean of the scores, 0 to 100; null below the published numbers."),
    ]
    shown: Annotated[bool, msgspec.Meta(description="Are there enough answers to show a number?")]
    released_on: Annotated[
        date | None, msgspec.Meta(description="The close of this day made the figures; null where none are.")
    ]
    note: Annotated[str, msgspec.Meta(description="What the number is, or why there is none.")]
    instruments: Annotated[list[ByInstrument], msgspec.Meta(description="Each questionnaire apart.")]
    roles: Annotated[
        list[ByRole],
        msgspec.Meta(description="Roles with enough answers; the others cannot be found by subtraction."),
    ]
    roles_on: Annotated[
        date | None, msgspec.Meta(description="The last release at which roles could be told apart.")
    ]
    beside: Beside
    marked: Annotated[int, msgspec.Meta(description="How many are marked, and wait for a moderator.")]
    held: Annotated[
        int, msgspec.Meta(description="How many a moderator holds: they count in no later release.")
    ]
    comments: Annotated[list[Comment], msgspec.Meta(description="The newest comments, if shown.")]
