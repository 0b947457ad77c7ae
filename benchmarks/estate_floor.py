"""The column that an estate adds, against going through every pair of products one by one.

Both take 30 held products of a market of 10,000, and say the same of every product: compared first.
"""

import random
import statistics
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from catalog.interoperability.exchanges import exchanges
from catalog.interoperability.shown import FAILED, STRONGEST, talks
from catalog.words import ProductType
from scoring.fit import FitMarket, Held, pair_figures
from scoring.method import load_method

Floats = NDArray[np.float64]
PRODUCTS, HELD, ROUNDS = 10_000, 30, 5


def measure() -> dict[str, float]:
    """`estate_vs_pair_by_pair`: how many times faster; `estate_vs_5_ms`: the column against its allowance."""
    dice = random.Random(2026)
    kinds = [str(dice.choice(list(ProductType))) for _ in range(PRODUCTS)]
    count = len(exchanges().sides)
    sides = [tuple(dice.randint(FAILED, STRONGEST) for _ in range(count)) for _ in range(PRODUCTS)]
    held = dice.sample(range(PRODUCTS), HELD)
    market, estate = FitMarket(sides, kinds), [Held(place) for place in held]
    rule = load_method("plumbline-2-estate").estate
    if rule is None:
        raise SystemExit("the method does not rank by what is held")
    worth = rule.assurance

    def ours() -> Floats:
        return market.fit(estate, worth).shown

    def plain() -> Floats:
        found = np.empty(PRODUCTS)
        for place in range(PRODUCTS):
            figures = [
                pair_figures(talks(sides[place], kinds[place], sides[other], kinds[other]), worth)[0]
                for other in held
                if other != place
            ]
            found[place] = sum(figures) / len(figures)
        return found

    if not np.allclose(ours(), plain(), atol=1e-12):
        raise SystemExit("the column says something else than the pairs")
    column, pairs = [], []
    for _ in range(ROUNDS):
        pairs.append(_seconds(plain, 1))
        column.append(_seconds(ours, 20))
    quick = statistics.median(column)
    return {
        "estate_vs_pair_by_pair": statistics.median(pairs) / quick,
        "estate_vs_5_ms": quick / 0.005,
    }


def _seconds(call: Callable[[], object], times: int) -> float:
    started = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - started) / times


if __name__ == "__main__":
    for name, ratio in measure().items():
        print(f"{name}: {ratio:.2f}")
