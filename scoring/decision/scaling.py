"""How raw figures become comparable: always to "more is better", by a scale that is named.

Every scale here but `anchored` is made from the field itself, so that adding or removing a losing
alternative can change the order of the others. The published score never uses one of them.
"""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from scoring.decision.problem import Floats, Problem, ProblemError


def by_sum(problem: Problem) -> Floats:
    """Each column divided by its sum, costs first inverted to 1/x. Needs figures above 0."""
    table = _inverted(problem)
    totals = table.sum(axis=0)
    if (table < 0).any() or (totals <= 0).any():
        raise ProblemError(
            "matrix", "sum normalisation needs figures of zero or more, one above in each column"
        )
    return np.asarray(table / totals)


def by_range(problem: Problem) -> Floats:
    """From 0 for the worst to 1 for the best of each column; a column without a difference is 1."""
    signed = problem.matrix * problem.objectives
    least, most = signed.min(axis=0), signed.max(axis=0)
    spread = np.where(most > least, most - least, 1.0)
    return np.asarray(np.where(most > least, (signed - least) / spread, 1.0))


def by_length(problem: Problem) -> Floats:
    """Each column divided by its Euclidean length; costs keep their sign in `objectives`."""
    lengths = np.linalg.norm(problem.matrix, axis=0)
    return np.asarray(problem.matrix / np.where(lengths > 0, lengths, 1.0))


def anchored(problem: Problem, bounds: Floats) -> Floats:
    """From 0 at the worse bound to 1 at the better, held there beyond. `bounds` is criteria × (low, high)."""
    low, high = bounds[:, 0], bounds[:, 1]
    share = np.clip((problem.matrix - low) / (high - low), 0.0, 1.0)
    return np.asarray(np.where(problem.objectives > 0, share, 1.0 - share))


def unscaled(problem: Problem) -> Floats:
    """The figures as they are; costs are refused, for nothing says how they compare."""
    if (problem.objectives < 0).any():
        raise ProblemError("objectives", "without a scale every criterion has to be 1: more is better")
    return problem.matrix


def _inverted(problem: Problem) -> Floats:
    costs = problem.objectives < 0
    if (problem.matrix[:, costs] == 0).any():
        raise ProblemError("matrix", "a cost of zero cannot be inverted")
    table = problem.matrix.copy()
    table[:, costs] = 1.0 / table[:, costs]
    return table


SCALES: Final[Mapping[str, Callable[[Problem], Floats]]] = {
    "sum": by_sum,
    "minmax": by_range,
    "none": unscaled,
}
