"""How firm a winner of a weighted sum is: which weights keep it first, and what least change does not.

Weights that a tender has published are fixed by law; this is for designing a method and for a buyer's
report, never for weighing anew after bids are in. Formulas: Triantaphyllou & Sanchez, Decision Sciences
28(1), 1997; O'Shea et al., Expert Systems with Applications 296, 2026; closed forms checked against a
linear program in the tests.
"""

import msgspec
import numpy as np

from scoring.decision.problem import Floats


class Interval(msgspec.Struct, frozen=True):
    """A weight may lie from `low` to `high`, as a share of 1."""

    low: float
    high: float


class LeastChange(msgspec.Struct, frozen=True):
    """The least change of weights after which a rival is level: half of `moved` goes from some criteria
    to others. `weights` are such weights; `rival` is the alternative then level with the winner.
    """

    rival: int
    moved: float
    weights: tuple[float, ...]


def winner_of(values: Floats, weights: Floats) -> int:
    """The alternative with the largest weighted sum; of equal ones the first."""
    return int(np.argmax(values @ weights))


def intervals(values: Floats, weights: Floats) -> list[Interval]:
    """For each criterion the weights that keep the winner first while the other weights keep their
    proportions. `values` is alternatives × criteria, more is better; `weights` sum to 1.
    """
    ahead = values[winner_of(values, weights)] - values  # the winner's lead on each rival
    found = []
    for column in range(values.shape[1]):
        others = 1.0 - weights[column]
        if others <= 0:  # nothing says how the others would share what it gives up
            found.append(Interval(1.0, 1.0))
            continue
        own = ahead[:, column]
        rest = (ahead @ weights - own * weights[column]) / others
        found.append(_kept(own, rest))
    return found


def _kept(own: Floats, rest: Floats) -> Interval:
    """Where t × own + (1 - t) × rest ≥ 0 for every rival, within 0 to 1."""
    slope = own - rest
    turning = np.divide(-rest, slope, out=np.zeros_like(rest), where=slope != 0)
    low = float(np.max(turning[slope > 0], initial=0.0))
    high = float(np.min(turning[slope < 0], initial=1.0))
    return Interval(low, high)


def ranges(values: Floats, weights: Floats) -> list[Interval]:
    """For each criterion the least and the greatest weight among all weights that keep the winner first,
    however the others share the rest: two linear programs each.
    """
    from scipy.optimize import linprog  # here: it takes long to load, and only this asks for it

    winner = winner_of(values, weights)
    rivals = np.delete(values, winner, axis=0) - values[winner]
    columns = values.shape[1]
    held = {"A_ub": rivals, "b_ub": np.zeros(len(rivals)), "A_eq": np.ones((1, columns)), "b_eq": [1.0]}
    found = []
    for column in range(columns):
        aim = np.zeros(columns)
        aim[column] = 1.0
        low, high = (linprog(sign * aim, bounds=(0, 1), **held).fun for sign in (1, -1))
        found.append(Interval(float(low), float(-high)))
    return found


def least_change(values: Floats, weights: Floats) -> LeastChange | None:
    """The least change, by the sum of absolute differences; None where the winner dominates everybody.

    Exact for each rival: weight is taken from where the winner leads most and given to where it leads
    least, until the lead is used up. No other move uses up more of it per unit.
    """
    winner = winner_of(values, weights)
    found = [
        change
        for rival in range(len(values))
        if rival != winner and (change := _change(values[winner] - values[rival], weights, rival)) is not None
    ]
    return min(found, key=lambda change: (change.moved, change.rival), default=None)


def _change(lead: Floats, weights: Floats, rival: int) -> LeastChange | None:
    gap = float(lead @ weights)
    to = int(np.argmin(lead))
    if lead[to] > 0 and gap > 0:
        return None  # ahead on everything: no weights change it
    moved = weights.copy()
    for source in np.argsort(-lead, kind="stable").tolist():
        worth = float(lead[source] - lead[to])
        if gap <= 0 or worth <= 0:
            break
        amount = min(float(moved[source]), gap / worth)
        moved[source] -= amount
        moved[to] += amount
        gap -= amount * worth
    return LeastChange(rival, float(np.abs(moved - weights).sum()), tuple(moved.tolist()))
