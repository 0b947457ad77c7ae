"""SMAA-2 against what geometry says exactly, and against the study that made it known."""

import json
import math
from typing import Any

import numpy as np
import pytest

from scoring.decision.case import read_case
from scoring.decision.computing import Outcome, compute

DRAWS = 20_000


def smaa(matrix: list[list[float]], **more: Any) -> Outcome:
    """The outcome of a case by SMAA-2."""
    asked = {"draws": DRAWS} | more.pop("parameters", {})
    case = {"method": "smaa2", "matrix": matrix, "parameters": asked, **more}
    return compute(read_case(json.dumps(case).encode()))


def _within(found: float, exact: float, draws: int = DRAWS) -> bool:
    return abs(found - exact) <= 4 * math.sqrt(max(exact * (1 - exact), 1e-9) / draws)


@pytest.mark.parametrize(
    ("values", "first", "central"),
    [
        ([[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]], [0.4, 0.4, 0.2], [[0.8, 0.2], [0.2, 0.8], [0.5, 0.5]]),
        (
            [[1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0], [0.5, 0.5, 0.5]],
            [0.25] * 4,
            [[2 / 3, 1 / 6, 1 / 6], [1 / 6, 2 / 3, 1 / 6], [1 / 6, 1 / 6, 2 / 3], [1 / 3] * 3],
        ),
    ],
)
def test_shares_of_the_weights_that_geometry_gives(
    values: list[list[float]], first: list[float], central: list[list[float]]
) -> None:
    """Lengths of intervals and areas of triangles, within the error of so many draws."""
    found = smaa(values)
    firsts = [row[0] for row in found.more["rank_acceptability"]]
    assert all(_within(share, exact) for share, exact in zip(firsts, first, strict=True))
    assert np.array(found.more["central_weights"]) == pytest.approx(np.array(central), abs=0.01)
    assert found.more["confidence"] == [1.0] * len(values)


def test_the_whole_table_of_three() -> None:
    """The one in the middle is first for a fifth of the weights, and never last."""
    found = smaa([[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]])
    exact = [[0.4, 0.1, 0.5], [0.4, 0.1, 0.5], [0.2, 0.8, 0.0]]
    for row, wanted in zip(found.more["rank_acceptability"], exact, strict=True):
        assert all(_within(share, each) for share, each in zip(row, wanted, strict=True))


def test_one_that_is_never_first_has_no_central_weights() -> None:
    """None, not zeros: there are no weights that speak for it."""
    found = smaa([[1.0, 1.0], [0.5, 0.5]])
    assert found.more["central_weights"][1] is None
    assert found.more["confidence"] == [1.0, None]
    assert found.more["winning_shares"] == [[0.5, 1.0], [0.0, 0.5]]


def test_an_order_of_importance() -> None:
    """The first criterion weighs at least as much as the second: three quarters on average."""
    found = smaa([[1.0, 0.0], [0.0, 1.0]], parameters={"order": [0, 1]})
    assert found.more["rank_acceptability"][0][0] == 1.0
    assert found.more["central_weights"][0] == pytest.approx([0.75, 0.25], abs=0.01)


@pytest.mark.parametrize("bounds", [[[0.3, 0.5], [0.2, 0.7]], [[0.49, 0.5], [0.5, 0.51]]])
def test_weights_within_bounds(bounds: list[list[float]]) -> None:
    """Even over what is left: of two criteria, the middle of the interval is the mean."""
    found = smaa([[1.0, 0.0], [1.0, 1.0]], parameters={"weight_bounds": bounds, "draws": 4_000})
    low, high = max(bounds[0][0], 1 - bounds[1][1]), min(bounds[0][1], 1 - bounds[1][0])
    mean = found.more["central_weights"][1][0]
    assert mean == pytest.approx((low + high) / 2, abs=0.02 * (high - low) + 1e-5)


