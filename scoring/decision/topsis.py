"""TOPSIS: nearness to the best figures of the field and distance from the worst (Hwang & Yoon, 1981).

Known weakness: ideal and anti-ideal come from the field, so a losing alternative that is added or taken
away can change the winner; and the name does not say which scale is used, which can change it too. Vector
lengths are the textbook's; some libraries take the range.
"""

import numpy as np

from scoring.decision.problem import Floats, Problem, ProblemError
from scoring.decision.scaling import by_length, by_range


def closeness(problem: Problem, normalisation: str = "vector") -> Floats:
    """0 at the anti-ideal to 1 at the ideal, by Euclidean distance of the weighted scaled figures.

    `normalisation` is "vector" or "minmax". Where all alternatives are the same, each is at 1.
    """
    if normalisation not in ("vector", "minmax"):
        raise ProblemError("parameters.normalisation", "TOPSIS knows vector and minmax")
    scaled = by_length(problem) * problem.objectives if normalisation == "vector" else by_range(problem)
    weighted = scaled * problem.weights
    near = np.linalg.norm(weighted - weighted.max(axis=0), axis=1)
    far = np.linalg.norm(weighted - weighted.min(axis=0), axis=1)
    both = near + far
    return np.asarray(np.where(both > 0, far / np.where(both > 0, both, 1.0), 1.0))
