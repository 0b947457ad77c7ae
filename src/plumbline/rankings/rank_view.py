"""A ranking as its page shows it: bars, parts with the figures behind them, what is left out."""

import math
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec

from catalog.words import PRODUCT_TYPE_NAMES
from plumbline.market.columns import FIT, pennies
from plumbline.market.like_me_answers import like_me_out, mix_in_words
from plumbline.products.search import LEGENDS, title_of
from plumbline.rankings.asked import FILTERS, sizes_of
from plumbline.rankings.estate import fit_words, is_held
from plumbline.rankings.estate_view import FitRow, estate_form, fit_row
from plumbline.rankings.experience_words import experience_in
from plumbline.rankings.schemas import DEFAULT_TERM
from plumbline.rankings.service import Ranked, fits_in
from plumbline.web.asked_like_me import like_me_form
from plumbline.web.drawing import Part, parts_of
from plumbline.web.filters import money
from scoring.ranking import PER_POINT

EXCLUDED_SHOWN: Final = 50
COMPARED: Final = 3
SHOWN_FIRST: Final = 10
"""Rows that the page shows at once; the others are folded under them."""


class WeightField(msgspec.Struct, frozen=True, kw_only=True):
    """One weight of the form, 0 to 100."""

    id: str
    title: str
    weight: str


class Contribution(msgspec.Struct, frozen=True, kw_only=True):
    """What a criterion adds to a score, and the figure behind it in words."""

    title: str
    points: float
    measure: str


class RankRow(msgspec.Struct, frozen=True, kw_only=True):
    """One ranked product."""

    rank: int
    slug: str
    name: str
    supplier: str
    gate: str
    until: date | None
    score: float
    contributions: tuple[Contribution, ...]
    parts: tuple[Part, ...]
    near: bool
    """Has too few of the words asked for, and is near them in meaning."""
    held: bool = False
    fits: tuple[FitRow, ...] = ()


class ExcludedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One product that the gate leaves out, and why."""

    slug: str
    name: str
    gate: str
    until: date | None
    reason: str


def rank_view(ranked: Ranked, asked: dict[str, Any]) -> dict[str, Any]:
    """Everything that the page needs. `asked` is the question as a query string."""
    rows = rows_of(ranked)
    excluded = ranked.excluded()
    return {
        "method": ranked.method,
        "day": ranked.snapshot.as_of,
        "asked": asked,
        "names": [criterion.title for criterion in ranked.method.criteria],
        "rows": rows,
        "shown_first": SHOWN_FIRST,
        "total": ranked.ranking.total,
        "excluded": [_excluded(ranked, place) for place in excluded[:EXCLUDED_SHOWN]],
        "excluded_total": len(excluded),
        "near": len(ranked.selection.near),
        "compare_query": _compare(rows, asked),
        "demonstration": any(ranked.snapshot.records[p].origin == "demonstration" for p in _shown(ranked)),
        "like_me": like_me_form(ranked.question.like_me, ranked.method),
        "buyer": None if ranked.buyer is None else like_me_out(ranked.buyer),
        "mix": None if ranked.buyer is None else mix_in_words(ranked.buyer.mix),
        **_form(ranked),
    }


def rows_of(ranked: Ranked) -> list[RankRow]:
    """The rows asked for, best first."""
    return [_row(ranked, line, place) for line, place in enumerate(ranked.ranking.positions.tolist())]


def _shown(ranked: Ranked) -> list[int]:
    return [*ranked.ranking.positions.tolist(), *ranked.excluded()]


def _row(ranked: Ranked, line: int, place: int) -> RankRow:
    hit = ranked.snapshot.hits[place]
    points = [int(part) / PER_POINT for part in ranked.ranking.contributions[line]]
    measures = _measures(ranked, place)
    return RankRow(
        rank=int(ranked.ranking.ranks[line]),
        slug=hit.slug,
        name=hit.name,
        supplier=hit.supplier_name,
        gate=hit.gate,
        until=hit.until,
        score=int(ranked.ranking.scores[line]) / PER_POINT,
        contributions=tuple(
            Contribution(title=criterion.title, points=part, measure=measures.get(criterion.id, ""))
            for criterion, part in zip(ranked.method.criteria, points, strict=True)
        ),
        parts=parts_of(points),
        near=place in ranked.selection.near,
        held=is_held(ranked.estate, place),
        fits=tuple(fit_row(each) for each in fits_in(ranked, place)),
    )


def _measures(ranked: Ranked, place: int) -> dict[str, str]:
    """The figures behind the contributions, in words; what is not known says so."""
    hit = ranked.snapshot.hits[place]
    cost = pennies(float(ranked.columns.cost[place]))
    raw = dict(
        zip((c.id for c in ranked.method.criteria), ranked.columns.raw[:, place].tolist(), strict=True)
    )
    covered = raw.get("coverage", math.nan)
    most = math.nan if ranked.columns.most is None else float(ranked.columns.most[place])
    return {
        "compliance": f"{raw['compliance']:.0%}, by strength and age of what shows it",
        "experience": experience_in(ranked, hit, raw["experience"]),
        "cost": "price not known" if cost is None else _cost(cost, raw.get("cost", math.nan)),
        "coverage": _coverage(covered, asked_for=bool(ranked.question.needs)),
        FIT: fit_words(raw.get(FIT, math.nan), most),
    }


def _cost(cost: Decimal, share: float) -> str:
    """A cost, and how much of the budget that is: nothing is gained from the whole of it upwards."""
    return money(cost) if math.isnan(share) else f"{money(cost)}, {share:.0%} of the budget"


def _coverage(share: float, *, asked_for: bool) -> str:
    if not asked_for:
        return "nothing was asked for"
    return "not known" if math.isnan(share) else f"{share:.0%} of what is asked for"


def _excluded(ranked: Ranked, place: int) -> ExcludedRow:
    hit, standing = ranked.snapshot.hits[place], ranked.snapshot.standings[place]
    return ExcludedRow(
        slug=hit.slug,
        name=hit.name,
        gate=hit.gate,
        until=hit.until,
        reason=" ".join(standing.reasons[:3]),
    )


def _compare(rows: list[RankRow], asked: dict[str, Any]) -> dict[str, Any] | None:
    """A comparison of the first few, on the same day."""
    if len(rows) < 2:
        return None
    found = {"product": [row.slug for row in rows[:COMPARED]], "as_of": asked.get("as_of")}
    return {**found, "estate": asked["estate"]} if "estate" in asked else found


def _form(ranked: Ranked) -> dict[str, Any]:
    question = ranked.question
    weights = question.weights or {c.id: float(c.weight) for c in ranked.method.criteria}
    chosen = question.filter.product_type
    return {
        "weights": [
            WeightField(id=c.id, title=c.title, weight=f"{weights.get(c.id, 0):g}")
            for c in ranked.method.criteria
            if c.id != FIT  # stands where what is held is said
        ],
        "kind": chosen[0] if len(chosen) == 1 else None,
        "kinds": [(kind, words) for kind, words in _kinds(ranked)],
        "q": question.filter.q,
        "kept": _kept(ranked),
        "sizes": list(sizes_of(question).items()),
        "term_months": question.term_months,
        "budget": question.budget,
        "sized": bool(question.size or question.budget or question.term_months != DEFAULT_TERM),
        "needs": _needs(ranked),
        "asked_for": len(question.needs),
        **estate_form(ranked.snapshot, question),
    }


def _kinds(ranked: Ranked) -> list[tuple[str, str]]:
    """The kinds of system that are on the market."""
    on_market = set(ranked.snapshot.facets.values["product_type"])
    return [(str(kind), words) for kind, words in PRODUCT_TYPE_NAMES.items() if str(kind) in on_market]


def _kept(ranked: Ranked) -> list[tuple[str, str, str]]:
    """Filters that came along from a search and have no field here: name, value and both in words."""
    asked = ranked.question.filter
    chosen = {name: getattr(asked, name) for name in FILTERS}
    if len(asked.product_type) == 1:
        del chosen["product_type"]
    return [
        (name, value, f"{LEGENDS[name]}: {title_of(ranked.snapshot, name, value)}")
        for name, values in chosen.items()
        for value in values
    ]


def _needs(ranked: Ranked) -> list[tuple[str, str, None, bool]]:
    """Capabilities that products on the market have, as boxes."""
    names, wanted = ranked.snapshot.capability_names, set(ranked.question.needs)
    codes = sorted({*ranked.snapshot.facets.values["capability"], *wanted}, key=lambda c: names.get(c, c))
    return [(code, names.get(code, code), None, code in wanted) for code in codes]
