"""A ranking as the JSON that the API answers, put together from what was encoded already."""

from datetime import date

import msgspec

from plumbline.market.like_me_answers import LikeMeOut, like_me_out
from plumbline.market.snapshot import Floats
from plumbline.rankings.estate import exchanges_looked_at
from plumbline.rankings.schemas import CriterionOut, ExchangeOut
from plumbline.rankings.service import Ranked
from scoring.method import Method
from scoring.ranking import PER_POINT
from scoring.weights import WHOLE


class _Row(msgspec.Struct, frozen=True, gc=False):
    """A `RankedProduct`: the part that the weights make, and all the rest as it was encoded before."""

    rank: int
    score: float
    contributions: list[float]
    raw: msgspec.Raw
    """Written as it stands: the value of `raw`, and every field after it."""


class _Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """`RankingOut`, with its rows half ready. What an estate or a mix adds is left out without it."""

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
    found_by_meaning: list[str]
    exchanges: list[ExchangeOut] | None = None
    like_me: LikeMeOut | None = None


_encoder = msgspec.json.Encoder()


def ranking_json(ranked: Ranked) -> bytes:
    """The answer, in the shape of `RankingOut`."""
    snapshot = ranked.snapshot
    by_gate = ranked.excluded_by_gate()
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
            ranked.ranking.total,
            _rows(ranked),
            sum(by_gate.values()),
            by_gate,
            ranked.found_by_meaning(),
            exchanges_looked_at() if ranked.estate else None,
            like_me_out(ranked.buyer) if ranked.buyer is not None else None,
        )
    )


def _rows(ranked: Ranked) -> list[_Row]:
    found = ranked.ranking
    return list(
        map(
            _Row,
            found.ranks.tolist(),
            (found.scores / PER_POINT).tolist(),
            (found.contributions / PER_POINT).tolist(),
            map(ranked.entrants.tails.__getitem__, found.positions.tolist()),
        )
    )


def criteria_of(ranked: Ranked) -> list[CriterionOut]:
    """The method's criteria with the weights of this ranking."""
    return weights_of(ranked.method, ranked.weights)


def weights_of(method: Method, weights: Floats) -> list[CriterionOut]:
    """The method's criteria with weights in whole millionths."""
    return [
        CriterionOut(
            id=criterion.id,
            title=criterion.title,
            measures=criterion.measures,
            unit=criterion.unit,
            weight=weight / WHOLE,
        )
        for criterion, weight in zip(method.criteria, weights.tolist(), strict=True)
    ]
