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
_EXACT = 2**53


class Ranking:
    """The best products, best first. Arrays run over the rows that were asked for.

    `total` counts every product that was ranked; `positions` are places in the market, `ranks`
    start at 1 and are shared by ties, `scores` and `contributions` (rows × criteria) are whole
    numbers of which `PER_POINT` make a point of 100.
    """

    __slots__ = ("contributions", "positions", "ranks", "scores", "total")

    def __init__(
        self,
        total: int,
        positions: Positions,
        ranks: Positions,
        scores: NDArray[np.int64],
        contributions: NDArray[np.int64],
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
    products = values.shape[1]
    shift = float(1 << (products + 1).bit_length())
    if MOST * WHOLE * shift >= _EXACT:
        raise ValueError("too many products for exact keys: rank them in parts")
    # Score and place in one exact whole number of at least 1: larger is better, and of equal
    # scores the earlier place is larger. A product that is not ranked gets 0.
    keys = weights @ values
    keys *= shift
    keys += _places(products)
    total = products
    if mask is not None:
        keys *= mask
        total = int(np.count_nonzero(mask))
    best = _largest(keys, total if limit is None else min(limit, total))
    scores = np.floor(best / shift)
    positions = (products - (best - scores * shift)).astype(np.int64)
    contributions = (values.take(positions, axis=1) * weights[:, None]).T
    return Ranking(
        total=total,
        positions=positions,
        ranks=competition_ranks(scores),
        scores=scores.astype(np.int64),
        contributions=contributions.astype(np.int64),
    )


_descending: dict[int, Floats] = {}


def _places(products: int) -> Floats:
    """`products` down to 1, kept for the next time: it depends on the number alone."""
    if products not in _descending:
        _descending.clear()
        _descending[products] = np.arange(products, 0, -1, dtype=np.float64)
    return _descending[products]


_BLOCK = 16


def _largest(keys: Floats, count: int) -> Floats:
    """The `count` largest keys, largest first. Those that count are all different.

    Cut the keys into blocks: the `count`-th largest of the blocks' maxima is at most the
    `count`-th largest key, because that many keys reach it. So only keys that reach it need
    sorting, and for a short list out of many that is a handful.
    """
    blocks = len(keys) // _BLOCK
    if count == 0:
        return keys[:0]
    if count < blocks:
        whole = blocks * _BLOCK
        maxima = keys[:whole].reshape(_BLOCK, blocks).max(axis=0)
        keys = keys[keys >= np.partition(maxima, blocks - count)[blocks - count]]
    return np.sort(keys)[::-1][:count]


def competition_ranks(scores: Floats) -> Positions:
    """Ranks of scores that stand best first: 1, 2, 2, 4 … where the second and third are equal."""
    places = np.arange(len(scores), dtype=np.int64)
    starts = places.copy()
    starts[1:][scores[1:] == scores[:-1]] = 0
    return np.maximum.accumulate(starts) + 1
