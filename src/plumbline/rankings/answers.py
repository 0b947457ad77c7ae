"""A ranking as the JSON that the API answers, put together from what was encoded already."""

from datetime import date
from itertools import chain, repeat

import msgspec

from plumbline.market.like_me_answers import LikeMeOut, like_me_out
from plumbline.market.snapshot import Floats
from plumbline.rankings.estate import exchanges_looked_at
from plumbline.rankings.schemas import CriterionOut, ExchangeOut
from plumbline.rankings.service import Ranked
from scoring.method import Method
from scoring.ranking import PER_POINT
from scoring.weights import WHOLE


class _Head(msgspec.Struct, frozen=True, gc=False):
    """The part of a `RankedProduct` that the weights make. The rest was encoded before."""

    rank: int
    score: float
    contributions: list[float]


class _Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """`RankingOut`, with its rows as ready JSON. What an estate or a mix adds is left out without it."""

    method: str
    method_version: str
    method_digest: str
    as_of: date
    market_revision: int
    term_months: int
    size: dict[str, int]
    criteria: list[CriterionOut]
    total: int
    items: msgspec.Raw
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
            msgspec.Raw(_rows_json(ranked)),
            sum(by_gate.values()),
            by_gate,
            ranked.found_by_meaning(),
            exchanges_looked_at() if ranked.estate else None,
            like_me_out(ranked.buyer) if ranked.buyer is not None else None,
        )
    )


def _rows_json(ranked: Ranked) -> bytes:
    """Every head encoded at once, then cut apart (a head holds no brace) and joined with its tail."""
    found = ranked.ranking
    if not len(found.positions):
        return b"[]"
    heads = _encoder.encode(
        list(
            map(
                _Head,
                found.ranks.tolist(),
                (found.scores / PER_POINT).tolist(),
                (found.contributions / PER_POINT).tolist(),
            )
        )
    )
    tails = map(ranked.entrants.tails.__getitem__, found.positions.tolist())
    rows = zip(repeat(b"},{"), heads[2:-2].split(b"},{"), tails)
    return b"[" + b"".join(chain.from_iterable(rows))[2:] + b"}]"


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
