"""Answers that come and go between two fits: folded in at the variances that stand."""

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.experience_model.estimate import data_of, estimate
from scoring.experience_model.limiting import PAIR, PRODUCT
from scoring.experience_model.running import CannotFold, Running
from scoring.experience_model.said import Answer
from scoring.experience_model.schedule import found_from, rounded_down
from scoring.mixed.cross import Cross, cross_of
from scoring.mixed.data import Answers, Factor, Floats
from scoring.mixed.fit import Fit, fit, held_back
from scoring.mixed.folding import Folding, fold, folding, unfold
from scoring.mixed.profile import solve
from tests.unit.scoring.simulated_market import RULE, market

NEAR = 1e-9
FIRST = 300
MADE = market(7, products=8, organisations=25, answers=420)
DATA = data_of(MADE.answers, RULE)


def _part(rows: list[int]) -> Answers:
    """Some of the answers, over all levels: of one that nobody answered for the prior is left."""
    factors = tuple(Factor(each.name, each.codes[rows], each.levels) for each in DATA.factors)
    return Answers(DATA.y[rows], DATA.x[rows], factors)


FITTED: Fit = fit(_part(list(range(FIRST))))


def _row(place: int) -> Floats:
    """An answer's row of B."""
    cross, row = FITTED.cross, np.zeros(FITTED.cross.r.shape[0])
    row[: cross.fixed] = DATA.x[place]
    for factor, start in zip(cross.order[1:], cross.starts, strict=True):
        row[start + DATA.factors[factor].codes[place]] = 1.0
    return row


def _move(into: Folding, place: int, *, comes: bool) -> None:
    level = int(DATA.factors[FITTED.cross.order[0]].codes[place])
    (fold if comes else unfold)(into, level, _row(place), float(DATA.y[place]))


@settings(max_examples=20)
@given(
    come=st.lists(st.integers(FIRST, len(DATA.y) - 1), max_size=40, unique=True),
    go=st.sets(st.integers(0, FIRST - 1), max_size=40),
)
def test_one_by_one_is_all_at_once(come: list[int], go: set[int]) -> None:
    """Answers folded in and taken away one by one: the effects and the covariance that a solution with the
    same variances has over all that are left.
    """
    into = folding(FITTED.cross, FITTED.solved)
    for place in come:
        _move(into, place, comes=True)
    for place in go:
        _move(into, place, comes=False)
    rows = [place for place in range(FIRST) if place not in go] + sorted(come)
    there = solve(cross_of(_part(rows)), FITTED.theta)
    assert np.abs(into.b - there.b).max() < NEAR
    assert np.abs(into.inverse - there.inverse).max() < NEAR


def test_the_running_model_is_the_solution_at_its_variances_and_weights() -> None:
    """Every answer in, each voice counting for what it was found to: Henderson's equations, solved anew."""
    running = Running(MADE.answers[:FIRST], RULE)
    for each in MADE.answers[FIRST:]:
        running.take_in([each])
        said = running.said()
    data = data_of(MADE.answers, RULE)
    shares = {(voice.product, voice.organisation): voice.counts for voice in said.voices}
    fitted, counts = running.fitted, np.bincount(data.factors[PAIR].codes)
    own = fitted.variances[0] + fitted.variances[PAIR] + fitted.residual / counts
    held = np.array([shares.get(_named(level), 1.0) for level in data.factors[PAIR].levels])
    spread = fitted.variances[PAIR] + own * (1.0 / held - 1.0)
    cross = cross_of(data)
    ratios = np.array([fitted.variances[factor] for factor in cross.order]) / fitted.residual
    there = held_back(_at(fitted, cross, np.log(ratios) / 2), fitted.residual / spread)
    effects = dict(zip(data.factors[PRODUCT].levels, there.effects[PRODUCT].tolist(), strict=True))
    middle = float(np.mean(list(effects.values())))
    judged = {name: found.mean for name, found in said.estimates.items() if found.sufficient}
    assert len(judged) > 5
    for name, mean in judged.items():
        assert mean == pytest.approx(said.centre + effects[name] - middle, abs=NEAR)


