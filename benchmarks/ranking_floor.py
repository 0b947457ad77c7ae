"""Ranking alone against scikit-criteria's weighted sum, on the same 10,000 × 12 matrix.

Both get a ready matrix of whole values and the same weights, and both order all products. The
calls alternate within one run, and the medians are compared.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np
import skcriteria
from skcriteria.agg.simple import WeightedSumModel

from scoring.ranking import rank
from scoring.weights import quantised

PRODUCTS, CRITERIA, ROUNDS, TOP = 10_000, 12, 15, 50


def measure() -> dict[str, float]:
    """`ranking_vs_scikit_criteria`: how many times faster the best 50 are found and explained."""
    generator = np.random.default_rng(2026)
    values = np.rint(generator.uniform(0, 10_000, (CRITERIA, PRODUCTS)))
    names = [f"c{number}" for number in range(CRITERIA)]
    weights = quantised(names, dict(zip(names, generator.random(CRITERIA), strict=True)))
    matrix = skcriteria.mkdm(values.T.copy(), [max] * CRITERIA, weights=weights)
    model = WeightedSumModel()
    _agree(values, weights, np.asarray(model.evaluate(matrix).rank_))
    ours: list[float] = []
    whole: list[float] = []
    theirs: list[float] = []
    for _ in range(ROUNDS):
        theirs.append(_seconds(lambda: model.evaluate(matrix).rank_, 3))
        ours.append(_seconds(lambda: rank(values, weights, None, TOP), 50))
        whole.append(_seconds(lambda: rank(values, weights), 10))
    return {
        "ranking_vs_scikit_criteria": statistics.median(theirs) / statistics.median(ours),
        "ranking_all_rows_vs_scikit_criteria": statistics.median(theirs) / statistics.median(whole),
    }


def _agree(values: np.ndarray, weights: np.ndarray, ranks: np.ndarray) -> None:
    """Both must put the same products first, or the comparison means nothing."""
    best = rank(values, weights, None, TOP)
    by_them = np.argsort(ranks, kind="stable")[:TOP]
    if set(by_them.tolist()) != set(best.positions.tolist()):
        raise SystemExit("scikit-criteria ranks other products first")


def _seconds(call: Callable[[], object], times: int) -> float:
    started = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - started) / times


if __name__ == "__main__":
    for name, ratio in measure().items():
        print(f"{name}: {ratio:.1f}")
