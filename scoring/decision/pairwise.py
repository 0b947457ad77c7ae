"""Priorities out of comparisons two by two (Saaty's analytic hierarchy process), and how consistent they are.

Known weakness: the judgements are ratios that people give by feel, priorities sum to one over the field so
that adding a copy of one alternative can turn the order of the others (Belton & Gear, Omega 11(3), 1983),
and a consistency ratio depends on which table of random matrices it is divided by.
"""

from typing import Final

import msgspec
import numpy as np

from scoring.decision.problem import Floats, ProblemError

RANDOM_INDEX: Final = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
"""Of matrices of 1 to 10 rows: Saaty, The Analytic Hierarchy Process, 1980. Other tables have 0.52 for 3."""
WAYS: Final = ("eigenvector", "columns")
_SAME: Final = 1e-3  # 1/3 may be written 0.333


class Priorities(msgspec.Struct, frozen=True):
    """`shares` sum to 1; `largest` is λmax, `index` (λmax - n)/(n - 1), `ratio` that by the random index."""

    shares: Floats
    largest: float
    index: float
    ratio: float


def priorities(
    comparisons: Floats, way: str = "eigenvector", random_index: float | None = None
) -> Priorities:
    """Priorities of a square table in which row ÷ column says how many times as important the row is.

    `way` "eigenvector" is the principal eigenvector (Saaty); "columns" the mean of the columns, each divided
    by its sum, with λmax as the mean of (A w) ÷ w. `random_index` stands in for that of `RANDOM_INDEX`.
    Raises `ProblemError`.
    """
    _check(comparisons, way)
    rows = len(comparisons)
    if way == "columns":
        shares = (comparisons / comparisons.sum(axis=0)).mean(axis=1)
        largest = float(((comparisons @ shares) / shares).mean())
    else:
        values, vectors = np.linalg.eig(comparisons)
        place = int(np.argmax(values.real))
        shares, largest = np.abs(vectors[:, place].real), float(values[place].real)
    index = (largest - rows) / (rows - 1) if rows > 1 else 0.0
    by = RANDOM_INDEX[rows - 1] if random_index is None else random_index
    return Priorities(np.asarray(shares / shares.sum()), largest, index, index / by if by > 0 else 0.0)


def _check(comparisons: Floats, way: str) -> None:
    rows, columns = comparisons.shape
    if way not in WAYS:
        raise ProblemError("parameters.way", f"there are {', '.join(WAYS)}")
    if rows != columns or rows > len(RANDOM_INDEX):
        raise ProblemError("matrix", f"comparisons are a square of at most {len(RANDOM_INDEX)} rows")
    if (comparisons <= 0).any() or (np.abs(comparisons * comparisons.T - 1.0) > _SAME).any():
        raise ProblemError("matrix", "each comparison is above zero and one divided by its opposite")
