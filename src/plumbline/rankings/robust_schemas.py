"""How sure a ranking is, what if, and weights out of choices: what is asked, and what is answered."""

from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from plumbline.market.placed import MOST_TRIED
from plumbline.rankings.schemas import CriterionOut, Name, Question
from scoring.robustness.drawn import DrawsHash

MOST_PRODUCTS: Final = MOST_TRIED
MOST_CHANGES: Final = 20
MOST_CHOICES: Final = 500
Percent = Annotated[float, Meta(ge=0, le=100)]
Slug = Annotated[str, Meta(max_length=120)]
Share = Annotated[float, Meta(description="Of the draws, 0 to 1.")]


class RobustQuestion(Question, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A ranking's question, and which other weights are possible: any at all where nothing else is said."""

    exact: Annotated[
        bool, Meta(description="Only the weights given are possible: what varies is what is not known.")
    ] = False
    ranges: Annotated[
        dict[Name, tuple[Percent, Percent]],
        Meta(
            description="Least and greatest weight by criterion, in percent; one left out may be any.",
            examples=[{"experience": [30, 60], "cost": [10, 30]}],
        ),
    ] = msgspec.field(default_factory=dict)
    order: Annotated[
        tuple[Name, ...],
        Meta(
            max_length=20,
            description="Every criterion, the most important first: any weights that fall in this order.",
            examples=[["experience", "compliance", "cost", "coverage"]],
        ),
    ] = ()


class Central(msgspec.Struct, frozen=True, kw_only=True):
    """The weights that speak for a product: the mean of those under which it comes first, by criterion, and
    how often it is first at exactly these, whatever the figures that are not known.
    """

    weights: dict[str, float]
    confidence: Annotated[
        float | None, Meta(description="0 to 1; null for a product that is first too seldom to be looked at.")
    ]


class RobustProduct(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a product fares. `ranks` are the shares of draws in which it came first, second, …"""

    product: Annotated[str, Meta(description="The product's slug.")]
    name: str
    rank: Annotated[int, Meta(description="At the weights and the figures given.")]
    score: float
    first: Share
    among_first: Annotated[float, Meta(description="Share of draws in which it is among the `places` first.")]
    ranks: list[float]
    central: Annotated[Central | None, Meta(description="Null: it is never first, whatever the weights.")]
    unknown: Annotated[list[str], Meta(description="Criteria on which its figure is not known: anything.")]
    experience: Annotated[float | None, Meta(description="The figure that its experience lies around.")]
    experience_from: float | None
    experience_to: float | None
    dominated_by: Annotated[
        list[str], Meta(description="Products at least as good on every criterion and better on one.")
    ]
    fit: Annotated[
        float | None, Meta(description="Asked with an estate: how far its fit is shown, 0 to 1.")
    ] = None
    fit_at_most: Annotated[float | None, Meta(description="Asked with an estate: what it might be.")] = None


class WinnerStays(msgspec.Struct, frozen=True, kw_only=True):
    """The weights of one criterion, 0 to 1, between which the winner stays first while the others keep their
    proportions.
    """

    criterion: str
    weight: float
    from_weight: float
    to_weight: float


class LeastChangeOut(msgspec.Struct, frozen=True, kw_only=True):
    """The smallest move of weight after which another product is level with the winner."""

    rival: str
    points: Annotated[
        float, Meta(description="Percentage points of weight that go from some criteria to others.")
    ]
    weights: dict[str, float]


class Stability(msgspec.Struct, frozen=True, kw_only=True):
    """How firm the first place is at the weights given."""

    winner: str
    stays: list[WinnerStays]
    least_change: Annotated[LeastChangeOut | None, Meta(description="Null: no weights put another first.")]


class OtherMethod(msgspec.Struct, frozen=True, kw_only=True):
    """What another method makes of the same values and weights, for analysts; never an award."""

    method: str
    ranks: Annotated[list[int], Meta(description="In the order of `items`.")]
    weakness: str


class Robustness(msgspec.Struct, frozen=True, kw_only=True):
    """How sure the ranking is."""

    method: str
    method_version: str
    method_digest: str
    as_of: date
    market_revision: int
    criteria: list[CriterionOut]
    ways: Annotated[str, Meta(description="any, exact, ranges or order: which weights were possible.")]
    draws: int
    half_width: Annotated[float, Meta(description="Of the 95 % interval of a share, at most.")]
    places: Annotated[int, Meta(description="How many places count as among the first.")]
    total: int
    items: Annotated[list[RobustProduct], Meta(description="In the order of the ranking, up to the limit.")]
    efficient: Annotated[list[str], Meta(description="Products that no other dominates.")]
    wins: Annotated[
        list[list[float]],
        Meta(description="Of the first ten: how often each scores above each other one; a tie counts half."),
    ]
    stability: Stability | None
    others: list[OtherMethod]
    draws_sha256: DrawsHash


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One figure as it might be, in the criterion's unit; null: not known."""

    product: Slug
    criterion: Name
    figure: Annotated[float, Meta(ge=-1e9, le=1e9)] | None


class WhatIfQuestion(Question, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A ranking's question, and what might be otherwise."""

    changes: Annotated[tuple[Change, ...], Meta(min_length=1, max_length=MOST_CHANGES)]


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A product before and after."""

    product: str
    name: str
    rank: int
    score: float
    rank_then: int
    score_then: float


class WhatIf(msgspec.Struct, frozen=True, kw_only=True):
    """What would be: the products whose figures change, and who is first."""

    as_of: date
    market_revision: int
    total: int
    first: list[str]
    first_then: list[str]
    changed: list[Moved]


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of two products, the one that somebody would rather have."""

    chosen: Slug
    over: Slug


class AdviceQuestion(Question, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A ranking's question without its weights, and choices that a workshop made."""

    choices: Annotated[tuple[Choice, ...], Meta(min_length=1, max_length=MOST_CHOICES)]


class AdvisedWeight(msgspec.Struct, frozen=True, kw_only=True):
    """A weight, 0 to 1, and between what it lies nine times of ten."""

    criterion: str
    weight: float
    from_weight: float
    to_weight: float


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """Weights that explain the choices. Advice only."""

    choices: int
    weights: list[AdvisedWeight]
    note: str