HELSINKI: list[list[float]] = [
    [4, 1, 985, 30, 166, 705, 25000, 4.5, 4.2, 15.1, 1.75],
    [4, 2.5, 985, 30, 166, 765, 25000, 4.5, 4.1, 15.3, 1.69],
    [4, 1.5, 985, 30, 166, 705, 25000, 4.5, 4.3, 12.7, 1.75],
    [4, 1.5, 985, 30, 166, 705, 25000, 4.5, 4.3, 12.2, 1.65],
    [4, 1.5, 985, 35, 177, 705, 25000, 4.5, 4.4, 15.1, 1.68],
    [4, 2.5, 985, 35, 177, 765, 25000, 4.5, 4.3, 15.3, 1.62],
    [4, 2, 985, 35, 177, 705, 25000, 4.5, 4.5, 12.7, 1.68],
    [4, 2, 985, 35, 177, 705, 25000, 4.5, 4.5, 12.2, 1.58],
    [4, 1, 985, 35, 166, 705, 25000, 4.5, 4.6, 14.8, 1.72],
    [4, 2.5, 985, 35, 166, 765, 25000, 4.5, 4.5, 15, 1.66],
    [4, 1.5, 985, 35, 166, 705, 25000, 4.5, 4.7, 12.4, 1.72],
    [4, 2, 985, 35, 166, 705, 25000, 4.5, 4.7, 11.9, 1.62],
    [1, 0, 1300, 50, 266, 4200, 0, 2, 1, 18.8, 1],
]
RANKS: list[list[float]] = [
    [5, 7, 7, 7, 7, 7, 9, 11, 13, 11, 10, 6, 1],
    [0, 0, 0, 0, 0, 1, 1, 2, 4, 9, 19, 47, 16],
    [5, 8, 9, 11, 12, 13, 11, 9, 8, 7, 5, 2, 1],
    [3, 6, 8, 10, 11, 12, 11, 10, 10, 8, 6, 4, 1],
    [4, 7, 9, 10, 11, 11, 12, 13, 12, 6, 3, 1, 0],
    [0, 1, 1, 2, 3, 4, 5, 7, 10, 19, 26, 19, 2],
    [9, 12, 13, 13, 13, 12, 10, 8, 6, 3, 1, 0, 0],
    [8, 10, 11, 11, 11, 11, 10, 10, 9, 5, 2, 1, 0],
    [18, 15, 11, 10, 9, 9, 11, 8, 5, 3, 1, 1, 0],
    [0, 1, 1, 2, 3, 4, 6, 9, 12, 22, 22, 15, 3],
    [27, 21, 16, 12, 9, 6, 4, 2, 1, 1, 0, 0, 0],
    [11, 12, 12, 11, 10, 10, 9, 9, 8, 5, 2, 1, 0],
    [10, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 76],
]
HOLISTIC = [28, 7, 34, 30, 33, 14, 42, 39, 49, 14, 61, 42, 15]
IN_FIRST_THREE = [19, 0, 22, 17, 20, 2, 34, 29, 44, 2, 64, 35, 12]


def test_the_harbour_of_helsinki() -> None:
    """Lahdelma & Salminen, Operations Research 49(3), 2001: the whole table, published in whole percents.

    A figure lies anywhere within a tenth of its column's range around its own. The holistic index weighs
    the ranks by centroids of an order of importance, the first rank by 1.
    """
    table = np.array(HELSINKI)
    spread = np.ptp(table, axis=0)
    found = smaa(
        HELSINKI,
        objectives=[-1, -1, -1, 1, 1, -1, 1, 1, 1, -1, 1],
        bounds=np.stack([table.min(axis=0), table.max(axis=0)], axis=1).tolist(),
        parameters={"delta": (spread / 10).tolist(), "draws": 60_000},
    )
    ranks = 100 * np.array(found.more["rank_acceptability"])
    assert ranks == pytest.approx(np.array(RANKS), abs=1.0)
    assert ranks[:, :3].sum(axis=1) == pytest.approx(IN_FIRST_THREE, abs=1.6)  # three rounded figures each
    centroid = np.cumsum(1.0 / np.arange(13, 0, -1))[::-1]
    assert ranks @ (centroid / centroid[0]) == pytest.approx(HOLISTIC, abs=1.0)
