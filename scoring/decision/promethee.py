"""PROMETHEE II: each alternative against each other, criterion by criterion (Brans & Vincke, 1985).

Known weakness: net flows are means over the field, so removing one alternative can change the order of the
others. Flows here are divided by m - 1 unless sums are asked for; a tie is worth nothing to either side.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec
import numpy as np

from scoring.decision.problem import Floats, Problem, ProblemError, letters_of, spread


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In the unit of a criterion: up to `q` no preference, above `p` full; `s` is the Gaussian's."""

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
    if at.p == at.q:  # no slope is left between them
        return _u_shape(ahead, at)
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
"""The six of Brans & Vincke (Management Science 31(6), 1985), in their order."""
_OTHERS: Final = {
    "quasi": "u-shape",
    "vshape2": "linear",
    "vshapewithindifference": "linear",
    "vshapeindifference": "linear",
    "gauss": "gaussian",
}


def preference_named(name: str) -> str:
    """The function's name here, out of "U_Shape", "type 3" or "3" of six, and what others call it.

    Raises `ProblemError`.
    """
    short = letters_of(name)
    by_short = {each.replace("-", ""): each for each in PREFERENCES} | _OTHERS
    by_number = {str(number): each for number, each in enumerate(PREFERENCES, start=1)}
    found = by_short.get(short) or by_number.get(short.removeprefix("type").removeprefix("t"))
    if found is None:
        raise ProblemError("parameters.preference", f"{name[:40]!r} is none of {', '.join(PREFERENCES)}")
    return found


_NEEDS: Final[Mapping[str, tuple[str, Callable[[Thresholds], bool]]]] = {
    "u-shape": ("q of 0 or more", lambda at: at.q >= 0),
    "v-shape": ("p above 0", lambda at: at.p > 0),
    "level": ("0 ≤ q ≤ p", lambda at: 0 <= at.q <= at.p),
    "linear": ("0 ≤ q ≤ p", lambda at: 0 <= at.q <= at.p),
    "gaussian": ("s above 0", lambda at: at.s > 0),
}
"""Only what a function reads has to make sense."""


def _check(preference: str, at: Thresholds, criterion: int) -> None:
    needs, holds = _NEEDS.get(preference, ("", lambda _: True))
    if not holds(at):
        raise ProblemError("parameters.thresholds", f"{preference}, of criterion {criterion}, takes {needs}")


def flows(
    problem: Problem,
    preferences: Sequence[str] = ("usual",),
    thresholds: Sequence[Thresholds] = (Thresholds(),),
    *,
    summed: bool = False,
) -> Flows:
    """The flows of each alternative. One function and its thresholds for each criterion, or one for all of
    them. `summed` leaves out the division by m - 1.
    """
    rows, columns = problem.size
    names = [preference_named(each) for each in spread("parameters.preference", preferences, columns)]
    ats = spread("parameters.thresholds", thresholds, columns)
    preferred = np.zeros((rows, rows))
    for column in range(columns):  # one criterion at a time: rows × rows is what fits into memory
        _check(names[column], ats[column], column)
        signed = problem.matrix[:, column] * problem.objectives[column]
        ahead = signed[:, None] - signed[None, :]
        preferred += problem.weights[column] * PREFERENCES[names[column]](ahead, ats[column])
    divisor = 1 if summed else max(rows - 1, 1)
    plus, minus = preferred.sum(axis=1) / divisor, preferred.sum(axis=0) / divisor
    return Flows(plus, minus, plus - minus)
