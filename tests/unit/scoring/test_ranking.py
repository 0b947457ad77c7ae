"""The one function that ranks, against a plain reference, and its exactness."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.ranking import PER_POINT, Floats, competition_ranks, rank
from scoring.weights import WHOLE, WeightError, quantised

CRITERIA = ("a", "b", "c")


@st.composite
def markets(draw: st.DrawFn) -> tuple[Floats, Floats, "np.ndarray[tuple[int], np.dtype[np.bool_]]"]:
    """Values with many ties, weights, and a mask."""
    products = draw(st.integers(1, 60))
    one_value = st.sampled_from([0, 1, 5_000, 9_999, 10_000])
    values = draw(st.lists(st.lists(one_value, min_size=products, max_size=products), min_size=3, max_size=3))
    weights = draw(st.lists(st.integers(0, 5), min_size=3, max_size=3).filter(any))
    mask = draw(st.lists(st.booleans(), min_size=products, max_size=products))
    return (
        np.array(values, dtype=np.float64),
        quantised(CRITERIA, dict(zip(CRITERIA, weights, strict=True))),
        np.array(mask),
    )


@given(markets(), st.integers(0, 70))
def test_it_ranks_as_plain_arithmetic_does(
    market: tuple[Floats, Floats, "np.ndarray[tuple[int], np.dtype[np.bool_]]"], limit: int
) -> None:
    """Sorting exact whole numbers by hand gives the same products, ranks and scores."""
    values, weights, mask = market
    scores = {
        p: sum(int(w) * int(v) for w, v in zip(weights, values[:, p], strict=True))
        for p in range(values.shape[1])
        if mask[p]
    }
    expected = sorted(scores, key=lambda p: (-scores[p], p))[:limit]
    found = rank(values, weights, mask, limit)
    assert found.total == len(scores)
    assert found.positions.tolist() == expected
    assert found.scores.tolist() == [scores[p] for p in expected]
    assert found.ranks.tolist() == [1 + sum(s > scores[p] for s in scores.values()) for p in expected]
    assert (found.contributions.sum(axis=1) == found.scores).all()


@given(markets())
def test_contributions_add_up_to_the_score_people_see(
    market: tuple[Floats, Floats, "np.ndarray[tuple[int], np.dtype[np.bool_]]"],
) -> None:
    """In points of 100, the parts sum to the whole within 1e-12."""
    values, weights, _ = market
    found = rank(values, weights)
    points = found.contributions / PER_POINT
    assert np.abs(points.sum(axis=1) - found.scores / PER_POINT).max() <= 1e-12


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.integers(1, 60))
def test_a_large_market_keeps_to_the_same_answer(seed: int, limit: int) -> None:
    """The short cut over blocks finds what sorting everything finds."""
    generator = np.random.default_rng(seed)
    values = np.rint(generator.uniform(0, 10_000, (4, 2_003)))
    weights = quantised(("a", "b", "c", "d"), dict(zip("abcd", generator.random(4), strict=True)))
    mask = generator.random(2_003) < 0.5
    whole = rank(values, weights, mask)
    short = rank(values, weights, mask, limit)
    assert short.positions.tolist() == whole.positions.tolist()[:limit]
    assert short.ranks.tolist() == whole.ranks.tolist()[:limit]


def test_a_losing_product_that_leaves_changes_nobody_else() -> None:
    """No rank reversal: values do not depend on who else is there."""
    generator = np.random.default_rng(7)
    values = np.rint(generator.uniform(0, 10_000, (3, 30)))
    weights = quantised(CRITERIA, {"a": 1, "b": 2, "c": 3})
    before = rank(values, weights).positions.tolist()
    for gone in range(30):
        mask = np.ones(30, dtype=np.bool_)
        mask[gone] = False
        assert rank(values, weights, mask).positions.tolist() == [p for p in before if p != gone]


def test_nothing_to_rank_is_an_empty_ranking() -> None:
    """No product, or none that is admitted: no rows and no error."""
    weights = quantised(CRITERIA, {"a": 1})
    assert rank(np.zeros((3, 0)), weights).total == 0
    assert rank(np.zeros((3, 4)), weights, np.zeros(4, dtype=np.bool_)).positions.tolist() == []


def test_competition_ranks() -> None:
    """Ties share the best rank, and the next rank is skipped."""
    assert competition_ranks(np.array([9.0, 7.0, 7.0, 3.0])).tolist() == [1, 2, 2, 4]
    assert competition_ranks(np.array([])).tolist() == []


@given(st.lists(st.floats(0, 1e300), min_size=3, max_size=3).filter(any))
def test_weights_always_sum_to_one_million(weights: list[float]) -> None:
    """Whatever the scale, whole millionths that sum exactly."""
    units = quantised(CRITERIA, dict(zip(CRITERIA, weights, strict=True)))
    assert units.sum() == WHOLE
    assert (units == np.floor(units)).all()
    assert (units >= 0).all()


@given(st.lists(st.integers(0, WHOLE), min_size=2, max_size=11), st.randoms(use_true_random=False))
def test_weights_that_are_whole_millionths_stay_as_they_are(cuts: list[int], random: Random) -> None:
    """As whole numbers, as percentages and as fractions of one."""
    ends = [0, *sorted(cuts), WHOLE]
    units = [after - before for before, after in pairwise(ends)]
    random.shuffle(units)
    names = [f"c{place}" for place in range(len(units))]
    for scale in (1, 10_000, WHOLE):
        written = {name: unit / scale for name, unit in zip(names, units, strict=True)}
        assert quantised(names, written).tolist() == units


@given(
    st.lists(st.integers(0, 1000), min_size=3, max_size=3).filter(any),
    st.one_of(st.floats(1e-9, 1e9), st.sampled_from([0.1, 0.01, 1 / 3, 0.7, 1e-300, 1e300])),
)
def test_weights_on_another_scale_are_the_same_weights(weights: list[int], scale: float) -> None:
    """Whatever they are all multiplied by, and whatever a float64 loses thereby."""
    scaled = {name: weight * scale for name, weight in zip(CRITERIA, weights, strict=True)}
    assert quantised(CRITERIA, scaled).tolist() == _by_hamilton(weights)


def _by_hamilton(weights: list[int]) -> list[int]:
    """The same by exact fractions: down, then one each to the largest remainders, the first of equals."""
    exact = [Fraction(WHOLE * weight, sum(weights)) for weight in weights]
    units = [int(share) for share in exact]
    order = sorted(range(len(exact)), key=lambda place: units[place] - exact[place])
    for place in order[: WHOLE - sum(units)]:
        units[place] += 1
    return units


def test_the_published_weights_are_what_people_read() -> None:
    """30, 35, 25 and 10 of a hundred, to the millionth."""
    names = ("compliance", "experience", "cost", "coverage")
    for scale in (1, 100, 7, 0.3):
        given_as = dict(zip(names, (30 / scale, 35 / scale, 25 / scale, 10 / scale), strict=True))
        assert quantised(names, given_as).tolist() == [300_000, 350_000, 250_000, 100_000]


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ({"charm": 1}, "charm: is not a criterion; there are a, b, c"),
        ({"a": -1}, "a: a weight is a number of zero or more"),
        ({"a": float("nan")}, "zero or more"),
        ({"a": float("inf")}, "zero or more"),
        ({"a": 0, "b": 0}, "at least one weight"),
        ({}, "at least one weight"),
    ],
)
def test_weights_that_cannot_be_used_are_named(weights: dict[str, float], words: str) -> None:
    """The criterion and what to do instead."""
    with pytest.raises(WeightError, match=words):
        quantised(CRITERIA, weights)