def _named(level: object) -> tuple[str, str]:
    assert isinstance(level, tuple)
    return level


def _at(fitted: Fit, cross: Cross, theta: Floats) -> Fit:
    return msgspec.structs.replace(fitted, cross=cross, theta=theta)


@settings(max_examples=8)
@given(order=st.permutations(range(FIRST, FIRST + 40)), gone=st.sets(st.integers(0, 39), max_size=20))
def test_the_way_there_does_not_matter(order: list[int], gone: set[int]) -> None:
    """Answers in any order, some of them withdrawn again: what whoever reads only the last state says too."""
    running = Running(MADE.answers[:FIRST], RULE)
    for place in order:
        running.take_in([MADE.answers[place]])
        if place % 7 == 0:
            running.said()
    running.take_out(MADE.answers[FIRST + place] for place in sorted(gone))
    kept = [MADE.answers[FIRST + place] for place in range(40) if place not in gone]
    one, other = running.said(), Running(MADE.answers[:FIRST], RULE, kept).said()
    assert one.products == other.products
    assert np.abs(one.covariance - other.covariance).max() < NEAR
    for name in one.products:
        assert one.estimates[name].mean == pytest.approx(other.estimates[name].mean, abs=NEAR)
        assert one.estimates[name].answers == other.estimates[name].answers


def test_what_nobody_had_before_is_folded_in_too() -> None:
    """A new product from new and from known organisations; when it goes again, nothing of it is left."""
    before = Running(MADE.answers[:FIRST], RULE)
    new = [Answer("new", place, "nurse", 70.0) for place in ("o1", "o2", "never", "seen")]
    was = before.said()
    before.take_in(new)
    now = before.said()
    assert "new" in now.products
    assert now.estimates["new"].organisations == 4
    before.take_out(new)
    again = before.said()
    assert again.products == was.products
    assert np.abs(again.covariance - was.covariance).max() < NEAR


def test_a_burst_between_two_fits_is_held_back_at_once() -> None:
    """Fifty perfect answers of one organisation: weighed anew as they come, they pull as in a whole fit."""
    fake = [Answer("p1", "captured", "nurse", 100.0)] * 50
    running = Running(MADE.answers, RULE, fake)
    now, anew = running.said().estimates["p1"].mean, estimate(MADE.answers + fake, RULE).estimates["p1"].mean
    before = Running(MADE.answers, RULE).said().estimates["p1"].mean
    assert now - before < 1.5 * (anew - before) + 0.5
    voice = next(voice for voice in running.said().voices if voice.organisation == "captured")
    assert voice.counts < 0.6


def test_a_role_that_nobody_had_asks_for_a_fit() -> None:
    """It is a fixed effect: no crowd says what to expect of it."""
    nurses = [each for each in MADE.answers if each.role != "doctor"]
    running = Running(nurses, RULE)
    with pytest.raises(CannotFold):
        running.take_in([Answer("p1", "o1", "doctor", 50.0)])
    with pytest.raises(CannotFold):
        Running(nurses, RULE, [Answer("p1", "o1", "doctor", 50.0)])


@pytest.mark.parametrize(
    ("count", "first"), [(0, 0), (9, 9), (99, 99), (100, 100), (109, 100), (1_273, 1_200), (99_999, 99_000)]
)
def test_the_published_schedule(count: int, first: int) -> None:
    """Variances are found from the first so many answers: their number rounded down to two figures."""
    assert rounded_down(count) == first
    assert found_from([Answer("p", "o", "nurse", 50.0)] * count) == first


def test_a_new_role_brings_the_fit_forward() -> None:
    """Then the variances are found from all."""
    answers = [Answer("p", "o", "nurse", 50.0)] * 105
    assert found_from([*answers, Answer("p", "o", "doctor", 50.0)]) == 106
