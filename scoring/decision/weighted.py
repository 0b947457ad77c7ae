"""Weighted sums and products. `additive` is the published score; the others show what a scale can do."""

import numpy as np
from numpy.typing import NDArray

from scoring.decision.problem import Floats, Problem, ProblemError
from scoring.decision.scaling import anchored
from scoring.method import MOST
from scoring.weights import quantised


def additive(problem: Problem, bounds: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The published score in whole numbers, and its parts (alternatives × criteria).

    Values are 0 to 10,000 between fixed bounds, weights whole millionths: every sum is exact, on any
    machine and in any order (see `scoring.ranking`). 10^10 is the most that there is.
    """
    values = np.rint(MOST * anchored(problem, bounds))
    names = [str(number) for number in range(problem.size[1])]
    units = quantised(names, dict(zip(names, problem.weights.tolist(), strict=True)))
    parts = (values * units).astype(np.int64)
    return parts.sum(axis=1), parts


def weighted_sum(problem: Problem, scaled: Floats) -> Floats:
    """Σ weight × scaled figure. Depends on the field unless the scale does not."""
    return np.asarray(scaled @ problem.weights)


def weighted_product(problem: Problem, scaled: Floats) -> Floats:
    """Σ weight × log10 of the scaled figure: the weighted product as a sum. Needs figures above 0."""
    if (scaled <= 0).any():
        raise ProblemError("matrix", "a product needs every figure to be above zero")
    return np.asarray(np.log10(scaled) @ problem.weights)


def relative_price(prices: Floats) -> Floats:
    """Lowest price ÷ price, as some tenders score it. Not used here: withdrawing a losing bid can change
    the winner (`tests/spec/decision`), and guidance discourages it (Government Commercial Function, Bid
    evaluation guidance, 2021).
    """
    if not len(prices) or (prices <= 0).any():
        raise ProblemError("prices", "give at least one price, each above zero")
    return np.asarray(prices.min() / prices)
