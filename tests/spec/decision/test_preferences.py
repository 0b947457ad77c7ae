"""PROMETHEE II with a preference of its own for each criterion, as Brans & Vincke (1985) define the six."""

import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.decision.case import read_case
from scoring.decision.computing import Outcome, compute
from scoring.decision.problem import ProblemError
from scoring.decision.promethee import PREFERENCES, preference_named

Definition = Callable[[float, float, float, float], float]
DEFINED: dict[str, Definition] = {
    "usual": lambda d, q, p, s: 0.0 if d <= 0 else 1.0,
    "u-shape": lambda d, q, p, s: 0.0 if d <= q else 1.0,
    "v-shape": lambda d, q, p, s: 0.0 if d <= 0 else (d / p if d <= p else 1.0),
    "level": lambda d, q, p, s: 0.0 if d <= q else (0.5 if d <= p else 1.0),
    "linear": lambda d, q, p, s: 0.0 if d <= q else ((d - q) / (p - q) if d <= p else 1.0),
    "gaussian": lambda d, q, p, s: 0.0 if d <= 0 else 1.0 - math.exp(-(d**2) / (2 * s**2)),
}
"""The definitions, one difference at a time. Differences here are whole and thresholds are not, so that
nothing hangs on what happens at a threshold itself.
"""


def flows(matrix: list[list[float]], **more: Any) -> Outcome:
    """The outcome of a case."""
    return compute(read_case(json.dumps({"method": "promethee2", "matrix": matrix, **more}).encode()))


def _by_definition(
    matrix: list[list[float]],
    ways: list[int],
    names: list[str],
    q: list[float],
    p: list[float],
    s: list[float],
) -> list[float]:
    rows, columns = len(matrix), len(ways)

    def preferred(one: int, other: int) -> float:
        return sum(
            DEFINED[names[c]](ways[c] * (matrix[one][c] - matrix[other][c]), q[c], p[c], s[c])
            for c in range(columns)
        ) / columns  # fmt: skip

    return [
        sum(preferred(one, other) - preferred(other, one) for other in range(rows) if other != one)
        / (rows - 1)
        for one in range(rows)
    ]


NAMES = st.sampled_from(list(DEFINED))


@given(data=st.data(), rows=st.integers(2, 6), columns=st.integers(1, 6))
def test_each_criterion_is_preferred_in_its_own_way(data: st.DataObject, rows: int, columns: int) -> None:
    """The net flows are those of the definitions, whatever the functions, thresholds and directions."""

    def each(of: st.SearchStrategy[Any]) -> Any:
        return data.draw(st.lists(of, min_size=columns, max_size=columns))

    matrix = [[float(f) for f in each(st.integers(-50, 50))] for _ in range(rows)]
    ways, names = each(st.sampled_from([1, -1])), each(NAMES)
    q = [n + 0.25 for n in each(st.integers(0, 9))]
    p = [n + more for n, more in zip(q, each(st.integers(1, 20)), strict=True)]
    s = [n + 0.5 for n in each(st.integers(0, 9))]
    asked = {"preference": names, "q": q, "p": p, "s": s}
    found = flows(matrix, objectives=ways, parameters=asked)
    assert found.scores == pytest.approx(_by_definition(matrix, ways, names, q, p, s), abs=1e-12)
    assert sum(found.scores) == pytest.approx(0, abs=1e-12)


def test_one_way_for_all_is_that_way_for_each() -> None:
    """A number stands for a list of it."""
    matrix = [[1.0, 10.0], [4.0, 20.0], [2.0, 25.0]]
    one = flows(matrix, parameters={"preference": "linear", "q": 0.5, "p": 4.0})
    each = flows(matrix, parameters={"preference": ["linear"] * 2, "q": [0.5] * 2, "p": [4.0] * 2})
    assert one.scores == each.scores


def test_a_threshold_that_is_not_read_may_be_anything() -> None:
    """A u-shape of 5 needs no p above it; without a slope between them the linear one is a step."""
    matrix = [[0.0], [4.0], [10.0]]
    assert flows(matrix, parameters={"preference": "u-shape", "q": 5}).scores == [-0.5, -0.5, 1.0]
    step = flows(matrix, parameters={"preference": "linear", "q": 5, "p": 5})
    assert step.scores == [-0.5, -0.5, 1.0]


@pytest.mark.parametrize(
    ("said", "name"),
    [("ushape", "u-shape"), ("V_Shape", "v-shape"), ("vshape_2", "linear"), ("quasi", "u-shape")]
    + [(f"{kind}{n}", name) for kind in ("", "t", "Type ") for n, name in enumerate(PREFERENCES, 1)],
)
def test_what_others_call_them(said: str, name: str) -> None:
    """By number as in the paper, and as other programs spell them."""
    assert preference_named(said) == name


@pytest.mark.parametrize(
    ("parameters", "key"),
    [
        ({"preference": ["usual"] * 3}, "parameters.preference"),
        ({"q": [0.0] * 3}, "parameters.q"),
        ({"preference": ["usual", "type 7"]}, "parameters.preference"),
        ({"preference": ["usual", "level"], "q": 2, "p": 1}, "criterion 1"),
        ({"preference": "gaussian", "s": 0}, "s above 0"),
        ({"preference": "v-shape", "p": 0}, "p above 0"),
    ],
)
def test_what_fits_no_criterion_is_told(parameters: dict[str, Any], key: str) -> None:
    """One for all or one for each, and thresholds that make sense where they are read."""
    with pytest.raises(ProblemError, match=key):
        flows([[1.0, 2.0], [2.0, 1.0]], parameters=parameters)


def test_a_case_as_others_write_it() -> None:
    """Directions as 1.0, no parameters as null, the other spelling, a scale with a hyphen."""
    raw = {"matrix": [[1, 3000], [2, 3750], [5, 4500]], "objectives": [-1.0, 1.0], "weights": [0.5, 0.5]}
    plain = compute(read_case(json.dumps({**raw, "method": "vikor", "parameters": None}).encode()))
    assert plain.more["q"] == pytest.approx([1, 0, 1], abs=5e-4)
    scaled = {**raw, "method": "topsis", "parameters": {"normalization": "min-max"}}
    assert compute(read_case(json.dumps(scaled).encode())).scores == pytest.approx(
        [0.5, 0.617, 0.5], abs=5e-4
    )


def test_acceptability_says_whose_scale_it_has() -> None:
    """Between the bounds given, as shares where they are such, else between the field's own ends."""
    field = [[4.0, 985.0], [5.0, 700.0], [4.5, 800.0]]
    own = {"method": "smaa2", "matrix": field, "objectives": [1, -1]}
    found = compute(read_case(json.dumps(own).encode()))
    assert found.more["scaled_by"] == "the field's own range"
    ends = [[float(np.min(column)), float(np.max(column))] for column in np.array(field).T]
    given = compute(read_case(json.dumps({**own, "bounds": ends}).encode()))
    assert given.more["scaled_by"] == "bounds"
    assert given.more["rank_acceptability"] == found.more["rank_acceptability"]


@pytest.mark.parametrize(("rows", "asked", "draws"), [(3, None, 100_000), (300, None, 10_000), (3, 700, 700)])
def test_a_small_table_is_drawn_more_often(rows: int, asked: int | None, draws: int) -> None:
    """It takes no longer, and a share that was published in whole percents is then met."""
    matrix = np.random.default_rng(1).random((rows, 2)).tolist()
    parameters = {} if asked is None else {"draws": asked}
    case = {"method": "smaa2", "matrix": matrix, "parameters": parameters}
    assert compute(read_case(json.dumps(case).encode())).more["draws"] == draws
