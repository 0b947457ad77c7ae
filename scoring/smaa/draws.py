"""Weights drawn evenly from all that are possible: any, within bounds, or in a given order.

Draws are whole millionths like every weight here, and come out the same on every machine; a receipt holds
their SHA-256 all the same, so that nobody has to take a seed's word for it.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.decision.problem import Floats, ProblemError
from scoring.smaa.stream import Stream
from scoring.weights import WHOLE

SEED: Final = 20010401
_TRIES: Final = 400
_STEPS: Final = 50  # of hit-and-run between two draws, times the number of criteria


def generator(seed: int = SEED, name: str = "weights") -> Stream:
    """The stream of a seed."""
    return Stream(seed, name)


def any_weights(rng: Stream, count: int, criteria: int) -> Floats:
    """`count` × criteria, even over all weights that sum to 1: the gaps between numbers drawn evenly."""
    return _gaps(rng, count, criteria) / WHOLE


def _gaps(rng: Stream, count: int, criteria: int) -> Floats:
    """In whole millionths that sum to a million exactly: no logarithm is taken, no remainder shared out."""
    cuts = np.sort(rng.whole(WHOLE, (count, criteria - 1)), axis=1)
    edges = np.pad(cuts, ((0, 0), (1, 1)), constant_values=((0, 0), (0, WHOLE)))
    return np.asarray(np.diff(edges, axis=1))


def ordered_weights(rng: Stream, count: int, order: Sequence[int]) -> Floats:
    """The same where importance falls in `order` (criteria, the most important first): each draw sorted."""
    if sorted(order) != list(range(len(order))):
        raise ProblemError("order", "name every criterion once, by its place from 0")
    drawn = -np.sort(-any_weights(rng, count, len(order)), axis=1)
    placed = np.empty_like(drawn)
    placed[:, list(order)] = drawn
    return placed


def bounded_weights(rng: Stream, count: int, bounds: Floats) -> Floats:
    """The same where each weight lies within `bounds` (criteria × (low, high), shares of 1).

    Draws that fall outside are drawn again; where nearly all would, hit-and-run walks inside (Smith,
    Operations Research 32(6), 1984; Tervonen et al., European Journal of OR 224(3), 2013).
    """
    low, high = bounds[:, 0], bounds[:, 1]
    if (low < 0).any() or (low > high).any() or low.sum() > 1 or high.sum() < 1:
        raise ProblemError("weight_bounds", "no weights that sum to 1 lie within these bounds")
    kept: list[Floats] = []
    found = 0
    for _ in range(_TRIES):
        drawn = any_weights(rng, count, len(bounds))
        # All of the simplex above the lower bounds is the simplex again, moved and made smaller.
        drawn = low + (1.0 - low.sum()) * drawn
        inside = drawn[(drawn <= high).all(axis=1)]
        kept.append(inside)
        found += len(inside)
        if found >= count:
            return _whole(np.concatenate(kept)[:count])
        if found * _TRIES < count:
            break
    return _whole(_walked(rng, count, low, high))


def _walked(rng: Stream, count: int, low: Floats, high: Floats) -> Floats:
    """Hit-and-run from a point inside: along a random direction that keeps the sum, anywhere within."""
    size = len(low)
    room = high - low
    place = low + room * ((1.0 - low.sum()) / room.sum() if room.sum() > 0 else 0.0)
    found = np.empty((count, size))
    for number in range(count):
        for _ in range(_STEPS if number == 0 else size):
            way = rng.standard_normal(size)
            way -= way.mean()
            way[room == 0] = 0.0
            if (free := room > 0).any():
                way[free] -= way[free].mean()
            place = place + way * float(rng.uniform(*_reach(place, way, low, high)))
        found[number] = place
    return found


def _reach(place: Floats, way: Floats, low: Floats, high: Floats) -> tuple[float, float]:
    moving = np.abs(way) > 1e-12
    if not moving.any():
        return 0.0, 0.0
    to_low, to_high = (low - place)[moving] / way[moving], (high - place)[moving] / way[moving]
    return float(np.minimum(to_low, to_high).max()), float(np.maximum(to_low, to_high).min())


def digest_of(draws: NDArray[np.float64]) -> str:
    """SHA-256 of the draws' shape and little-endian float64 bytes, in hexadecimal."""
    plain = np.ascontiguousarray(draws, dtype="<f8")
    return sha256(repr(plain.shape).encode() + plain.tobytes()).hexdigest()


def _whole(weights: Floats) -> Floats:
    """Rounded down to whole millionths, what is missing added to the largest of each draw."""
    units = np.floor(weights * WHOLE)
    units[np.arange(len(units)), units.argmax(axis=1)] += WHOLE - units.sum(axis=1)
    return np.asarray(units / WHOLE)
