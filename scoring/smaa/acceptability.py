"""What the draws say: acceptabilities, central weights, and who beats whom how often.

Draws are taken in blocks whose scores stay in the processor's cache, and multiplied in pieces too small to be
shared among threads; sorting, not multiplying, is what takes the time, so that only as much is sorted as was
asked for.
"""

from collections.abc import Callable
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from scoring.decision.problem import Floats

BLOCK: Final = 256
_ALONE: Final = 2**18
"""So many multiplications OpenBLAS does in one thread. Of a block it would do half in another, in less time
than the two need to meet: where cores are shared, each block then waits for the other's turn.
"""
_LEAST_ROWS: Final = 2  # one row by itself is another routine's, with threads of its own
_FEW: Final = 64  # alternatives that are held against each other rather than sorted
_GROUP: Final = 16
_GROUPS_PER_RANK: Final = 6
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
    tally = Tally(rows, columns, rows if top is None else min(top, rows))
    table = np.ascontiguousarray(values.T)
    buffer = np.empty((min(BLOCK, count), rows))
    for start in range(0, count, BLOCK):
        some = weights[start : start + BLOCK]
        tally.add(
            _scores(some, table, buffer, None if noisy is None else noisy(start, start + len(some))), some
        )
    firsts = tally.held[:, 0].astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = np.where(firsts[:, None] > 0, tally.weights / firsts[:, None], np.nan)
    return Acceptability(count, tally.held / count, centre)


class Tally:
    """Counts ranks: `held` is alternatives × ranks, `weights` the sum of those under which each was first."""

    def __init__(self, rows: int, columns: int, most: int) -> None:
        self.held: Counts = np.zeros((rows, most), dtype=np.int64)
        self.weights: Floats = np.zeros((rows, columns))

    def add(self, scores: Floats, weights: Floats) -> None:
        """Take in some draws: `scores` are draws × alternatives, `weights` draws × criteria."""
        rows, most = self.held.shape
        if most < rows:
            self._add_top(scores, weights)
        else:
            self._add_all(scores, weights)

    def _add_all(self, scores: Floats, weights: Floats) -> None:
        """Ties share the best rank, as they do in a ranking."""
        rows = len(self.held)
        if rows <= _FEW:
            above = np.count_nonzero(scores[:, None, :] > scores[:, :, None], axis=2)
        else:
            ordered = np.sort(scores, axis=1)
            each = zip(ordered, scores, strict=True)
            above = np.array([rows - np.searchsorted(line, own, side="right") for line, own in each])
        draws, places = np.divmod(np.arange(above.size), rows)
        self._count(draws, places, above.ravel(), weights)

    def _count(self, draws: Counts, places: Counts, ranks: Counts, weights: Floats) -> None:
        """Of alternatives (`places`) in draws, their ranks from 0; and the weights of the first."""
        rows, most = self.held.shape
        told = ranks < most
        held = np.bincount(places[told] * most + ranks[told], minlength=rows * most)
        self.held += held.reshape(rows, most)
        draws, places = draws[ranks == 0], places[ranks == 0]
        for column in range(weights.shape[1]):
            self.weights[:, column] += np.bincount(places, weights=weights[draws, column], minlength=rows)

    def _add_top(self, scores: Floats, weights: Floats) -> None:
        """Looks only at what may be among the first of a draw: a few of it, found without sorting."""
        rows, most = self.held.shape
        flat = np.flatnonzero(scores >= _within_reach(scores, most)[:, None])
        draws, reached = flat // rows, scores.ravel()[flat]
        order = np.lexsort((-reached, draws))
        draws, places, reached = draws[order], (flat - draws * rows)[order], reached[order]
        starts = np.arange(len(draws))
        starts[1:][(reached[1:] == reached[:-1]) & (draws[1:] == draws[:-1])] = 0
        began = np.searchsorted(draws, np.arange(len(scores)))
        ranks = np.maximum.accumulate(starts) - began[draws]  # of those that are level the best
        self._count(draws, places, ranks, weights)


def _within_reach(scores: Floats, most: int) -> Floats:
    """For each draw a score that at least `most` alternatives reach, and few others.

    Cut the alternatives into groups: so many reach the `most`-th largest of the groups' best.
    """
    draws, rows = scores.shape
    size = max(1, min(_GROUP, rows // (_GROUPS_PER_RANK * most)))
    groups = rows // size
    best = scores[:, : groups * size].reshape(draws, size, groups).max(axis=1)
    return np.asarray(np.partition(best, groups - most, axis=1)[:, groups - most])


def _scores(weights: Floats, table: Floats, buffer: Floats, noisy: Floats | None) -> Floats:
    if noisy is not None:
        return np.asarray(np.einsum("dac,dc->da", noisy, weights))
    found = buffer[: len(weights)]
    piece = max(_LEAST_ROWS, _ALONE // table.size)
    for start in range(0, len(weights), piece):
        np.matmul(weights[start : start + piece], table, out=found[start : start + piece])
    return found


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
