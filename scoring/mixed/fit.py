"""Fits the model: the variances that REML finds, and what follows from them for each level."""

from typing import Final

import msgspec
import numpy as np
from scipy.optimize import minimize

from scoring.mixed.cross import Cross, cross_of
from scoring.mixed.data import Answers, Floats
from scoring.mixed.profile import Solved, own_part, solve

START: Final = -1.0
LEAST: Final = -9.0
MOST: Final = 5.0
"""Bounds of θ: below, a factor's spread is a ten-thousandth of the residual's, which is none."""


class Fit(msgspec.Struct, frozen=True):
    """A fitted model. Lists run over the factors in the order in which they were given.

    `fixed` with `fixed_covariance`; `effects` are the best linear unbiased predictions (the posterior means
    at these variances) and `deviations` their posterior standard deviations, the uncertainty of the fixed
    part in them; `variances` of the factors, `residual` of an answer.
    """

    log_likelihood: float
    fixed: Floats
    fixed_covariance: Floats
    effects: tuple[Floats, ...]
    deviations: tuple[Floats, ...]
    variances: tuple[float, ...]
    residual: float
    theta: Floats
    solved: Solved
    cross: Cross

    def block(self, factor: int) -> slice:
        """Where a factor stands in `solved.b`. Raises KeyError for the one that was eliminated."""
        place = self.cross.order.index(factor)
        if place == 0:
            raise KeyError(factor)
        start = self.cross.starts[place - 1]
        return slice(start, start + self.cross.sizes[place - 1])


def fit(answers: Answers) -> Fit:
    """Find the variances and solve.

    Raises ValueError where there are too few answers, or the fixed columns are not of full rank.
    """
    cross = cross_of(answers)
    theta = _found(cross, len(answers.factors))
    solved = solve(cross, theta)
    return _told(cross, solved, theta)


def held_back(found: Fit, precisions: Floats) -> Fit:
    """The same model at the same variances, each level of the eliminated factor with its own 1/λ²: a level
    with a small one is believed to lie far from the others, and pulls nothing else with it.
    """
    solved = solve(found.cross, found.theta, precisions)
    kept = msgspec.structs.replace(solved, sigma2=found.residual)
    return _told(found.cross, kept, found.theta)


def _found(cross: Cross, factors: int) -> Floats:
    def deviance(theta: Floats) -> tuple[float, Floats]:
        solved = solve(cross, theta)
        return solved.deviance, solved.gradient

    started = np.full(factors, START)
    bounds = [(LEAST, MOST)] * factors
    found = minimize(
        deviance, started, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-11, "gtol": 1e-3}
    )
    return np.asarray(found.x)


def _told(cross: Cross, solved: Solved, theta: Floats) -> Fit:
    ratios = np.exp(2.0 * theta)
    spread = np.sqrt(solved.sigma2 * np.diagonal(solved.inverse))
    effects, deviations, variances = [solved.b0], [_deviations0(cross, solved)], [ratios[0]]
    for start, size, ratio in zip(cross.starts, cross.sizes, ratios[1:], strict=True):
        effects.append(solved.b[start : start + size])
        deviations.append(spread[start : start + size])
        variances.append(ratio)
    back = [cross.order.index(factor) for factor in range(len(cross.order))]
    fixed = slice(0, cross.fixed)
    return Fit(
        log_likelihood=-solved.deviance / 2.0,
        fixed=solved.b[fixed],
        fixed_covariance=solved.sigma2 * solved.inverse[fixed, fixed],
        effects=tuple(effects[place] for place in back),
        deviations=tuple(deviations[place] for place in back),
        variances=tuple(float(variances[place]) * solved.sigma2 for place in back),
        residual=solved.sigma2,
        theta=theta,
        solved=solved,
        cross=cross,
    )


def _deviations0(cross: Cross, solved: Solved) -> Floats:
    """Of the eliminated factor: Var = σ² (1/d + a S⁻¹ aᵀ/d²), a the level's row of A."""
    weighted = cross.a.multiply((1.0 / solved.d0)[:, None]).tocsr()
    return np.asarray(np.sqrt(solved.sigma2 * (1.0 / solved.d0 + own_part(weighted, solved.inverse))))
