"""The draws: weights, experiences and figures that are not known, in whole numbers and the same everywhere.

Everything is quantised before it is added up, so that every score of every draw is a whole number below 2^53
and comes out the same in any order of adding, on any machine.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from scoring.method import MOST, Criterion
from scoring.robustness.asked import RobustInput, Weighing
from scoring.robustness.uncertain import Spread
from scoring.smaa.draws import any_weights, bounded_weights, generator, ordered_weights
from scoring.values import values_of
from scoring.weights import WHOLE

Floats = NDArray[np.float64]
Whole = NDArray[np.int32]
_PIECE: Final = 1_000  # draws at a time
_HUNDREDTHS: Final = 100
_FINE: Final = 100_000
"""A thousandth of a point times a ten-thousandth of a deviation: so many make a hundredth of a point."""
_DEVIATION: Final = 10_000


class Draws(msgspec.Struct, frozen=True):
    """`weights` draws × criteria in millionths; `experience` draws × products as values; `unknown` draws ×
    `cells`, a cell being (criterion, product): how much more than the least value of its figure.
    """

    weights: Whole
    experience: Whole
    unknown: Whole
    cells: tuple[tuple[int, int], ...]


class DrawsHash(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """SHA-256 of each table of draws: its shape, then its figures as little-endian 32 bit numbers."""

    weights: str
    experience: str
    unknown: str


def drawn(
    criteria: Sequence[Criterion],
    inputs: Sequence[RobustInput],
    units: Floats,
    weighing: Weighing,
    count: int,
    seed: int,
) -> Draws:
    """All draws of a question. `units` are the published weights in millionths."""
    felt = next((place for place, each in enumerate(criteria) if each.id == "experience"), None)
    spans = _open(criteria, inputs)
    cells = tuple(spans)
    return Draws(
        weights=_weights(units, weighing, count, seed),
        experience=(
            np.zeros((count, len(inputs)), dtype=np.int32)
            if felt is None
            else experience_drawn(
                criteria[felt],
                [each.raw[felt] for each in inputs],
                [(each.shared, each.own) for each in inputs],
                count,
                seed,
            )
        ),
        unknown=_even(generator(seed, "unknown").whole(MOST, (count, len(cells))), list(spans.values())),
        cells=cells,
    )


def _open(criteria: Sequence[Criterion], inputs: Sequence[RobustInput]) -> dict[tuple[int, int], int]:
    """What is open, by (criterion, product), and how far: the whole scale for a figure that is not known,
    else from its value up to that of the most it might be.
    """
    found = {}
    for product, each in enumerate(inputs):
        most = each.most or (None,) * len(each.raw)
        for criterion, (figure, end) in enumerate(zip(each.raw, most, strict=True)):
            if figure is None:
                found[criterion, product] = MOST
            elif end is not None and (span := _span(criteria[criterion], figure, end)) > 0:
                found[criterion, product] = span
    return found


def _span(criterion: Criterion, least: float, most: float) -> int:
    low, high = values_of(criterion, np.array([least, most]))
    return int(high - low)


def _even(drawn: Floats, spans: Sequence[int]) -> Whole:
    """Whole numbers even over 0 to each span, from such over 0 to `MOST`: of that span, the very same."""
    return np.asarray(np.floor(drawn * (np.array(spans) + 1) / (MOST + 1)), dtype=np.int32)


def hashes(draws: Draws) -> DrawsHash:
    """What a receipt holds of the draws."""
    return DrawsHash(
        weights=_digest(draws.weights), experience=_digest(draws.experience), unknown=_digest(draws.unknown)
    )


def _digest(table: Whole) -> str:
    plain = np.ascontiguousarray(table, dtype="<i4")
    return sha256(repr(plain.shape).encode() + plain.tobytes()).hexdigest()


def _weights(units: Floats, weighing: Weighing, count: int, seed: int) -> Whole:
    rng = generator(seed, "weights")
    if weighing.only:
        shares = np.tile(units / WHOLE, (count, 1))
    elif weighing.order is not None:
        shares = ordered_weights(rng, count, weighing.order)
    elif weighing.ranges is not None:
        shares = bounded_weights(rng, count, np.array(weighing.ranges, dtype=np.float64) / WHOLE)
    else:
        shares = any_weights(rng, count, len(units))
    return np.rint(shares * WHOLE).astype(np.int32)


def experience_drawn(
    criterion: Criterion,
    figures: Sequence[float | None],
    spreads: Sequence[Spread],
    count: int,
    seed: int,
) -> Whole:
    """Values of experience, draws × products: each product's figure, moved by the numbers that it shares and
    by its own.
    """
    most = max((len(by) for by, _ in spreads), default=0)
    shared = np.zeros((most, len(spreads)))
    for place, (by, _) in enumerate(spreads):
        shared[: len(by), place] = by
    own = np.array([by for _, by in spreads], dtype=np.float64)
    alone = np.flatnonzero(own)
    start = np.array([0.0 if f is None else round(f * _HUNDREDTHS) for f in figures]) * _FINE
    table = values_of(criterion, np.arange(100 * _HUNDREDTHS + 1) / _HUNDREDTHS)
    table = np.append(table, 0.0)  # of one whose figure is not known: that stands among the unknown
    known = np.array([figure is not None for figure in figures], dtype=np.bool_)
    together, apart = generator(seed, "experience"), generator(seed, "experience alone")
    found = np.empty((count, len(spreads)), dtype=np.int32)
    for first in range(0, count, _PIECE):
        rows = min(_PIECE, count - first)
        moved = start + _deviations(together.standard_normal((rows, most))) @ shared
        moved[:, alone] += _deviations(apart.standard_normal((rows, len(alone)))) * own[alone]
        points = np.clip(np.floor((moved + _FINE / 2) / _FINE), 0, 100 * _HUNDREDTHS).astype(np.int64)
        found[first : first + rows] = table[np.where(known, points, len(table) - 1)]
    return found


def _deviations(drawn: Floats) -> Floats:
    return np.rint(drawn * _DEVIATION)
