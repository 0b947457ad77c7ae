"""The question a ranking answers, and the answer."""

from datetime import date
from typing import Annotated, Final

import msgspec

from catalog.interoperability.shown import WayState
from catalog.words import Assurance
from plumbline.market.like_me import LikeMe
from plumbline.market.like_me_answers import LikeMeFigure, LikeMeOut
from plumbline.market.snapshot import ProductHit
from scoring.method import CURRENT

DEFAULT_SIZE: Final[dict[str, int]] = {"patient": 300_000, "user": 2_000, "bed": 500, "site": 4}
"""A trust of middling size, for whoever does not state their own."""
DEFAULT_TERM: Final = 60
LONGEST_TERM: Final = 240
MOST_ROWS: Final = 500
DEFAULT_ROWS: Final = 50
LARGEST_NUMBER: Final = 100_000_000
MOST_HELD: Final = 99
"""Products that a question may say are held."""

Values = tuple[Annotated[str, msgspec.Meta(max_length=120)], ...]
Units = Annotated[int, msgspec.Meta(ge=0, le=LARGEST_NUMBER)]
Pounds = Annotated[int, msgspec.Meta(ge=1, le=10_000_000_000)]
Name = Annotated[str, msgspec.Meta(max_length=40)]


class Filter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which products are looked at: the same filters as in a search."""

    q: Annotated[
        str, msgspec.Meta(max_length=200, description="Words: what a search finds by them is looked at.")
    ] = ""
    product_type: Values = ()
    gate: Annotated[
        Values,
        msgspec.Meta(description="States of the gate. What does not pass it is left out all the same."),
    ] = ()
    capability: Values = ()
    standard: Values = ()
    supplier: Values = ()
    origin: Values = ()


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What matters to a buyer. Everything may be left out: the method's published figures then hold."""

    method: Annotated[
        str, msgspec.Meta(max_length=60, description="The method of rankings.", examples=[CURRENT])
    ] = CURRENT
    weights: Annotated[
        dict[Name, float],
        msgspec.Meta(
            description="Weights by criterion, on any scale; one left out weighs 0. Empty: the method's.",
            examples=[{"compliance": 20, "experience": 50, "cost": 20, "coverage": 10}],
        ),
    ] = {}
    filter: Annotated[Filter, msgspec.Meta(description="Which products are looked at.")] = Filter()
    needs: Annotated[
        Values, msgspec.Meta(description="Codes of the capabilities asked for.", examples=[["C13", "C5"]])
    ] = ()
    estate: Annotated[
        tuple[Annotated[str, msgspec.Meta(max_length=200)], ...],
        msgspec.Meta(
            max_length=MOST_HELD,
            description="Slugs of the products that you hold, each perhaps with its release: slug@release. "
            "Another criterion then counts: how far each product is shown to fit with them.",
            examples=[["hedgerow-gp", "assayline@4.0"]],
        ),
    ] = ()
    size: Annotated[
        dict[Name, Units],
        msgspec.Meta(description="How many of each unit a price may depend on.", examples=[{"user": 1200}]),
    ] = {}
    term_months: Annotated[
        int, msgspec.Meta(ge=1, le=LONGEST_TERM, description="The term of the contract in months.")
    ] = DEFAULT_TERM
    budget: Annotated[
        Pounds | None,
        msgspec.Meta(description="Over the term, net. Left out: the method's, by kind of product."),
    ] = None
    like_me: Annotated[
        LikeMe | None,
        msgspec.Meta(description="Users' experience as people like yours would score it, not as all do."),
    ] = None
    as_of: Annotated[date | None, msgspec.Meta(description="The day; today if left out.")] = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_ROWS, description="How many rows to show.")] = (
        DEFAULT_ROWS
    )


class CriterionOut(msgspec.Struct, frozen=True, kw_only=True):
    """A criterion and the weight it has here."""

    id: str
    title: str
    measures: str
    unit: str
    weight: Annotated[float, msgspec.Meta(description="Share of the whole, 0 to 1.")]


