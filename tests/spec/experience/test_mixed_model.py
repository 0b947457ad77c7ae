"""The mixed model against its own definition, worked out with no shortcut, on small tables."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import check_grad
from sklearn.linear_model import Ridge

from scoring.mixed.cross import cross_of
from scoring.mixed.data import Answers, Floats, factor_of
from scoring.mixed.fit import fit
from scoring.mixed.profile import solve


def simulated(seed: int, count: int = 400, products: int = 6, trusts: int = 25) -> Answers:
    """Answers with known spreads: product 6, trust 9, of one answer 16; two roles, 5 apart."""
    rng = np.random.default_rng(seed)
    product, trust = rng.integers(0, products, count), rng.integers(0, trusts, count)
    role = rng.integers(0, 2, count)
    y = 60 + 5 * role + rng.normal(0, 6, products)[product] + rng.normal(0, 9, trusts)[trust]
    y = y + rng.normal(0, 16, count)
    x = np.stack([np.ones(count), role], axis=1).astype(np.float64)
    return Answers(y, x, (factor_of("product", product.tolist()), factor_of("trust", trust.tolist())))


def indicators(answers: Answers) -> list[Floats]:
    """A column for each level of each factor."""
    return [np.eye(factor.size)[factor.codes] for factor in answers.factors]


def covariance(answers: Answers, variances: list[float], residual: float) -> Floats:
    """Of the answers themselves: V = Σ σ² Z Zᵀ + σ² I."""
    parts = zip(indicators(answers), variances, strict=True)
    drawn = sum(variance * z @ z.T for z, variance in parts)
    return np.asarray(drawn + residual * np.eye(len(answers.y)))


def restricted(answers: Answers, variances: list[float], residual: float) -> float:
    """The restricted log-likelihood by its definition (Patterson & Thompson, Biometrika 58(3), 1971)."""
    v = covariance(answers, variances, residual)
    inverse = np.linalg.inv(v)
    x = answers.x
    information = x.T @ inverse @ x
    beta = np.linalg.solve(information, x.T @ inverse @ answers.y)
    left = answers.y - x @ beta
    free = len(answers.y) - x.shape[1]
    logs = np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1]
    return float(-(logs + left @ inverse @ left + free * np.log(2 * np.pi)) / 2)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_likelihood_is_the_restricted_one(seed: int) -> None:
    """By inverting the covariance of all answers, which only a small table allows."""
    answers = simulated(seed, count=120)
    found = fit(answers)
    by_definition = restricted(answers, list(found.variances), found.residual)
    assert found.log_likelihood == pytest.approx(by_definition, abs=1e-6)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_other_variances_are_likelier(seed: int) -> None:
    """A step in any direction from where the fit stopped is a step down."""
    answers = simulated(seed, count=120)
    found = fit(answers)
    here = [*found.variances, found.residual]
    best = restricted(answers, here[:-1], here[-1])
    for place in range(3):
        for factor in (0.9, 1.1):
            moved = list(here)
            moved[place] *= factor
            assert restricted(answers, moved[:-1], moved[-1]) <= best + 1e-9


@given(st.integers(0, 10_000), st.tuples(st.floats(-2, 1), st.floats(-2, 1)))
@settings(max_examples=15)
def test_the_gradient_is_the_slope_of_the_deviance(seed: int, theta: tuple[float, float]) -> None:
    """Against differences."""
    cross = cross_of(simulated(seed, count=80))
    wrong = check_grad(
        lambda at: solve(cross, at).deviance, lambda at: solve(cross, at).gradient, np.array(theta)
    )
    assert wrong < 1e-3


def test_the_effects_solve_hendersons_equations() -> None:
    """And their spread is the diagonal of the whole inverse, which the elimination never forms."""
    answers = simulated(7)
    found = fit(answers)
    w = np.hstack([answers.x, *indicators(answers)])
    penalty = [np.zeros(2)]
    penalty += [
        np.full(f.size, found.residual / v) for f, v in zip(answers.factors, found.variances, strict=True)
    ]
    inverse = np.linalg.inv(w.T @ w + np.diag(np.concatenate(penalty)))
    b = inverse @ w.T @ answers.y
    spread = np.sqrt(found.residual * np.diagonal(inverse))
    assert np.concatenate([found.fixed, *found.effects]) == pytest.approx(b, abs=1e-8)
    assert np.concatenate(found.deviations) == pytest.approx(spread[2:], abs=1e-8)


def test_a_ridge_regression_gives_the_same_effects() -> None:
    """scikit-learn's Ridge on columns scaled by the spreads, what is fixed projected out first."""
    answers = simulated(11)
    found = fit(answers)
    scales = np.sqrt(np.array(found.variances) / found.residual)
    columns = np.hstack([z * scale for z, scale in zip(indicators(answers), scales, strict=True)])
    q, _ = np.linalg.qr(answers.x)
    y, z = answers.y - q @ (q.T @ answers.y), columns - q @ (q.T @ columns)
    ridge = Ridge(alpha=1.0, fit_intercept=False).fit(z, y)
    sizes = [factor.size for factor in answers.factors]
    scaled = ridge.coef_ * np.repeat(scales, sizes)
    assert scaled == pytest.approx(np.concatenate(found.effects), abs=1e-8)


def test_the_spreads_are_found_again() -> None:
    """Over thirty simulated tables, on average."""
    fits = [fit(simulated(seed, count=800, products=15, trusts=60)) for seed in range(30)]
    spreads = np.sqrt([[*each.variances, each.residual] for each in fits]).mean(axis=0)
    assert spreads == pytest.approx([6, 9, 16], rel=0.1)
    assert np.mean([each.fixed[1] for each in fits]) == pytest.approx(5, abs=0.7)


def test_a_factor_without_a_spread_is_found_to_have_none() -> None:
    """Its effects then are all about zero, and nothing breaks."""
    rng = np.random.default_rng(3)
    codes = rng.integers(0, 40, 300)
    answers = Answers(rng.normal(50, 10, 300), np.ones((300, 1)), (factor_of("none", codes.tolist()),))
    found = fit(answers)
    assert found.variances[0] < 4
    assert np.abs(found.effects[0]).max() < 3


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (Answers(np.ones(3), np.ones((3, 1)), ()), "random factor"),
        (Answers(np.ones(1), np.ones((1, 1)), (factor_of("a", ["x"]),)), "not more answers"),
    ],
)
def test_what_cannot_be_fitted_is_told(answers: Answers, words: str) -> None:
    """In words, before any matrix is inverted."""
    with pytest.raises(ValueError, match=words):
        fit(answers)
