"""A ranking as the JSON that the API answers, put together from what was encoded already."""

from datetime import date

import msgspec

from plumbline.rankings.schemas import CriterionOut
from plumbline.rankings.service import Ranked
from scoring.ranking import PER_POINT
from scoring.weights import WHOLE


class _Row(msgspec.Struct, frozen=True):
    """`RankedProduct`, with the product as ready JSON."""

    rank: int
    score: float
    contributions: list[float]
    raw: list[float]  # NaN is written as null
    cost: float
    product: msgspec.Raw


class _Answer(msgspec.Struct, frozen=True):
    """`RankingOut`, with rows of the kind above."""

    method: str
    method_version: str
    method_digest: str
    as_of: date
    market_revision: int
    term_months: int
    size: dict[str, int]
    criteria: list[CriterionOut]
    total: int
    items: list[_Row]
    excluded_total: int
    excluded_by_gate: dict[str, int]


_encoder = msgspec.json.Encoder()


def ranking_json(ranked: Ranked) -> bytes:
    """The answer, in the shape of `RankingOut`."""
    snapshot, found = ranked.snapshot, ranked.ranking
    by_gate = ranked.excluded_by_gate()
    positions = found.positions
    rows = zip(
        found.ranks.tolist(),
        (found.scores / PER_POINT).tolist(),
        (found.contributions / PER_POINT).tolist(),
        ranked.columns.raw.take(positions, axis=1).T.tolist(),
        ranked.columns.cost.take(positions).tolist(),
        map(snapshot.fragments.__getitem__, positions.tolist()),
        strict=True,
    )
    return _encoder.encode(
        _Answer(
            ranked.method.id,
            ranked.method.version,
            ranked.method.digest,
            snapshot.as_of,
            snapshot.revision,
            ranked.question.term_months,
            dict(ranked.size),
            criteria_of(ranked),
            found.total,
            [_Row(*row) for row in rows],
            sum(by_gate.values()),
            by_gate,
        )
    )


def criteria_of(ranked: Ranked) -> list[CriterionOut]:
    """The method's criteria with the weights of this ranking."""
    return [
        CriterionOut(
            id=criterion.id,
            title=criterion.title,
            measures=criterion.measures,
            unit=criterion.unit,
            weight=weight / WHOLE,
        )
        for criterion, weight in zip(ranked.method.criteria, ranked.weights.tolist(), strict=True)
    ]
