"""A figure that is not known is carried as an interval: never dropped, never guessed."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.decision.case import read_case
from scoring.decision.computing import Outcome, compute
from scoring.decision.problem import ProblemError

BOUNDS = [[0, 10], [100, 500]]
WAYS = [1, -1]


def of(method: str, matrix: list[list[Any]], **more: Any) -> Outcome:
    """The outcome of a case with a cost."""
    case = {"method": method, "matrix": matrix, "objectives": WAYS, "bounds": BOUNDS, **more}
    return compute(read_case(json.dumps(case).encode()))


FIGURE = st.one_of(st.none(), st.integers(0, 10))
COST = st.one_of(st.none(), st.integers(100, 500))


@given(
    matrix=st.lists(st.tuples(FIGURE, COST).map(list), min_size=1, max_size=6),
    share=st.floats(0, 1),
    weights=st.tuples(st.integers(1, 9), st.integers(1, 9)).map(list),
)
def test_whatever_turns_out_lies_between(
    matrix: list[list[int | None]], share: float, weights: list[int]
) -> None:
    """The score counts what is not known as nothing; the most is what it might be; dominated is dominated."""
    found = of("additive", matrix, weights=weights)
    filled = [
        [
            low + share * (high - low) if figure is None else figure
            for figure, (low, high) in zip(row, BOUNDS, strict=True)
        ]
        for row in matrix
    ]
    then = of("additive", filled, weights=weights)
    lines = zip(found.scores, then.scores, found.more["scores_at_most"], strict=True)
    for least, turned, most in lines:
        assert least - 1e-9 <= turned <= most + 1e-9
    for mine, later in zip(found.more["dominated_by"], then.more["dominated_by"], strict=True):
        assert set(mine) <= set(later) or share in (0.0, 1.0)
    assert [sum(parts) for parts in found.more["contributions"]] == pytest.approx(found.scores)


def test_all_known_is_what_it_was() -> None:
    """Then the most is the score."""
    found = of("additive", [[5, 300], [8, 400]], weights=[1, 1])
    assert found.more["scores_at_most"] == found.scores == [50.0, 52.5]


def test_tried_out_it_may_be_anything() -> None:
    """At equal weights one with a cost of anything beats one that stands in the middle every other time."""
    found = of("smaa2", [[5, None], [5, 300]], weights=[1, 1], parameters={"draws": 20_000})
    assert found.more["winning_shares"][0][1] == pytest.approx(0.5, abs=0.015)
    assert found.scores == pytest.approx([0.5, 0.5], abs=0.015)
    nothing = of("smaa2", [[5, 500], [5, 300]], weights=[1, 1])
    assert nothing.scores == [0.0, 1.0]


@pytest.mark.parametrize("method", ["wsm", "wpm", "topsis", "vikor", "promethee2"])
def test_who_cannot_reckon_with_it_says_so(method: str) -> None:
    """At the figure, and who can."""
    with pytest.raises(ProblemError, match=r"matrix\[1\]\[0\]: is not known; additive and smaa2"):
        compute(read_case(json.dumps({"method": method, "matrix": [[1, 2], [None, 3]]}).encode()))


def test_bounds_of_the_field_are_made_of_what_is_known() -> None:
    """A column of which nothing is known has any value; another's ends are those of the known ones."""
    case = {"method": "smaa2", "matrix": [[4, None], [9, None], [None, None]]}
    found = compute(read_case(json.dumps(case).encode()))
    assert found.more["scaled_by"] == "the field's own range"
    assert np.sum(found.scores) == pytest.approx(1.0)
    assert min(found.scores) > 0
