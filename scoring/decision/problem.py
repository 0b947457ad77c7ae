"""A table to decide over: alternatives × criteria, which way is better, and what each criterion weighs."""

from collections.abc import Sequence
from typing import Final, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Each = TypeVar("Each")
MOST_CELLS: Final = 20_000_000


class ProblemError(ValueError):
    """Something in a problem cannot be used: `key` says what, `reason` why."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason


class Problem(msgspec.Struct, frozen=True):
    """`matrix` is alternatives × criteria; `objectives` are 1 where more is better, else -1; `weights`
    sum to 1.
    """

    matrix: Floats
    objectives: Floats
    weights: Floats

    @property
    def size(self) -> tuple[int, int]:
        """How many alternatives and criteria."""
        rows, columns = self.matrix.shape
        return rows, columns


def problem_of(
    matrix: Sequence[Sequence[float]], objectives: Sequence[float], weights: Sequence[float]
) -> Problem:
    """A problem out of plain numbers; weights on any scale. Raises `ProblemError`."""
    table = table_of("matrix", matrix)
    columns = table.shape[1]
    if len(objectives) != columns or not set(objectives) <= {1, -1}:
        raise ProblemError("objectives", f"give 1 or -1 for each of the {columns} criteria")
    return Problem(table, np.array(objectives, dtype=np.float64), shares("weights", weights, columns))


def table_of(key: str, rows: Sequence[Sequence[float]]) -> Floats:
    """A table of finite numbers, each row as long as the first. Raises `ProblemError`."""
    if not rows or not rows[0]:
        raise ProblemError(key, "give at least one alternative and one criterion")
    for number, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise ProblemError(f"{key}[{number}]", f"has {len(row)} figures, the first row {len(rows[0])}")
    if len(rows) * len(rows[0]) > MOST_CELLS:
        raise ProblemError(key, f"has more than {MOST_CELLS:,} figures")
    table = np.array(rows, dtype=np.float64)
    if not np.isfinite(table).all():
        raise ProblemError(key, "holds a figure that is no finite number")
    return table


def letters_of(name: str) -> str:
    """A name as it is compared: "Min-Max", "min_max" and "minmax" are one."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


def spread(key: str, given: Sequence[Each], columns: int) -> list[Each]:
    """One for each criterion, out of one for each or one for all of them. Raises `ProblemError`."""
    if len(given) not in (1, columns):
        raise ProblemError(key, f"give one for all, or one for each of the {columns} criteria")
    return list(given) * columns if len(given) == 1 else list(given)


def shares(key: str, weights: Sequence[float], columns: int) -> Floats:
    """Weights divided by their sum. Raises `ProblemError` unless each is 0 or more and one is above."""
    if len(weights) != columns:
        raise ProblemError(key, f"there are {columns} criteria and {len(weights)} weights")
    found = np.array(weights, dtype=np.float64)
    if not np.isfinite(found).all() or (found < 0).any() or not found.any():
        raise ProblemError(key, "a weight is a number of zero or more, and at least one is above zero")
    scaled = found / found.max()  # so that the sum cannot overflow
    return np.asarray(scaled / scaled.sum())


def ranks_of(scores: Floats, *, tolerance: float = 0.0) -> NDArray[np.int64]:
    """Competition ranks, the largest score first: 1, 2, 2, 4. What is within `tolerance` of the best of
    its run shares its rank: scores of floating point that differ in the last bit are one score.
    """
    order = np.argsort(-scores, kind="stable")
    ranks = np.empty(len(scores), dtype=np.int64)
    best, rank = np.inf, 0
    for place, alternative in enumerate(order.tolist(), start=1):
        if best - scores[alternative] > tolerance:
            best, rank = float(scores[alternative]), place
        ranks[alternative] = rank
    return ranks
