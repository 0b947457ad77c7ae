"""Solves the equations at given variances, and finds the variances.

Henderson's equations (Biometrics 31(2), 1975) with each product's block eliminated; the profiled REML
deviance as in `scoring.mixed.profile`, by the same formulas (Bates et al., Journal of Statistical Software
67(1), 2015). Nothing is drawn at random.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

from scoring.like_me.equations import (
    FACTORS,
    MEAN,
    PRODUCT_KIND,
    PRODUCT_ROLE,
    Block,
    Equations,
)
from scoring.mixed.data import Floats
from scoring.mixed.fit import LEAST, MOST, START

KEPT_FROM_NOTHING: Final = (PRODUCT_ROLE, PRODUCT_KIND)
"""Of these the logarithm of the spread is added to the likelihood: where little is known it is not nothing.
Not of roles and kinds themselves: of two kinds any spread would then be as likely as a larger one."""


class Solved(msgspec.Struct, frozen=True):
    """The equations at θ = log(SD of a factor ÷ residual SD). `shared` are the effects of the shared columns,
    `inverse` the inverse of what is left of them; `effects` and `inverses` are those of each block.
    """

    theta: Floats
    sigma2: float
    deviance: float
    gradient: Floats
    shared: Floats
    inverse: Floats
    effects: tuple[Floats, ...]
    inverses: tuple[Floats, ...]

    @property
    def variances(self) -> Floats:
        """Of each factor, in squared points."""
        return np.asarray(np.exp(2.0 * self.theta) * self.sigma2)


def solve(equations: Equations, theta: Floats, weakened: Sequence[Floats] | None = None) -> Solved:
    """Effects, their covariance and the deviance at `theta`.

    `weakened` adds to the spread of each block's own columns (λ² of them, in the block's order): a voice that
    is held back. The deviance and its gradient are then not those of the model.
    """
    ratios = np.exp(2.0 * theta)
    left, right = equations.shared.copy(), equations.right.copy()
    prior = np.append(1.0 / ratios, 0.0)  # by the factor of a column; the mean's is the last
    diagonal = np.arange(len(left))
    left[diagonal, diagonal] += prior[equations.factors]
    inverses, log_blocks = [], 0.0
    for number, block in enumerate(equations.blocks):
        own = block.own.copy()
        wider = ratios[block.factors] + (0.0 if weakened is None else weakened[number])
        own[np.arange(len(own)), np.arange(len(own))] += 1.0 / wider
        factor = cho_factor(own, lower=True)
        inverse = cho_solve(factor, np.eye(len(own)))
        log_blocks += 2.0 * float(np.log(np.diagonal(factor[0])).sum())
        through = block.own @ inverse
        left[np.ix_(block.at, block.at)] -= through @ block.own
        right[block.at] -= through @ block.right
        inverses.append(inverse)
    factor = cho_factor(left, lower=True)
    shared = cho_solve(factor, right)
    inverse = cho_solve(factor, np.eye(len(left)))
    effects = _effects(equations.blocks, inverses, shared)
    explained = float(shared @ equations.right) + sum(
        float(u @ block.right) for u, block in zip(effects, equations.blocks, strict=True)
    )
    free = equations.count - 1
    sigma2 = (equations.yy - explained) / free
    log_shared = 2.0 * float(np.log(np.diagonal(factor[0])).sum())
    spread = float(equations.sizes @ np.log(ratios))
    deviance = log_blocks + log_shared + spread + free * (1.0 + np.log(2.0 * np.pi * sigma2))
    gradient = _gradient(equations, ratios, sigma2, shared, inverse, effects, inverses)
    return Solved(theta, sigma2, deviance, gradient, shared, inverse, tuple(effects), tuple(inverses))


def _effects(blocks: Sequence[Block], inverses: Sequence[Floats], shared: Floats) -> list[Floats]:
    return [m @ (b.right - b.own @ shared[b.at]) for b, m in zip(blocks, inverses, strict=True)]


def _gradient(
    equations: Equations,
    ratios: Floats,
    sigma2: float,
    shared: Floats,
    inverse: Floats,
    effects: Sequence[Floats],
    inverses: Sequence[Floats],
) -> Floats:
    """∂D/∂θ_k = 2 (q_k − T_k/λ_k² − u_kᵀu_k/(λ_k² σ²)), T_k the trace of the factor's part of the inverse."""
    columns, traces, squares = [equations.factors], [np.diagonal(inverse)], [shared**2]
    for block, u, own in zip(equations.blocks, effects, inverses, strict=True):
        through = own @ block.own
        part = inverse[np.ix_(block.at, block.at)]
        columns.append(block.factors)
        traces.append(np.diagonal(own) + ((through @ part) * through).sum(axis=1))
        squares.append(u**2)
    of = np.concatenate(columns)
    random = of != MEAN
    trace = np.bincount(of[random], np.concatenate(traces)[random], FACTORS)
    square = np.bincount(of[random], np.concatenate(squares)[random], FACTORS)
    return np.asarray(2.0 * (equations.sizes - trace / ratios - square / (ratios * sigma2)))


def variances_of(equations: Equations) -> Floats:
    """θ that the answers speak for. Raises ValueError where there are too few to say anything."""
    if equations.count < 3:
        raise ValueError("there are too few answers")
    kept = np.isin(np.arange(FACTORS), KEPT_FROM_NOTHING)

    def penalised(theta: Floats) -> tuple[float, Floats]:
        solved = solve(equations, theta)
        return solved.deviance - 2.0 * float(theta[kept].sum()), solved.gradient - 2.0 * kept

    found = minimize(
        penalised,
        np.full(FACTORS, START),
        jac=True,
        method="L-BFGS-B",
        bounds=[(LEAST, MOST)] * FACTORS,
        options={"ftol": 1e-11, "gtol": 1e-3},
    )
    return np.asarray(found.x)