class ExchangeShown(msgspec.Struct, frozen=True, kw_only=True):
    """A way in which two systems of these kinds exchange data, and how far evidence shows it."""

    exchange: Annotated[str, msgspec.Meta(description="Its id: see `exchanges` of the answer.")]
    standard: str
    side: Annotated[str, msgspec.Meta(description="What the ranked product does in it.")]
    state: Annotated[
        WayState, msgspec.Meta(description="By evidence on both sides; never that they do talk.")
    ]
    assurance: Annotated[Assurance | None, msgspec.Meta(description="Of the weaker of the two sides.")]


class HeldFit(msgspec.Struct, frozen=True, kw_only=True):
    """How far a product is shown to fit with one that is held. No exchanges: nothing in the catalogue passes
    between systems of these kinds, which says nothing.
    """

    product: str
    name: str
    is_newest: Annotated[
        bool, msgspec.Meta(description="False: an older release is held, of which nothing is known here.")
    ]
    figure: Annotated[float, msgspec.Meta(description="0 to 1: what is shown. Unknown counts nothing.")]
    at_most: Annotated[float, msgspec.Meta(description="If all that is not known turned out well.")]
    exchanges: tuple[ExchangeShown, ...]


class RankedProduct(msgspec.Struct, frozen=True, kw_only=True):
    """One line. Contributions and raw figures stand in the order of the criteria."""

    rank: Annotated[int, msgspec.Meta(description="Ties share a rank.")]
    score: Annotated[float, msgspec.Meta(description="0 to 100.")]
    contributions: Annotated[
        list[float], msgspec.Meta(description="What each criterion adds; they sum to the score.")
    ]
    raw: Annotated[
        list[float | None], msgspec.Meta(description="The figure behind each; null where it is not known.")
    ]
    cost: Annotated[float | None, msgspec.Meta(description="Whole-life cost in pounds, net.")]
    product: ProductHit
    held: Annotated[bool, msgspec.Meta(description="Asked with an estate: is it in it?")] = False
    fit: Annotated[
        list[HeldFit],
        msgspec.Meta(description="Asked with an estate: how far it fits with each held product."),
    ] = []
    fit_at_most: Annotated[
        float | None, msgspec.Meta(description="Asked with an estate: what its fit might be at most.")
    ] = None
    like_me: Annotated[
        LikeMeFigure | None,
        msgspec.Meta(description="Asked with like_me: what users like yours say; null: nothing is known."),
    ] = None


class Excluded(msgspec.Struct, frozen=True, kw_only=True):
    """A product that fits the filter and does not pass the gate, with the reason."""

    product: ProductHit
    reasons: tuple[str, ...]


class ExchangeOut(msgspec.Struct, frozen=True, kw_only=True):
    """Something that systems exchange, and what even evidence on both sides leaves open."""

    id: str
    standard: str
    carries: str
    beware: str


class RankingOut(msgspec.Struct, frozen=True, kw_only=True):
    """A ranking: who is first, by how much, and why."""

    method: str
    method_version: str
    method_digest: str
    as_of: date
    market_revision: int
    term_months: int
    size: dict[str, int]
    criteria: list[CriterionOut]
    total: Annotated[int, msgspec.Meta(description="How many products were ranked.")]
    items: list[RankedProduct]
    excluded_total: Annotated[int, msgspec.Meta(description="How many fit and do not pass the gate.")]
    excluded_by_gate: Annotated[dict[str, int], msgspec.Meta(description="The same, by state of the gate.")]
    found_by_meaning: Annotated[
        list[str],
        msgspec.Meta(
            description="Those ranked or left out that have too few of the words of the filter: their texts "
            "are near them in meaning, as a learned model has it (/models/meaning). It reaches no score."
        ),
    ]
    exchanges: Annotated[
        list[ExchangeOut],
        msgspec.Meta(description="Asked with an estate: what is looked at between two systems."),
    ] = []
    like_me: Annotated[
        LikeMeOut | None, msgspec.Meta(description="Asked with like_me: for whom experience stands.")
    ] = None


class ExcludedPage(msgspec.Struct, frozen=True, kw_only=True):
    """The products that a question leaves out because they do not pass the gate."""

    as_of: date
    total: int
    items: list[Excluded]
