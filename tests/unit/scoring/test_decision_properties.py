"""What must hold of every method, whatever the figures."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.decision.case import read_case
from scoring.decision.computing import Outcome, compute
from scoring.decision.dominance import dominators, efficient
from scoring.decision.problem import Floats, ProblemError, ranks_of
from scoring.decision.stability import intervals, least_change, winner_of
from scoring.smaa.acceptability import acceptability
from scoring.smaa.draws import any_weights, bounded_weights, digest_of, generator

SHARES = st.integers(0, 1_000).map(lambda whole: whole / 1_000)


def tables(most: int = 8, columns: int = 3) -> st.SearchStrategy[Floats]:
    """Alternatives × criteria, shares of one."""
    return st.integers(2, most).flatmap(lambda rows: arrays(np.float64, (rows, columns), elements=SHARES))


WEIGHTS = st.lists(st.integers(1, 100), min_size=3, max_size=3).map(lambda w: np.array(w) / sum(w))


def of(method: str, matrix: Floats, **more: Any) -> Outcome:
    """The outcome of a case as a file would have it."""
    case = {"method": method, "matrix": matrix.tolist(), **more}
    return compute(read_case(json.dumps(case).encode()))


@given(tables(), WEIGHTS, st.integers(0, 7))
def test_taking_one_away_never_reorders_the_published_score(
    values: Floats, weights: Floats, out: int
) -> None:
    """Nor does adding one: every score stays what it was."""
    assume(out < len(values))
    whole = of("additive", values, weights=weights.tolist()).scores
    fewer = of("additive", np.delete(values, out, axis=0), weights=weights.tolist()).scores
    assert fewer == whole[:out] + whole[out + 1 :]


@given(tables(), WEIGHTS, st.sampled_from([0.001, 0.25, 8.0, 1000.0]))
def test_the_unit_changes_nothing(values: Floats, weights: Floats, factor: float) -> None:
    """Pounds or thousands of pounds, with their bounds."""
    plain = of("additive", values, weights=weights.tolist(), bounds=[(0.0, 1.0)] * 3)
    other = of("additive", values * factor, weights=weights.tolist(), bounds=[(0.0, factor)] * 3)
    assert other.scores == pytest.approx(plain.scores, abs=0.02)


@given(tables(), WEIGHTS)
def test_contributions_add_up(values: Floats, weights: Floats) -> None:
    """To the last digit that is shown, and far beyond it."""
    found = of("additive", values, weights=weights.tolist())
    for score, parts in zip(found.scores, found.more["contributions"], strict=True):
        assert sum(parts) == pytest.approx(score, abs=1e-12)


@given(tables(), WEIGHTS, st.sampled_from(["additive", "topsis", "vikor", "promethee2"]))
def test_what_is_dominated_never_comes_before_its_dominator(
    values: Floats, weights: Floats, method: str
) -> None:
    """Whichever method: who is beaten on everything is not ranked above who beats them."""
    ranks = of(method, values, weights=weights.tolist()).ranks
    for place, by in enumerate(dominators(values)):
        assert all(ranks[other] <= ranks[place] for other in by)


@given(tables(), WEIGHTS, st.integers(0, 7), st.integers(0, 2))
def test_more_of_a_good_thing_never_lowers_the_score(
    values: Floats, weights: Floats, which: int, column: int
) -> None:
    """One figure rises, all else the same."""
    assume(which < len(values))
    before = of("additive", values, weights=weights.tolist()).scores[which]
    better = values.copy()
    better[which, column] = 1.0
    assert of("additive", better, weights=weights.tolist()).scores[which] >= before


@given(tables())
def test_somebody_is_never_dominated(values: Floats) -> None:
    """The efficient set is not empty, and whoever is in it is dominated by nobody."""
    best = efficient(values)
    assert best
    assert all(not dominators(values)[place] for place in best)


@given(tables(), WEIGHTS)
def test_within_its_intervals_the_winner_stays(values: Floats, weights: Floats) -> None:
    """At each end of each interval, with the other weights in proportion, nobody is ahead of it."""
    winner = winner_of(values, weights)
    for column, interval in enumerate(intervals(values, weights)):
        for end in (interval.low, interval.high):
            moved = weights * (1 - end) / (1 - weights[column])
            moved[column] = end
            scores = values @ moved
            assert scores[winner] >= scores.max() - 1e-9


@given(tables(), WEIGHTS)
def test_the_least_change_makes_a_rival_level(values: Floats, weights: Floats) -> None:
    """Its weights still sum to one, and the rival is no longer behind."""
    change = least_change(values, weights)
    winner = winner_of(values, weights)
    if change is None:
        others = [place for place in range(len(values)) if place != winner]
        assert all((values[winner] > values[other]).all() for other in others)
        return
    moved = np.array(change.weights)
    assert moved.sum() == pytest.approx(1)
    assert (moved >= -1e-12).all()
    assert (values[change.rival] - values[winner]) @ moved >= -1e-9


@given(tables(most=12), st.integers(1, 12))
def test_the_first_ranks_are_the_same_however_many_are_asked_for(values: Floats, top: int) -> None:
    """Counting only the first few is quicker, and no other answer."""
    weights = any_weights(generator(), 300, 3)
    whole = acceptability(values, weights)
    some = acceptability(values, weights, top=top)
    # Of equal scores at the last rank that is counted, only some are counted.
    assert (some.ranks[:, : top - 1] == whole.ranks[:, : some.ranks.shape[1]][:, : top - 1]).all()
    assert whole.ranks.sum(axis=1) == pytest.approx(np.ones(len(values)))


@given(st.lists(st.tuples(SHARES, SHARES).map(sorted), min_size=2, max_size=5))
def test_weights_drawn_within_bounds_are_within_them(pairs: list[list[float]]) -> None:
    """To the millionth that each is rounded to; where none can be, that is said."""
    bounds = np.array(pairs)
    if bounds[:, 0].sum() > 1 or bounds[:, 1].sum() < 1:
        with pytest.raises(ProblemError, match="no weights"):
            bounded_weights(generator(), 50, bounds)
        return
    drawn = bounded_weights(generator(), 50, bounds)
    assert drawn.sum(axis=1) == pytest.approx(np.ones(50))
    assert (drawn >= bounds[:, 0] - 1e-5).all()
    assert (drawn <= bounds[:, 1] + 1e-5).all()


def test_the_same_draws_have_the_same_digest() -> None:
    """A receipt holds it: two streams that differ are told apart."""
    one, same = any_weights(generator(), 100, 4), any_weights(generator(), 100, 4)
    assert digest_of(one) == digest_of(same)
    assert digest_of(one) != digest_of(any_weights(generator(1), 100, 4))


def test_ties_share_the_best_rank() -> None:
    """Competition ranks, and scores that differ in the last bit are one."""
    assert ranks_of(np.array([3.0, 1.0, 3.0, 2.0])).tolist() == [1, 4, 1, 3]
    assert ranks_of(np.array([0.1 + 0.2, 0.3]), tolerance=1e-12).tolist() == [1, 1]


@pytest.mark.parametrize(
    ("case", "key"),
    [
        ({"method": "guess", "matrix": [[1]]}, "method"),
        ({"method": "wsm", "matrix": []}, "matrix"),
        ({"method": "wsm", "matrix": [[1, 2], [1]]}, "matrix[1]"),
        ({"method": "wsm", "matrix": [["a"]]}, "matrix"),
        ({"method": "wsm", "matrix": [[1, 2]], "weights": [1]}, "weights"),
        ({"method": "wsm", "matrix": [[1, 2]], "weights": [0, 0]}, "weights"),
        ({"method": "wsm", "matrix": [[1, 2]], "weights": [-1, 2]}, "weights"),
        ({"method": "wsm", "matrix": [[1, 2]], "objectives": [1, 2]}, "objectives"),
        ({"method": "wsm", "matrix": [[0, 2]], "objectives": [-1, 1]}, "matrix"),
        ({"method": "additive", "matrix": [[5, 2]]}, "bounds"),
        ({"method": "additive", "matrix": [[5, 2]], "bounds": [[0, 9], [3, 3]]}, "bounds"),
        ({"method": "topsis", "matrix": [[1]], "parameters": {"normalisation": "mean"}}, "normalisation"),
        ({"method": "vikor", "matrix": [[1]], "parameters": {"v": 2}}, "parameters.v"),
        ({"method": "promethee2", "matrix": [[1]], "parameters": {"preference": "fuzzy"}}, "preference"),
        (
            {"method": "promethee2", "matrix": [[1]], "parameters": {"preference": "v-shape", "p": 0}},
            "p above",
        ),
        ({"method": "smaa2", "matrix": [[1, 0]], "parameters": {"order": [0, 0]}}, "order"),
        ({"method": "smaa2", "matrix": [[1, 0]], "parameters": {"weight_bounds": [[0, 0.1]] * 2}}, "bounds"),
        ({"method": "smaa2", "matrix": [[1, 0]], "parameters": {"draws": 0}}, "draws"),
        ({"method": "wsm", "matrix": [[1]], "unheard_of": 1}, "unheard_of"),
        ({"method": "wsm", "matrix": [[1]], "names": ["a", "b"]}, "names"),
    ],
)
def test_what_cannot_be_used_is_told_by_its_key(case: dict[str, Any], key: str) -> None:
    """Never a result made from half of it."""
    with pytest.raises(ProblemError) as caught:
        compute(read_case(json.dumps(case).encode()))
    assert key in str(caught.value)


@pytest.mark.parametrize("raw", [b"", b"[" * 100_000, b"\xff", b"{", b"null", b'{"method": "wsm"}'])
def test_what_is_no_case_is_told(raw: bytes) -> None:
    """Broken, empty or bottomless."""
    with pytest.raises(ProblemError):
        read_case(raw)


@given(arrays(np.float64, (7, 3), elements=st.integers(0, 3).map(float)), st.integers(1, 6))
def test_the_first_ranks_are_counted_as_in_the_whole_table(values: Floats, top: int) -> None:
    """Where many are level, too: who shares a rank is never chance."""
    weights = np.rint(any_weights(generator(3), 40, 3) * 10)  # coarse, so that whole scores are level often
    whole, first = acceptability(values, weights), acceptability(values, weights, top=top)
    assert first.ranks.tolist() == whole.ranks[:, :top].tolist()
    assert np.array_equal(first.central, whole.central, equal_nan=True)


@given(st.integers(11, 200), st.integers(2, 12), st.integers(0, 1_000))
def test_a_copy_fares_as_what_it_is_a_copy_of(rows: int, columns: int, seed: int) -> None:
    """To the last draw, wherever in the table it stands and however the table is cut for multiplying."""
    rng = np.random.default_rng(seed)
    values = rng.random((rows, columns))
    values[-1] = values[0]
    found = acceptability(values, any_weights(generator(seed), 300, columns), top=10)
    assert found.ranks[-1].tolist() == found.ranks[0].tolist()
