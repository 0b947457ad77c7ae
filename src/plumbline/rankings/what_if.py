"""What if: a ranking with figures that might be otherwise, and weights that explain what people chose."""

import math

import numpy as np

from plumbline.kit.errors import Invalid, NotFound
from plumbline.market.snapshot import Floats, Snapshot
from plumbline.rankings.robust_schemas import (
    Advice,
    AdviceQuestion,
    AdvisedWeight,
    Change,
    Moved,
    WhatIf,
    WhatIfQuestion,
)
from plumbline.rankings.schemas import Question
from plumbline.rankings.service import Ranked, rank_market
from scoring.decision.learned import ADVICE, advised_weights
from scoring.decision.problem import ProblemError
from scoring.method import MOST
from scoring.ranking import PER_POINT, Ranking, rank
from scoring.receipt import market_values


def what_if(snapshot: Snapshot, question: WhatIfQuestion) -> WhatIf:
    """Rank as asked, and again with the changes. Raises as `rank_market`, `NotFound` for a product that is
    not ranked, `Invalid` for a criterion that there is not.
    """
    ranked = _everything(snapshot, question)
    places = ranked.selection.places
    raw = ranked.columns.raw[:, places].copy()
    for number, change in enumerate(question.changes):
        line, column = _cell(ranked, change, f"/changes/{number}")
        raw[line, column] = math.nan if change.figure is None else change.figure
    then = rank(market_values(ranked.method, list(raw)), ranked.weights)
    then.positions = places.take(then.positions)
    before, after = _lines(ranked.ranking), _lines(then)
    changed = dict.fromkeys(snapshot.position[change.product] for change in question.changes)
    return WhatIf(
        as_of=snapshot.as_of,
        market_revision=snapshot.revision,
        total=ranked.ranking.total,
        first=_first(snapshot, ranked.ranking),
        first_then=_first(snapshot, then),
        changed=[
            Moved(
                product=snapshot.hits[place].slug,
                name=snapshot.hits[place].name,
                rank=before[place][0],
                score=before[place][1],
                rank_then=after[place][0],
                score_then=after[place][1],
            )
            for place in changed
        ],
    )


def advice(snapshot: Snapshot, question: AdviceQuestion) -> Advice:
    """Weights that explain the choices. Raises as `what_if`, and `Invalid` where no weights explain them."""
    ranked = _everything(snapshot, question)
    chosen = [_values(ranked, each.chosen) for each in question.choices]
    others = [_values(ranked, each.over) for each in question.choices]
    try:
        found = advised_weights(np.array(chosen), np.array(others))
    except ProblemError as error:
        raise Invalid.field(
            "/choices", f"The choices {error.reason}.", next_step="Add choices, or weigh by hand."
        ) from error
    rows = zip(ranked.method.criteria, found.weights, found.low, found.high, strict=True)
    return Advice(
        choices=found.pairs,
        weights=[
            AdvisedWeight(criterion=c.id, weight=float(weight), from_weight=float(low), to_weight=float(high))
            for c, weight, low, high in rows
        ],
        note=ADVICE,
    )


def _everything(snapshot: Snapshot, question: Question) -> Ranked:
    plain = Question(**{name: getattr(question, name) for name in Question.__struct_fields__})
    return rank_market(snapshot, plain, everything=True)


def _cell(ranked: Ranked, change: Change, pointer: str) -> tuple[int, int]:
    criteria = [criterion.id for criterion in ranked.method.criteria]
    if change.criterion not in criteria:
        raise Invalid.field(
            f"{pointer}/criterion", f"There is no such criterion; there are {', '.join(criteria)}."
        )
    return criteria.index(change.criterion), _column(ranked, change.product)


def _column(ranked: Ranked, slug: str) -> int:
    place = ranked.snapshot.position.get(slug)
    found = [] if place is None else np.flatnonzero(ranked.selection.places == place).tolist()
    if not found:
        raise NotFound(
            f"{slug[:60]!r} is not among the products that are ranked.",
            next_step="Name one that passes the gate and fits the filter.",
        )
    column: int = found[0]
    return column


def _values(ranked: Ranked, slug: str) -> Floats:
    return np.asarray(ranked.entrants.values[:, _column(ranked, slug)] / MOST)


def _lines(ranking: Ranking) -> dict[int, tuple[int, float]]:
    rows = zip(ranking.positions.tolist(), ranking.ranks.tolist(), ranking.scores.tolist(), strict=True)
    return {place: (at, score / PER_POINT) for place, at, score in rows}


def _first(snapshot: Snapshot, ranking: Ranking) -> list[str]:
    firsts = ranking.positions[ranking.ranks == 1].tolist()
    return [snapshot.hits[place].slug for place in firsts]
