"""VIKOR: a compromise between the most group utility and the least regret (Opricovic & Tzeng, 2004).

Known weakness: distances are shares of the field's own range, so an alternative that loses can move the
others; and the first by Q is a compromise only where it is ahead enough and stable. Where it is not, a set
of alternatives is the answer, and is given here.
"""

import msgspec
import numpy as np

from scoring.decision.problem import Floats, Problem, ProblemError
from scoring.decision.scaling import by_range


class Compromise(msgspec.Struct, frozen=True):
    """Smaller is better. `utility` is S, `regret` is R, `q` combines them; `chosen` are the alternatives
    of the compromise, the best first.
    """

    utility: Floats
    regret: Floats
    q: Floats
    chosen: tuple[int, ...]


def compromise(problem: Problem, v: float = 0.5) -> Compromise:
    """S, R and Q of each alternative, and the compromise. `v` is the weight of the group's utility."""
    if not 0 <= v <= 1:
        raise ProblemError("parameters.v", "lies between 0 and 1")
    lost = (1.0 - by_range(problem)) * problem.weights
    utility, regret = lost.sum(axis=1), lost.max(axis=1)
    q = v * _share(utility) + (1 - v) * _share(regret)
    return Compromise(utility, regret, q, _chosen(utility, regret, q))


def _share(figures: Floats) -> Floats:
    spread = figures.max() - figures.min()
    return np.asarray((figures - figures.min()) / spread if spread > 0 else np.zeros_like(figures))


def _chosen(utility: Floats, regret: Floats, q: Floats) -> tuple[int, ...]:
    """The first alone where it is ahead by 1/(m - 1) and first by S or R too; else with those it is not
    ahead of; else, where only that stability is missing, with the second.
    """
    order = np.argsort(q, kind="stable").tolist()
    if len(order) == 1:
        return (order[0],)
    first, second = order[0], order[1]
    ahead = 1.0 / (len(order) - 1)
    if q[second] - q[first] < ahead:
        return tuple(place for place in order if q[place] - q[first] < ahead)
    stable = utility[first] <= utility.min() or regret[first] <= regret.min()
    return (first,) if stable else (first, second)
