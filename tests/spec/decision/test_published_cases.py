"""Cases that others have published, with the numbers that they printed. Each names its source."""

import json
from typing import Any

import numpy as np
import pytest

from scoring.decision.case import read_case
from scoring.decision.computing import Outcome, compute
from scoring.decision.problem import problem_of
from scoring.decision.stability import ranges
from scoring.decision.weighted import relative_price


def of(method: str, matrix: list[list[float]], **more: Any) -> Outcome:
    """The outcome of a case as a file would have it."""
    return compute(read_case(json.dumps({"method": method, "matrix": matrix, **more}).encode()))


def test_topsis_with_vector_lengths() -> None:
    """Tzeng & Huang, Multiple Attribute Decision Making (2011), as the tests of scikit-criteria have it."""
    found = of("topsis", [[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], weights=[0.3, 0.4, 0.3])
    assert found.scores == pytest.approx([0.5037, 0.6581, 0.7482, 0.3340], abs=1e-4)
    assert found.ranks == [3, 2, 1, 4]


MOUNTAINS: list[list[float]] = [[1, 3000], [2, 3750], [5, 4500]]
"""Opricovic & Tzeng, European Journal of Operational Research 156(2), 2004: risk, and height."""


def test_the_scale_decides_who_wins_by_topsis() -> None:
    """The same mountains: by the range the second wins, by vector lengths the first."""
    asked: dict[str, Any] = {"objectives": [-1, 1], "weights": [0.5, 0.5]}
    by_range = of("topsis", MOUNTAINS, **asked, parameters={"normalisation": "minmax"})
    by_length = of("topsis", MOUNTAINS, **asked)
    assert by_range.scores == pytest.approx([0.5, 0.617, 0.5], abs=5e-4)
    assert by_length.scores == pytest.approx([0.762141, 0.722178, 0.237859], abs=5e-7)
    assert (by_range.ranks, by_length.ranks) == ([2, 1, 2], [1, 2, 3])


def test_vikor_on_the_mountains() -> None:
    """The paper's S, R and Q; the second is the compromise alone."""
    found = of("vikor", MOUNTAINS, objectives=[-1, 1], weights=[0.5, 0.5])
    assert found.more["s"] == pytest.approx([0.5, 0.375, 0.5], abs=5e-4)
    assert found.more["r"] == pytest.approx([0.5, 0.25, 0.5], abs=5e-4)
    assert found.more["q"] == pytest.approx([1, 0, 1], abs=5e-4)
    assert found.more["compromise"] == [1]
    assert found.ranks == [2, 1, 2]


def test_promethee_net_flows() -> None:
    """Zhao, Peng & Li, Procedia Computer Science 17, 2013: usual criterion, flows divided by m - 1."""
    found = of("promethee2", [[4, 3, 2], [3, 2, 4], [5, 1, 3]], weights=[0.5, 0.3, 0.2])
    assert found.scores == pytest.approx([0.1, -0.3, 0.2], abs=1e-9)
    assert found.ranks == [2, 3, 1]


CARS: list[list[float]] = [
    [23817, 201, 8, 39.6, 6, 378, 31.2],
    [25771, 195, 5.7, 35.8, 7, 440, 33],
    [25496, 195, 7.9, 37, 2, 480, 34],
    [25649, 191, 8.3, 34.4, 2, 430, 34.6],
    [26183, 199, 7.8, 35.7, 5, 494, 32],
    [23664, 194, 7.7, 37.4, 4, 452, 33.8],
    [23344, 195, 7.6, 34.4, 3, 475, 33.6],
    [26260, 209, 6.6, 36.6, 4, 440, 30.9],
    [19084, 182, 6.4, 40.6, 8, 408, 33.5],
    [29160, 203, 7.5, 34.5, 1, 520, 32],
]


def test_a_tie_counts_for_nobody_in_promethee() -> None:
    """A car example of EasyMCDM, summed flows: its last car wins; a tie on one criterion is no loss to it.

    Its weights sum to 0.98; here they are shares of one.
    """
    asked: dict[str, Any] = {"objectives": [-1, 1, -1, -1, -1, 1, -1], "weights": [0.14] * 7}
    found = of("promethee2", CARS, **asked, parameters={"flows": "sum"})
    assert found.more["phi_plus"][9] == pytest.approx(6.3 / 0.98, abs=1e-9)
    assert found.more["phi_minus"][9] == pytest.approx(2.38 / 0.98, abs=1e-9)
    assert found.ranks[9] == 1


def test_a_weighted_sum_with_costs_inverted() -> None:
    """Kracka, Brauers & Zavadskas, Inzinerine Ekonomika 21(4), 2010: heat lost by buildings."""
    matrix = [
        [33.95, 23.78, 11.45, 39.97, 29.44, 167.1, 3.852],
        [38.9, 4.17, 6.32, 0.01, 4.29, 132.52, 25.184],
        [37.59, 9.36, 8.23, 4.35, 10.22, 136.71, 10.845],
        [30.44, 37.59, 13.91, 74.08, 45.1, 198.34, 2.186],
        [36.21, 14.79, 9.17, 17.77, 17.06, 148.3, 6.61],
        [37.8, 8.55, 7.97, 2.35, 9.25, 134.83, 11.935],
    ]
    found = of("wsm", matrix, objectives=[-1, -1, -1, -1, 1, -1, 1], weights=[20.0] * 7)
    said = [0.12040426, 0.3458235, 0.13838192, 0.12841246, 0.12346084, 0.14351701]
    assert found.scores == pytest.approx(said, abs=1e-7)
    assert found.ranks == [6, 1, 3, 4, 5, 2]


def test_a_weighted_sum_of_shares() -> None:
    """The example of Triantaphyllou & Sanchez, Decision Sciences 28(1), 1997: the scores that it prints.

    The figures were typed from memory and fit the printed scores to 2e-4; the paper itself was not seen.
    """
    matrix = [
        [0.3088, 0.2897, 0.3867, 0.1922],
        [0.2163, 0.3458, 0.1755, 0.6288],
        [0.4509, 0.2473, 0.1194, 0.0575],
        [0.0240, 0.1172, 0.3184, 0.1215],
    ]
    asked: dict[str, Any] = {"weights": [0.3277, 0.3058, 0.2876, 0.0790]}
    found = of("wsm", matrix, **asked, parameters={"normalisation": "none"})
    assert found.scores == pytest.approx([0.3162, 0.2768, 0.2621, 0.1449], abs=3e-4)
    assert found.scores == pytest.approx([0.316183, 0.276776, 0.262266, 0.144875], abs=5e-5)
    assert found.ranks == [1, 2, 3, 4]


def test_a_weighted_product() -> None:
    """Wikipedia, Weighted product model, as the tests of scikit-criteria have it, in log10."""
    found = of("wpm", [[25, 20, 15, 30], [10, 30, 20, 30], [30, 10, 30, 10]], weights=[20, 15, 40, 25])
    assert found.scores == pytest.approx([-0.50128589, -0.50448471, -0.52947246], abs=1e-7)
    assert found.ranks == [1, 2, 3]


STABLE: dict[str, Any] = {
    "matrix": [[0.9, 0.2, 0.6, 0.5], [0.6, 0.8, 0.5, 0.4], [0.4, 0.6, 0.9, 0.7]],
    "weights": [0.4, 0.3, 0.2, 0.1],
}


def test_the_weights_that_keep_a_winner() -> None:
    """Worked by hand, and by a linear program: intervals, and the least change that dethrones it."""
    found = of("additive", **STABLE)
    assert (found.scores, found.more["winner"]) == ([59.0, 62.0, 59.0], 1)
    within = np.array(found.more["winner_stays_within"])
    assert within == pytest.approx(np.array([[5 / 17, 5 / 11], [5 / 19, 1], [0, 11 / 43], [0, 2 / 11]]))
    assert found.more["least_change"]["moved"] == pytest.approx(1 / 15)
    problem = problem_of(STABLE["matrix"], [1] * 4, STABLE["weights"])
    widest = np.array([[each.low, each.high] for each in ranges(problem.matrix, problem.weights)])
    assert widest == pytest.approx(np.array([[0, 2 / 3], [11 / 45, 1], [0, 1 / 3], [0, 0.4]]))


def test_a_losing_bid_decides_where_the_price_is_relative() -> None:
    """0.6 × quality + 0.4 × lowest price ÷ price: without the bid that comes last, another wins."""
    quality, prices = np.array([0.64, 0.5, 0.0]), np.array([150.0, 100.0, 60.0])
    whole = 0.6 * quality + 0.4 * relative_price(prices)
    without = 0.6 * quality[:2] + 0.4 * relative_price(prices[:2])
    assert whole == pytest.approx([0.544, 0.54, 0.4], abs=1e-12)
    assert without == pytest.approx([0.6506666666666667, 0.7], abs=1e-12)


def test_a_relative_price_as_a_marketplace_published_it() -> None:
    """Crown Commercial Service, Digital Marketplace: three prices (Shakespeare Martineau, 2021)."""
    assert relative_price(np.array([15_000.0, 10_000, 30_000])) == pytest.approx([0.667, 1, 0.333], abs=5e-4)
