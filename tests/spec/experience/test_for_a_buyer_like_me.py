"""For a buyer like me: what users say, by the buyer's own mix of roles and kind of organisation."""

import os
from collections.abc import Hashable

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.experience_model.estimate import chance_of_place, estimate
from scoring.experience_model.said import Answer
from scoring.like_me.equations import FACTORS, equations_of
from scoring.like_me.fitting import Finer, finer, spreads_of
from scoring.like_me.mixing import points_of
from scoring.like_me.rule import like_me_rule
from scoring.like_me.solving import solve
from scoring.mixed.data import Floats, factor_of
from scoring.weights import quantised
from tests.unit.scoring.simulated_mix import KINDS, ROLES, RULE, Suited, suited

LIKE_ME = like_me_rule()
MARKETS = 500 if os.environ.get("PLUMBLINE_FAULTS") == "long" else 12
MIX = {"nurse": 0.2, "doctor": 0.8}


def fitted(answers: list[Answer]) -> Finer:
    """The model for all users, and beside it the one that tells roles and kinds apart."""
    return finer(answers, estimate(answers, RULE), RULE, LIKE_ME)


@pytest.fixture(scope="module")
def market() -> Suited:
    """One market for the tests that need no other."""
    return suited(1)


@pytest.fixture(scope="module")
def model(market: Suited) -> Finer:
    """The model of it."""
    return fitted(market.answers)


def _dense(answers: list[Answer], theta: Floats) -> tuple[float, float]:
    """The deviance and the mean, from the whole covariance of all answers: no elimination, no Henderson."""
    columns: list[list[Hashable]] = [
        [each.role for each in answers],
        [each.kind for each in answers],
        [each.organisation for each in answers],
        [each.product for each in answers],
        [(each.product, each.role) for each in answers],
        [(each.product, each.kind) for each in answers],
        [(each.product, each.organisation) for each in answers],
    ]
    y, spread = np.array([each.score for each in answers]), np.eye(len(answers))
    for values, log_ratio in zip(columns, theta.tolist(), strict=True):
        codes = factor_of("", values).codes
        spread += np.exp(2 * log_ratio) * (codes[:, None] == codes)
    inverse = np.linalg.inv(spread)
    weight = float(inverse.sum())
    mean = float(inverse.sum(axis=0) @ y) / weight
    free = len(y) - 1
    sigma2 = float((y - mean) @ inverse @ (y - mean)) / free
    logs = float(np.linalg.slogdet(spread)[1]) + np.log(weight)
    return logs + free * (1 + np.log(2 * np.pi * sigma2)), mean


def test_the_equations_are_those_of_the_whole_covariance(market: Suited) -> None:
    """Eliminating each product's block by itself changes nothing; the gradient is that of the deviance."""
    answers = market.answers[:200]
    equations = equations_of(answers, sorted({each.product for each in answers}), ROLES)
    theta = np.array([-1.0, -0.5, -0.7, -0.9, -1.2, -1.5, -1.1])
    found = solve(equations, theta)
    deviance, mean = _dense(answers, theta)
    assert found.deviance == pytest.approx(deviance, rel=1e-10)
    assert found.shared[0] == pytest.approx(mean, rel=1e-10)
    step = 1e-5
    for factor in range(FACTORS):
        to = step * np.eye(FACTORS)[factor]
        slope = (solve(equations, theta + to).deviance - solve(equations, theta - to).deviance) / (2 * step)
        assert found.gradient[factor] == pytest.approx(slope, abs=1e-5)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """For doctors at an integrated care board, nine in ten (`PLUMBLINE_FAULTS=long`: over 500 markets); and
    the figures lie nearer to it than those for all users.
    """
    held, mine, everybody = [], [], []
    for seed in range(MARKETS):
        made = suited(seed)
        said = fitted(made.answers)
        here, truth = said.for_mix(MIX, "icb"), made.worth(MIX, "icb")
        centre = np.mean([each.mean for each in said.estimates.values()])
        for name, each in here.estimates.items():
            held.append(each.low <= here.centre + truth[name] <= each.high)
            mine.append(each.mean - here.centre - truth[name])
            everybody.append(said.estimates[name].mean - centre - truth[name])
    share, own, other = float(np.mean(held)), float(np.std(mine)), float(np.std(everybody))
    print(
        f"{share:.1%} of {len(held):,} intervals of 90 %; off by {own:.2f} points, all users by {other:.2f}"
    )
    assert abs(share - 0.90) <= (0.02 if MARKETS >= 500 else 0.06)
    assert own < 0.9 * other


