"""What the draws say: acceptabilities, central weights, and who beats whom how often.

Draws are taken in blocks whose scores stay in the processor's cache; sorting, not multiplying, is what
takes the time, so that only as much is sorted as was asked for.
"""

from collections.abc import Callable
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from scoring.decision.problem import Floats

BLOCK: Final = 256
Counts = NDArray[np.int64]
Values = Callable[[int, int], Floats]
"""Gives the values of draws from one number to another: draws × alternatives × criteria."""


class Acceptability(msgspec.Struct, frozen=True):
    """`ranks` is alternatives × ranks: the share of draws in which an alternative has that rank (ties
    share the best). `central` are the mean weights of those draws in which it is first, NaN where it never
    is. `first` is the first column of `ranks`.
    """

    draws: int
    ranks: Floats
    central: Floats

    @property
    def first(self) -> Floats:
        """The share of draws in which each alternative is first."""
        return np.asarray(self.ranks[:, 0])


def acceptability(
    values: Floats, weights: Floats, noisy: Values | None = None, top: int | None = None
) -> Acceptability:
    """Rank acceptability and central weights.

    `values` is alternatives × criteria, more is better; `weights` draws × criteria. `noisy` gives each
    draw's own values instead. `top` leaves out every rank beyond it, which is quicker where alternatives
    are many.
    """
    count, (rows, columns) = len(weights), values.shape
    most = rows if top is None else min(top, rows)
    held = np.zeros((rows, most), dtype=np.int64)
    central = np.zeros((rows, columns))
    table = np.ascontiguousarray(values.T)
    buffer = np.empty((min(BLOCK, count), rows))
    for start in range(0, count, BLOCK):
        some = weights[start : start + BLOCK]
        scores = _scores(some, table, buffer, None if noisy is None else noisy(start, start + len(some)))
        _count_ranks(scores, held)
        best = scores == scores.max(axis=1, keepdims=True)
        central += best.T @ some
    firsts = held[:, 0].astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = np.where(firsts[:, None] > 0, central / firsts[:, None], np.nan)
    return Acceptability(count, held / count, centre)


def _scores(weights: Floats, table: Floats, buffer: Floats, noisy: Floats | None) -> Floats:
    if noisy is not None:
        return np.asarray(np.einsum("dac,dc->da", noisy, weights))
    return np.matmul(weights, table, out=buffer[: len(weights)])


def _count_ranks(scores: Floats, held: Counts) -> None:
    """Add the ranks of each draw to `held`. Ties share the best rank, as they do in a ranking."""
    rows, most = held.shape
    if most < rows:
        _count_top(scores, held)
        return
    ordered = np.sort(scores, axis=1)
    for draw in range(len(scores)):
        above = rows - np.searchsorted(ordered[draw], scores[draw], side="right")
        held[np.arange(rows), above] += 1


def _count_top(scores: Floats, held: Counts) -> None:
    most = held.shape[1]
    candidates = np.argpartition(-scores, most - 1, axis=1)[:, :most]
    reached = np.take_along_axis(scores, candidates, axis=1)
    order = np.argsort(-reached, axis=1, kind="stable")
    best = np.take_along_axis(candidates, order, axis=1)
    sorted_scores = np.take_along_axis(reached, order, axis=1)
    starts = np.tile(np.arange(most), (len(scores), 1))
    starts[:, 1:][sorted_scores[:, 1:] == sorted_scores[:, :-1]] = 0
    ranks = np.maximum.accumulate(starts, axis=1)
    np.add.at(held, (best.ravel(), ranks.ravel()), 1)


def confidence(values: Floats, central: Floats, noisy: Values, draws: int) -> Floats:
    """For each alternative how often it is first at its own central weights, over the draws of the values.

    NaN where it has none: it is never first.
    """
    rows = len(values)
    wins = np.zeros(rows)
    for start in range(0, draws, BLOCK):
        some = noisy(start, min(start + BLOCK, draws))
        for place in np.flatnonzero(~np.isnan(central[:, 0])).tolist():
            scores = some @ central[place]
            wins[place] += np.count_nonzero(scores[:, place] >= scores.max(axis=1))
    return np.where(np.isnan(central[:, 0]), np.nan, wins / draws)


def winning_shares(values: Floats, weights: Floats, noisy: Values | None = None) -> Floats:
    """Alternatives × alternatives: the share of draws in which the first scores above the second; a tie
    counts half.
    """
    rows, count = len(values), len(weights)
    wins = np.zeros((rows, rows))
    table, buffer = np.ascontiguousarray(values.T), np.empty((min(BLOCK, count), rows))
    for start in range(0, count, BLOCK):
        some = weights[start : start + BLOCK]
        scores = _scores(some, table, buffer, None if noisy is None else noisy(start, start + len(some)))
        for one in range(rows):
            ahead = scores[:, one][:, None] - scores
            wins[one] += np.count_nonzero(ahead > 0, axis=0) + 0.5 * np.count_nonzero(ahead == 0, axis=0)
    return wins / count
