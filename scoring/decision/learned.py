"""What past choices say of strengths and of weights. Advice for a workshop, never a ranking.

A tender's weights have to stand before its bids come in (Procurement Act 2023, section 23), and what is
learned from past awards has their bias in it: nothing here reaches a score by itself.
"""

import math
from typing import Final

import msgspec
import numpy as np

from scoring.decision.problem import Floats, ProblemError

ADVICE: Final = (
    "Advice only: learned from choices of the past, with the bias that those had. "
    "It is never used for a score unless somebody chooses it, and never in a tender once bids are in."
)
PENALTY: Final = 1.0
"""C of a penalised fit of strengths: a prior of standard deviation 1 on each logarithm."""
WIDE: Final = 100.0
"""C of a fit of weights: a prior of standard deviation 10 keeps choices without a contradiction finite."""
_TOLERANCE: Final = 1e-10
_ROUNDS: Final = 1_000
_CONFIDENT: Final = 1.6448536269514722  # of a normal distribution, 90 % lie within so many deviations


class Strengths(msgspec.Struct, frozen=True):
    """Log strengths with standard errors. `penalised` where some could not be told without a prior; their
    mean is then 0, else the first one's strength is 0 and has no error.
    """

    logs: Floats
    errors: Floats
    penalised: bool


class Advised(msgspec.Struct, frozen=True):
    """Weights that sum to 1 and within what each would lie nine times of ten; `pairs` were learned from."""

    weights: Floats
    low: Floats
    high: Floats
    pairs: int


def strengths(wins: Floats) -> Strengths:
    """Bradley & Terry (Biometrika 39, 1952): `wins[i, j]` is how often i was chosen over j.

    Maximum likelihood needs that everybody beats everybody through others (Ford, American Mathematical
    Monthly 64(8), 1957); where it is not so, a penalty stands in. Raises `ProblemError`.
    """
    rows, columns = wins.shape
    if rows != columns or rows < 2 or (wins < 0).any() or not (wins > 0).any():
        raise ProblemError("matrix", "wins are a square of two rows or more, zero or above, with one win")
    from scipy.sparse.csgraph import connected_components  # here: it takes long to load

    free, _ = connected_components(wins > 0, directed=True, connection="strong")
    penalised = free > 1
    one, other = np.nonzero((wins > 0) & ~np.eye(rows, dtype=np.bool_))
    apart = np.zeros((len(one), rows))
    apart[np.arange(len(one)), one], apart[np.arange(len(one)), other] = 1.0, -1.0
    kept = apart if penalised else apart[:, 1:]
    found, spread = _logistic(kept, wins[one, other], PENALTY if penalised else math.inf)
    if penalised:
        return Strengths(found - found.mean(), spread, penalised)
    return Strengths(np.insert(found, 0, 0.0), np.insert(spread, 0, 0.0), penalised)


def advised_weights(chosen: Floats, others: Floats) -> Advised:
    """The weights under which the chosen would have scored above the others (pairs × criteria, shares of 1).

    A criterion that choices went against is advised to weigh nothing: it may not count backwards.
    """
    if chosen.shape != others.shape or not len(chosen):
        raise ProblemError("choices", "give at least one pair, each with a figure for every criterion")
    found, spread = _logistic(chosen - others, np.ones(len(chosen)), WIDE)
    low, high = found - _CONFIDENT * spread, found + _CONFIDENT * spread
    total = float(np.maximum(found, 0.0).sum())
    if total <= 0:
        raise ProblemError("choices", "were against every criterion: no weights explain them")
    held = [np.clip(each / total, 0.0, 1.0) for each in (found, low, high)]
    return Advised(held[0], held[1], held[2], len(chosen))


def _logistic(apart: Floats, counts: Floats, penalty: float) -> tuple[Floats, Floats]:
    """Coefficients and standard errors of "the first was chosen" over differences, without an intercept."""
    from sklearn.linear_model import LogisticRegression  # here: loading it takes longer than most commands

    both = np.concatenate([apart, -apart])
    chosen = np.repeat([1, 0], len(apart))
    model = LogisticRegression(
        C=penalty, fit_intercept=False, solver="newton-cholesky", tol=_TOLERANCE, max_iter=_ROUNDS
    )
    model.fit(both, chosen, sample_weight=np.concatenate([counts, counts]) / 2.0)
    found = np.asarray(model.coef_[0], dtype=np.float64)
    share = 1.0 / (1.0 + np.exp(-(apart @ found)))
    information = (apart * (counts * share * (1.0 - share))[:, None]).T @ apart
    information += np.eye(len(found)) * (0.0 if math.isinf(penalty) else 1.0 / penalty)
    return found, np.sqrt(np.diagonal(np.linalg.inv(information)))
