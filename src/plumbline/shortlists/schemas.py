"""What a shortlist looks like, inside and outside."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec

from plumbline.rankings.schemas import Question

SHORTEST_TITLE, LONGEST_TITLE = 3, 200


class Choice(StrEnum):
    """In the shortlist, or left out of it."""

    IN = "in"
    OUT = "out"


class ShortlistIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A title, and the question whose answer is frozen."""

    title: Annotated[
        str,
        msgspec.Meta(min_length=SHORTEST_TITLE, max_length=LONGEST_TITLE, examples=["Record system 2027"]),
    ]
    # By a factory, for the description of the API cannot hold a default that has no hash.
    question: Annotated[Question, msgspec.Meta(description="As for a ranking.")] = msgspec.field(
        default_factory=Question
    )


class DecisionIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a product is in, or out."""

    choice: Choice
    reason: Annotated[
        str,
        msgspec.Meta(min_length=10, max_length=2000, description="The reason, for whoever asks later."),
    ]
    version: Annotated[
        int, msgspec.Meta(ge=1, le=1_000_000, description="The shortlist's version that you decided on.")
    ]


class ProductDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision on one product, as one of several that are made at once."""

    slug: str
    choice: Choice
    reason: str


class LineOut(msgspec.Struct, frozen=True, kw_only=True):
    """One product of the frozen answer, with the decision on it. Out of the gate, there is no rank."""

    slug: str
    name: str
    supplier: str
    gate: str
    rank: int | None = None
    score: Annotated[float | None, msgspec.Meta(description="0 to 100; null for what the gate left out.")] = (
        None
    )
    contributions: list[float] = []
    reasons: Annotated[tuple[str, ...], msgspec.Meta(description="Why the gate left it out.")] = ()
    choice: Choice | None = None
    reason: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    version: Annotated[int, msgspec.Meta(description="The shortlist's version that it made; 0 for none.")] = 0


class ShortlistSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A shortlist in a list."""

    id: UUID
    title: str
    as_of: date
    products: int
    undecided: int
    created_by: str
    created_at: datetime
    version: int


class ShortlistPage(msgspec.Struct, frozen=True, kw_only=True):
    """The shortlists of one organisation, newest first."""

    items: list[ShortlistSummary]


class ShortlistOut(msgspec.Struct, frozen=True, kw_only=True):
    """A shortlist: the question, its frozen answer, and a decision for each product."""

    id: UUID
    title: str
    as_of: date
    version: int
    created_by: str
    created_at: datetime
    question: dict[str, Any]
    method: str
    market_revision: int
    receipt_sha256: Annotated[str, msgspec.Meta(description="The frozen receipt's own hash.")]
    market_moved: Annotated[bool, msgspec.Meta(description="Has the market changed since it was frozen?")]
    criteria: list[str]
    lines: list[LineOut]
    undecided: Annotated[list[str], msgspec.Meta(description="Products that still lack a reason.")]
