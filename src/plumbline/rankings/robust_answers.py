"""A trial as the API answers it: counts as shares, places as slugs."""

from typing import Final

import numpy as np

from plumbline.market.columns import FIT
from plumbline.market.snapshot import ProductHit
from plumbline.rankings.answers import weights_of
from plumbline.rankings.experience_words import estimate_in
from plumbline.rankings.robust_schemas import (
    Central,
    LeastChangeOut,
    OtherMethod,
    Robustness,
    RobustProduct,
    Stability,
    WinnerStays,
)
from plumbline.rankings.robust_service import Robust
from scoring.decision.case import Case
from scoring.decision.computing import compute
from scoring.decision.dominance import dominators
from scoring.decision.stability import intervals, least_change, winner_of
from scoring.ranking import PER_POINT
from scoring.robustness.asked import RobustInput
from scoring.robustness.placing import half_width
from scoring.robustness.trying import RobustRow
from scoring.weights import WHOLE

OTHERS: Final = ("topsis", "vikor", "promethee2")


def robustness_out(made: Robust, limit: int) -> Robustness:
    """The answer, with at most `limit` products."""
    ranked, found = made.ranked, made.found
    hits = [ranked.snapshot.hits[place] for place in ranked.ranking.positions.tolist()]
    by = dominators(made.values) if hits else []
    inputs = {each.id: each for each in made.inputs}
    return Robustness(
        method=ranked.method.id,
        method_version=ranked.method.version,
        method_digest=ranked.method.digest,
        as_of=ranked.snapshot.as_of,
        market_revision=ranked.snapshot.revision,
        criteria=weights_of(ranked.method, ranked.weights),
        ways=made.ways,
        draws=made.rule.draws,
        half_width=round(half_width(made.rule.draws), 4),
        places=made.rule.first,
        total=ranked.ranking.total,
        items=[
            _product(made, row, inputs[row.id], hit, [hits[place].slug for place in by[line]])
            for line, (row, hit) in enumerate(zip(found.rows[:limit], hits[:limit], strict=True))
        ],
        efficient=[hit.slug for hit, dominating in zip(hits, by, strict=True) if not dominating],
        wins=[[each / (2 * made.rule.draws) for each in row] for row in found.wins],
        stability=_stability(made, hits) if hits else None,
        others=_others(made, limit) if hits else [],
        draws_sha256=found.draws_sha256,
    )


def _product(
    made: Robust, row: RobustRow, given: RobustInput, hit: ProductHit, dominated_by: list[str]
) -> RobustProduct:
    shares = [count / made.rule.draws for count in row.ranks]
    criteria = [criterion.id for criterion in made.ranked.method.criteria]
    raw = dict(zip(criteria, given.raw, strict=True))
    estimate = estimate_in(made.ranked, made.ranked.snapshot.position[hit.slug])
    return RobustProduct(
        product=hit.slug,
        name=hit.name,
        rank=row.rank,
        score=row.score / PER_POINT,
        first=shares[0],
        among_first=sum(row.ranks[: made.rule.first]) / made.rule.draws,
        ranks=shares,
        central=_central(made, row, criteria),
        unknown=[name for name, figure in raw.items() if figure is None],
        experience=raw["experience"],
        experience_from=None if estimate is None else round(estimate.low, 1),
        experience_to=None if estimate is None else round(estimate.high, 1),
        dominated_by=dominated_by,
        fit=raw.get(FIT),
        fit_at_most=next((end for end in given.most or () if end is not None), None),
    )


def _central(made: Robust, row: RobustRow, criteria: list[str]) -> Central | None:
    if row.central is None:
        return None
    return Central(
        weights={name: unit / WHOLE for name, unit in zip(criteria, row.central, strict=True)},
        confidence=None if row.confidence is None else row.confidence / made.rule.draws,
    )


def _stability(made: Robust, hits: list[ProductHit]) -> Stability:
    """Of the first; of several that are level, of one of them."""
    criteria = [criterion.id for criterion in made.ranked.method.criteria]
    shares = made.shares
    stays = [
        WinnerStays(criterion=name, weight=float(weight), from_weight=each.low, to_weight=each.high)
        for name, weight, each in zip(criteria, shares, intervals(made.values, shares), strict=True)
    ]
    change = least_change(made.values, shares)
    least = None
    if change is not None:
        least = LeastChangeOut(
            rival=hits[change.rival].slug,
            points=100 * change.moved / 2,
            weights=dict(zip(criteria, change.weights, strict=True)),
        )
    return Stability(winner=hits[winner_of(made.values, shares)].slug, stays=stays, least_change=least)


def _others(made: Robust, limit: int) -> list[OtherMethod]:
    matrix = np.asarray(made.values).tolist()
    found = [compute(Case(method=name, matrix=matrix, weights=made.shares.tolist())) for name in OTHERS]
    return [OtherMethod(method=o.method, ranks=o.ranks[:limit], weakness=o.weakness) for o in found]