def test_what_products_do_not_differ_in_changes_no_order() -> None:
    """Where every role scores every product alike, a mix moves all by nearly the same."""
    made = suited(3, role_sd=0.0, kind_sd=0.0, answers=3_000)
    said = fitted(made.answers)
    here = said.for_mix(MIX, None)
    moved = [here.estimates[name].mean - said.estimates[name].mean for name in here.products]
    assert float(np.std(moved)) < 1.5
    assert float(np.mean(moved)) < 0  # doctors score lower, and the mix is four fifths doctors


def test_the_whole_is_nearly_what_is_said_of_all_users(model: Finer) -> None:
    """The published mix at any kind of organisation: another model of the same thing."""
    whole = model.for_mix(None, None)
    apart = [whole.estimates[name].mean - model.estimates[name].mean for name in whole.products]
    assert float(np.abs(apart).max()) < 3
    assert not any(whole.roles_unsaid.values())
    assert not whole.kind_unsaid


def test_a_role_that_few_answered_in_has_the_width_of_not_knowing(market: Suited) -> None:
    """Three doctors alone say of p0 what they say; it goes neither up nor down for that, and is less sure."""
    few = [each for each in market.answers if (each.product, each.role) != ("p0", "doctor")]
    perfect = [Answer("p0", f"o{n}", "doctor", 100.0, KINDS[n % 3]) for n in range(3)]
    said = fitted(few + perfect)
    doctors, nurses = said.for_mix({"doctor": 1.0}, None), said.for_mix({"nurse": 1.0}, None)
    assert doctors.roles_unsaid["p0"] == ("doctor",)
    assert "p0" in nurses.estimates
    wide = doctors.estimates["p0"]
    others = [each.sd for name, each in doctors.estimates.items() if not doctors.roles_unsaid[name]]
    assert wide.sd > max(others)
    ranks = sorted(doctors.products, key=lambda name: -doctors.estimates[name].mean)
    assert 0 < chance_of_place(doctors, 3)["p0"] < 1
    assert ranks[0] != "p0"


def test_a_kind_that_nobody_answered_from_says_so(model: Finer) -> None:
    """Every product then has the spread of kinds on top of its own, none is zero and none the top."""
    nowhere, anywhere = model.for_mix(None, "pharmacy"), model.for_mix(None, None)
    assert nowhere.kind_unknown
    assert nowhere.kind_unsaid == set(nowhere.products)
    for name in nowhere.products:
        assert nowhere.estimates[name].sd > anywhere.estimates[name].sd
        assert 0 < nowhere.estimates[name].mean < 100


def test_the_others_are_not_found_by_subtraction(market: Suited) -> None:
    """Of a product of nurses and four doctors neither has a figure: all less the one is the other."""
    kept = [each for each in market.answers if each.product != "p0" or each.role == "nurse"]
    four = [Answer("p0", f"o{n}", "doctor", 60.0, KINDS[n % 3]) for n in range(4)]
    said = fitted(kept + four).for_mix({"nurse": 1.0}, None)
    assert said.roles_unsaid["p0"] == ("nurse",)


def test_a_product_with_too_few_answers_stands_in_the_middle(market: Suited) -> None:
    """For whatever mix: at the mean of all for that mix, with the whole width of products."""
    fresh = [Answer("fresh", "o1", "doctor", 100.0, "icb")] * 3
    said = fitted(market.answers + fresh).for_mix(MIX, "icb")
    mine = said.estimates["fresh"]
    assert not mine.sufficient
    assert mine.mean == pytest.approx(said.centre)
    assert mine.sd == said.spread > max(each.sd for each in said.estimates.values() if each.sufficient)
    assert said.by_role["fresh"] == said.centre_by_role


