"""How often a product is among the first by what users say: the draws of a trial, and nothing else."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.method import load_method
from scoring.robustness.asked import RobustInput, Weighing
from scoring.robustness.placing import among_first, half_width
from scoring.robustness.trying import tried
from scoring.weights import quantised

METHOD = load_method("plumbline-2")
RULE = METHOD.robustness
assert RULE is not None
METHOD = msgspec.structs.replace(METHOD, robustness=msgspec.structs.replace(RULE, draws=600))
CRITERIA = [criterion.id for criterion in METHOD.criteria]
FIGURES = st.tuples(
    st.floats(0, 100), st.lists(st.integers(-9_000, 9_000), max_size=4), st.integers(0, 9_000)
)


@given(market=st.lists(FIGURES, min_size=1, max_size=8))
def test_the_counts_are_those_of_the_trial(market: list[tuple[float, list[int], int]]) -> None:
    """Of one in which nothing but experience weighs anything, whatever else is known or not."""
    inputs = [
        RobustInput(
            id=str(n), slug=f"p{n}", name=f"P{n}", gate="eligible", raw=(0.5, figure, None, 1.0),
            shared=tuple(shared), own=own,
        )
        for n, (figure, shared, own) in enumerate(market)
    ]  # fmt: skip
    assert METHOD.robustness is not None
    only = quantised(CRITERIA, {"experience": 1})
    rule = METHOD.robustness
    found = tried(METHOD, inputs, only, Weighing(only=True), rule.draws, rule.seed)
    expected = {row.id: sum(row.ranks[: rule.first]) for row in found.rows}
    counts = among_first(
        METHOD, [figure for figure, _, _ in market], [(tuple(shared), own) for _, shared, own in market]
    )
    assert counts == [expected[str(n)] for n in range(len(market))]


def test_none_where_there_are_none() -> None:
    """Of no product nothing is counted; a method that tries nothing says so."""
    assert among_first(METHOD, [], []) == []
    with pytest.raises(ValueError, match="does not say"):
        among_first(load_method("plumbline-1"), [50.0], [((), 0)])


def test_more_draws_tell_more() -> None:
    """Ten thousand tell a share to within one in a hundred."""
    assert half_width(10_000) == pytest.approx(0.0098)
