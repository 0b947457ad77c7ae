"""Ranks products under every draw, and counts. The one function behind page, API and receipt."""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from scoring.method import Method
from scoring.ranking import Ranking, rank
from scoring.receipt import market_values
from scoring.robustness.asked import RobustInput, Weighing
from scoring.robustness.drawn import Draws, DrawsHash, drawn, hashes
from scoring.smaa.acceptability import BLOCK, Tally

Floats = NDArray[np.float64]
RANKS: Final = 10
PAIRED: Final = 10
"""So many ranks are told of each; so many products are held against each other, and have a confidence."""


class RobustRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One product, in counts of draws. `rank` and `score` are those at the published weights and figures;
    `ranks` how often it came first, second …; `central` the mean weights (millionths) of the draws in which
    it was first, None where it never was; `confidence` in how many it is first at those weights.
    """

    id: str
    rank: int
    score: int
    ranks: tuple[int, ...]
    central: tuple[int, ...] | None
    confidence: int | None


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What came out. `rows` are in the order of the ranking; `wins[i][j]` counts two for each draw in which
    row i scored above row j, and one for each in which they were level.
    """

    draws_sha256: DrawsHash
    rows: tuple[RobustRow, ...]
    wins: tuple[tuple[int, ...], ...]


def tried(
    method: Method, inputs: Sequence[RobustInput], units: Floats, weighing: Weighing, count: int, seed: int
) -> Tried:
    """Try `count` draws. `units` are the weights in whole millionths that the ranking itself is made with."""
    draws = drawn(method.criteria, inputs, units, weighing, count, seed)
    if not inputs:
        return Tried(draws_sha256=hashes(draws), rows=(), wins=())
    values = values_in(method, inputs)
    ranking = rank(values, units)
    scoring = _Scoring(method, values, draws)
    tally = Tally(len(inputs), len(units), min(RANKS, len(inputs)))
    first = ranking.positions[:PAIRED]
    wins = np.zeros((len(first), len(first)), dtype=np.int64)
    for start in range(0, count, BLOCK):
        weights = draws.weights[start : start + BLOCK].astype(np.float64)
        scores = scoring.scores(start, weights)
        tally.add(scores, weights)
        wins += _wins(scores[:, first])
    central = _central(tally)
    sure = _confidence(scoring, central, tally, count)
    return Tried(
        draws_sha256=hashes(draws), rows=_rows(inputs, ranking, tally, central, sure), wins=_plain(wins)
    )


def values_in(method: Method, inputs: Sequence[RobustInput]) -> Floats:
    """Values, criteria × products, of the figures as they stand."""
    raw = np.array([[np.nan if r is None else r for r in each.raw] for each in inputs], dtype=np.float64)
    return market_values(method, list(raw.reshape(len(inputs), len(method.criteria)).T))


class _Scoring:
    """Scores, draws × products, in whole numbers."""

    def __init__(self, method: Method, values: Floats, draws: Draws) -> None:
        ids = [criterion.id for criterion in method.criteria]
        self._felt = ids.index("experience") if "experience" in ids else None
        self._fixed = values.copy()
        if self._felt is not None:
            self._fixed[self._felt] = 0.0
        self._draws = draws
        self._unknown = [
            (c, [n for n, cell in enumerate(draws.cells) if cell[0] == c]) for c in range(len(ids))
        ]

    def scores(self, start: int, weights: Floats) -> Floats:
        """Of the draws from `start` on, one for each row of `weights`."""
        rows = slice(start, start + len(weights))
        found = weights @ self._fixed
        if self._felt is not None:
            found += weights[:, self._felt][:, None] * self._draws.experience[rows]
        for criterion, cells in self._unknown:
            if cells:
                products = [self._draws.cells[cell][1] for cell in cells]
                found[:, products] += weights[:, criterion][:, None] * self._draws.unknown[rows][:, cells]
        return np.asarray(found)


def _wins(scores: Floats) -> NDArray[np.int64]:
    ahead = scores[:, :, None] - scores[:, None, :]
    return np.asarray(2 * np.count_nonzero(ahead > 0, axis=0) + np.count_nonzero(ahead == 0, axis=0))


def _central(tally: Tally) -> Floats:
    """Mean weights in whole millionths, rounded down; NaN where a product was never first."""
    firsts = tally.held[:, :1].astype(np.float64)
    return np.asarray(
        np.where(firsts > 0, np.floor(tally.weights / np.where(firsts > 0, firsts, 1.0)), np.nan)
    )


def _confidence(scoring: _Scoring, central: Floats, tally: Tally, count: int) -> dict[int, int]:
    """Of the products that come first most often, how often each is first at its own central weights."""
    often = np.argsort(-tally.held[:, 0], kind="stable")[:PAIRED]
    found = {}
    for place in often[tally.held[often, 0] > 0].tolist():
        found[place] = 0
        for start in range(0, count, BLOCK):
            weights = np.tile(central[place], (min(BLOCK, count - start), 1))
            scores = scoring.scores(start, weights)
            found[place] += int(np.count_nonzero(scores[:, place] >= scores.max(axis=1)))
    return found


def _rows(
    inputs: Sequence[RobustInput], ranking: Ranking, tally: Tally, central: Floats, sure: dict[int, int]
) -> tuple[RobustRow, ...]:
    lines = zip(ranking.positions.tolist(), ranking.ranks.tolist(), ranking.scores.tolist(), strict=True)
    return tuple(
        RobustRow(
            id=inputs[place].id,
            rank=at,
            score=int(score),
            ranks=tuple(tally.held[place].tolist()),
            central=None if np.isnan(central[place, 0]) else tuple(int(c) for c in central[place]),
            confidence=sure.get(place),
        )
        for place, at, score in lines
    )


def _plain(wins: NDArray[np.int64]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(row) for row in wins.tolist())