def test_one_organisation_pulls_no_further_than_for_all_users(market: Suited) -> None:
    """Fifty perfect answers of doctors of one board: the voice is held back here as it is there."""
    fake = [Answer("p3", "captured", "doctor", 100.0, "icb")] * 50
    before, after = fitted(market.answers), fitted(market.answers + fake)
    mix = {"doctor": 1.0}
    moved = after.for_mix(mix, "icb").estimates["p3"].mean - before.for_mix(mix, "icb").estimates["p3"].mean
    raw = [each.score for each in market.answers if each.product == "p3"]
    by_mean = np.mean([*raw, *[100.0] * 50]) - np.mean(raw)
    assert moved < by_mean / 2


def test_spreads_may_stand_while_answers_come(market: Suited) -> None:
    """Variances found earlier are taken as they are."""
    held = spreads_of(market.answers[:1_200], RULE, LIKE_ME)
    said = finer(market.answers, estimate(market.answers, RULE), RULE, LIKE_ME, held)
    assert said.solved.sigma2 == held.residual
    assert said.spreads is held


@given(
    figures=st.lists(st.integers(-20_000, 120_000), min_size=1, max_size=7),
    shares=st.lists(st.floats(0.01, 100), min_size=7, max_size=7),
)
def test_a_mix_lies_between_its_roles(figures: list[int], shares: list[float]) -> None:
    """A figure for a mix is never beyond those that it is made of, and of equal ones it is that one."""
    names = [str(place) for place in range(len(figures))]
    mix = quantised(names, dict(zip(names, shares, strict=False))).astype(int).tolist()
    found = points_of(figures, mix)
    assert min(figures) / 1_000 - 0.0051 <= found <= max(figures) / 1_000 + 0.0051
    assert points_of([figures[0]] * len(figures), mix) == pytest.approx(figures[0] / 1_000, abs=0.0051)


def test_a_product_that_may_not_be_told_apart_is_whole(market: Suited) -> None:
    """However many answered: until a release may tell roles apart, all of it is the figure of all."""
    ordinary = estimate(market.answers, RULE)
    said = finer(market.answers, ordinary, RULE, LIKE_ME, whole=frozenset({"p0"})).for_mix(MIX, "icb")
    assert set(said.roles_unsaid["p0"]) == {"nurse", "doctor"}
    assert "p0" in said.kind_unsaid
    assert "p1" not in said.kind_unsaid


def test_of_a_product_that_may_not_be_told_apart_no_role_is_read(market: Suited) -> None:
    """One doctor among the nurses of its last batch: had everybody another role and another kind of place,
    no figure of any product for any mix would be another. Without this the effects of roles, which all
    products share, would move by that one answer.
    """
    ordinary = estimate(market.answers, RULE)
    swapped = [
        msgspec.structs.replace(each, role=ROLES[n % len(ROLES)], kind=KINDS[n % len(KINDS)])
        if each.product == "p0"
        else each
        for n, each in enumerate(market.answers)
    ]
    held, whole = spreads_of(market.answers, RULE, LIKE_ME), frozenset({"p0"})
    one, other = (finer(said, ordinary, RULE, LIKE_ME, held, whole) for said in (market.answers, swapped))
    apart = finer(swapped, ordinary, RULE, LIKE_ME, held)
    for mix, kind in ((MIX, "icb"), ({"doctor": 1.0}, None), (None, "icb"), (None, None)):
        mine = one.for_mix(mix, kind)
        assert mine.by_role == other.for_mix(mix, kind).by_role
        assert mine.by_role != apart.for_mix(mix, kind).by_role
        assert mine.estimates == other.for_mix(mix, kind).estimates
    assert one.told == other.told


def test_the_whole_of_a_product_that_may_not_be_told_apart(market: Suited) -> None:
    """For the published mix at any kind nothing of it is missing; for one of its own the widths say so."""
    ordinary = estimate(market.answers, RULE)
    said = finer(market.answers, ordinary, RULE, LIKE_ME, whole=frozenset({"p0"}))
    everybody, doctors = said.for_mix(None, None), said.for_mix({"doctor": 1.0}, "icb")
    assert not any(everybody.roles_unsaid.values())
    assert abs(everybody.estimates["p0"].mean - ordinary.estimates["p0"].mean) < 4
    assert doctors.estimates["p0"].sd > everybody.estimates["p0"].sd
    assert doctors.estimates["p0"].sd == max(each.sd for each in doctors.estimates.values())
