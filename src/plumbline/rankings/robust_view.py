"""A trial as its page shows it: shares in plain words and as bars, each beside its table."""

from typing import Any, Final

import msgspec

from plumbline.market.like_me_answers import like_me_out, mix_in_words
from plumbline.rankings.estate import fit_words
from plumbline.rankings.experience_words import experience_in
from plumbline.rankings.robust_answers import robustness_out
from plumbline.rankings.robust_schemas import MOST_PRODUCTS, Robustness, RobustProduct, RobustQuestion, WhatIf
from plumbline.rankings.robust_service import Robust, robust
from plumbline.rankings.service import Ranked
from plumbline.rankings.ways import WAYS
from plumbline.web.drawing import Interval, Part, interval_of, parts_of

SHOWN: Final = 20
_FEW: Final = 0.05
_MOST: Final = 0.95


class TriedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One product: how often it is first and among the first, with the two as one bar."""

    told: RobustProduct
    first: str
    among: str
    parts: tuple[Part, ...]
    experience: str
    fit: str


class StayRow(msgspec.Struct, frozen=True, kw_only=True):
    """One weight: what it is, between what the winner stays, and that as a bar."""

    title: str
    weight: float
    low: float
    high: float
    drawn: Interval


def in_ten(share: float) -> str:
    """A share in plain words: "in 7 of 10"."""
    if share <= 0:
        return "never"
    if share >= 1:
        return "always"
    if share < _FEW:
        return "in fewer than 1 of 20"
    if share > _MOST:
        return "in more than 19 of 20"
    return f"in {max(1, min(9, round(10 * share)))} of 10"


def robust_view(made: Robust, question: RobustQuestion, then: WhatIf | None) -> dict[str, Any]:
    """Everything that the page needs."""
    told = robustness_out(made, SHOWN)
    titles = {criterion.id: criterion.title for criterion in told.criteria}
    names = {each.product: each.name for each in told.items}
    return {
        "told": told,
        "rows": [_row(made, each) for each in told.items],
        "titles": titles,
        "names": {hit.slug: hit.name for hit in made.ranked.snapshot.hits} if told.efficient else names,
        "stays": _stays(told, titles),
        "ways": WAYS,
        "way": made.ways,
        "ranges": question.ranges,
        "places": {name: at for at, name in enumerate(question.order or tuple(titles), start=1)},
        "then": then,
        "in_ten": in_ten,
        "day": told.as_of,
        "buyer": None if made.ranked.buyer is None else like_me_out(made.ranked.buyer),
        "mix": None if made.ranked.buyer is None else mix_in_words(made.ranked.buyer.mix),
    }


def firsts_of(ranked: Ranked) -> dict[str, str]:
    """For each product of a ranking in how many of all ways to weigh it comes first; nothing where there are
    too many products to try. It hangs on no weights, so that moving one computes nothing.
    """
    if not 0 < ranked.ranking.total <= MOST_PRODUCTS or ranked.method.robustness is None:
        return {}
    plain = {
        n: getattr(ranked.question, n)
        for n in ("filter", "needs", "estate", "size", "term_months", "budget", "like_me")
    }
    made = robust(ranked.snapshot, RobustQuestion(**plain))
    slugs = {each.id: each.slug for each in made.inputs}
    return {slugs[row.id]: in_ten(row.ranks[0] / made.rule.draws) for row in made.found.rows}


def _row(made: Robust, each: RobustProduct) -> TriedRow:
    hit = made.ranked.snapshot.hits[made.ranked.snapshot.position[each.product]]
    rest = max(0.0, each.among_first - each.first)
    return TriedRow(
        told=each,
        first=in_ten(each.first),
        among=in_ten(each.among_first),
        parts=parts_of((each.first, rest), most=1.0),
        experience=experience_in(made.ranked, hit, each.experience),
        fit="" if each.fit is None or each.fit_at_most is None else fit_words(each.fit, each.fit_at_most),
    )


def _stays(told: Robustness, titles: dict[str, str]) -> list[StayRow]:
    if told.stability is None:
        return []
    return [
        StayRow(
            title=titles[each.criterion],
            weight=each.weight,
            low=each.from_weight,
            high=each.to_weight,
            drawn=interval_of(each.from_weight, each.weight, each.to_weight),
        )
        for each in told.stability.stays
    ]
