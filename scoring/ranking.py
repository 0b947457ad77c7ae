"""The one function that ranks: page, API and award call it, and so does whoever checks a receipt.

score = Σ weight × value, weights in whole millionths, values in whole numbers of 0 to 10,000. Every
product and every partial sum is a whole number of at most 10^10, far below 2^53, so float64 holds
it exactly, in any order of adding and on any machine. A tie is a real tie.
"""

import numpy as np
from numpy.typing import NDArray

from scoring.method import MOST
from scoring.weights import WHOLE

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Positions = NDArray[np.int64]

PER_POINT = MOST * WHOLE // 100
"""How much of the whole-number score is one point of the 0 to 100 that people see."""


class Ranking:
    """The best products, best first. Arrays run over the rows that were asked for.

    `total` counts every product that was ranked; `positions` are places in the market, `ranks`
    start at 1 and are shared by ties, `scores` and `contributions` (rows × criteria) are whole
    numbers, exact in float64, of which `PER_POINT` make a point of 100.
    """

    __slots__ = ("contributions", "positions", "ranks", "scores", "total")

    def __init__(
        self,
        total: int,
        positions: Positions,
        ranks: Positions,
        scores: Floats,
        contributions: Floats,
    ) -> None:
        self.total = total
        self.positions = positions
        self.ranks = ranks
        self.scores = scores
        self.contributions = contributions


def rank(values: Floats, weights: Floats, mask: Bools | None = None, limit: int | None = None) -> Ranking:
    """Rank the products of a market.

    `values` is criteria × products, whole numbers 0 to 10,000 in float64, C-ordered, the products
    in the order that breaks ties; `weights` sum to 1,000,000; `mask` says which products are
    ranked at all (all of them when None); at most `limit` rows come back (all when None).
    """
    scores = weights @ values
    total = len(scores)
    if mask is not None:
        scores = np.where(mask, scores, _NOT_RANKED)
        total = int(np.count_nonzero(mask))
    count = total if limit is None else min(limit, total)
    (candidates,) = (scores >= _within_reach(scores, count)).nonzero()
    reached = scores.take(candidates)
    # Stable: of equal scores, the earlier place stays first.
    order = (-reached).argsort(kind="stable")[:count]
    positions, best = candidates.take(order), reached.take(order)
    return Ranking(
        total=total,
        positions=positions,
        ranks=competition_ranks(best),
        scores=best,
        contributions=values.take(positions, axis=1).T * weights,
    )


_NOT_RANKED = -1.0
_BLOCK = 16


def _within_reach(scores: Floats, count: int) -> float:
    """A score that at least `count` products reach, and few others.

    Cut the scores into blocks: the `count`-th largest of the blocks' maxima is reached by that
    many products. So for a short list out of many, a handful is left to sort.
    """
    blocks = len(scores) // _BLOCK
    if count == 0 or count >= blocks:
        return 0.0 if count else np.inf
    maxima = np.maximum.reduce(scores[: blocks * _BLOCK].reshape(_BLOCK, blocks))
    maxima.partition(blocks - count)
    return max(0.0, float(maxima[blocks - count]))


def competition_ranks(scores: Floats) -> Positions:
    """Ranks of scores that stand best first: 1, 2, 2, 4 … where the second and third are equal."""
    ranks = np.arange(1, len(scores) + 1, dtype=np.int64)
    shared = scores[1:] == scores[:-1]
    if np.count_nonzero(shared):
        ranks[1:][shared] = 0
        np.maximum.accumulate(ranks, out=ranks)
    return ranks
