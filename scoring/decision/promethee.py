"""PROMETHEE II: each alternative against each other, criterion by criterion (Brans & Vincke, 1985).

Known weakness: net flows are means over the field, so removing one alternative can change the order of the
others. Flows here are divided by m - 1 unless sums are asked for; a tie is worth nothing to either side.
"""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec
import numpy as np

from scoring.decision.problem import Floats, Problem, ProblemError


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In the unit of each criterion: below `q` no preference, above `p` full; `s` is the Gaussian's."""

    q: float = 0.0
    p: float = 1.0
    s: float = 1.0


class Flows(msgspec.Struct, frozen=True):
    """How strongly each alternative is preferred (`plus`), others to it (`minus`), and the difference."""

    plus: Floats
    minus: Floats
    net: Floats


Preference = Callable[[Floats, Thresholds], Floats]


def _usual(ahead: Floats, _: Thresholds) -> Floats:
    return np.asarray((ahead > 0).astype(np.float64))


def _u_shape(ahead: Floats, at: Thresholds) -> Floats:
    return np.asarray((ahead > at.q).astype(np.float64))


def _v_shape(ahead: Floats, at: Thresholds) -> Floats:
    return np.clip(ahead / at.p, 0.0, 1.0)


def _level(ahead: Floats, at: Thresholds) -> Floats:
    return np.asarray(np.where(ahead > at.p, 1.0, np.where(ahead > at.q, 0.5, 0.0)))


def _linear(ahead: Floats, at: Thresholds) -> Floats:
    return np.clip((ahead - at.q) / (at.p - at.q), 0.0, 1.0)


def _gaussian(ahead: Floats, at: Thresholds) -> Floats:
    return np.asarray(np.where(ahead > 0, 1.0 - np.exp(-(ahead**2) / (2 * at.s**2)), 0.0))


PREFERENCES: Final[Mapping[str, Preference]] = {
    "usual": _usual,
    "u-shape": _u_shape,
    "v-shape": _v_shape,
    "level": _level,
    "linear": _linear,
    "gaussian": _gaussian,
}


def flows(
    problem: Problem,
    preference: str = "usual",
    thresholds: Thresholds | None = None,
    *,
    summed: bool = False,
) -> Flows:
    """The flows of each alternative. `summed` leaves out the division by m - 1."""
    at = thresholds or Thresholds()
    if preference not in PREFERENCES:
        raise ProblemError("parameters.preference", f"there are {', '.join(PREFERENCES)}")
    if not 0 <= at.q < at.p or at.s <= 0:
        raise ProblemError("parameters.thresholds", "0 ≤ q < p, and s above 0")
    rows, columns = problem.size
    preferred = np.zeros((rows, rows))
    for column in range(columns):  # one criterion at a time: rows × rows is what fits into memory
        signed = problem.matrix[:, column] * problem.objectives[column]
        ahead = signed[:, None] - signed[None, :]
        preferred += problem.weights[column] * PREFERENCES[preference](ahead, at)
    divisor = 1 if summed else max(rows - 1, 1)
    plus, minus = preferred.sum(axis=1) / divisor, preferred.sum(axis=0) / divisor
    return Flows(plus, minus, plus - minus)
