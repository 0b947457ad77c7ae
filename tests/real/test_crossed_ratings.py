"""Real crossed ratings of lectures, and what lme4 1.1-31 finds in them: the same, to 1e-4 and better."""

import csv
import gzip
import os
from pathlib import Path

import numpy as np
import pytest

from scoring.mixed.data import Answers, factor_of
from scoring.mixed.fit import fit

SHARED = Path(os.environ.get("PLUMBLINE_SHARED", Path(__file__).parents[3] / "shared"))
DATA = SHARED / "samples" / "scoring" / "data"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the samples are not here: samples/scoring/data")
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    """73,421 ratings."""
    with gzip.open(DATA / "insteval.csv.gz", "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_three_crossed_factors(rows: Rows) -> None:
    """Y ~ 1 + (1|s) + (1|d) + (1|dept): likelihood, mean, variances, and every lecturer's prediction."""
    y = np.array([float(row["y"]) for row in rows])
    factors = tuple(factor_of(name, [row[name] for row in rows]) for name in ("s", "d", "dept"))
    found = fit(Answers(y, np.ones((len(y), 1)), factors))
    assert found.log_likelihood == pytest.approx(-118887.4312, abs=1e-3)
    assert found.fixed == pytest.approx([3.251872], abs=1e-5)
    assert (*found.variances, found.residual) == pytest.approx(
        (0.1065734, 0.2675723, 0.0067196, 1.3870711), abs=1e-5
    )
    with (DATA / "insteval_blup.csv").open(encoding="utf-8") as file:
        said = {row["d"]: float(row["blup"]) for row in csv.DictReader(file)}
    assert len(said) == 1128
    ours = dict(zip(factors[1].levels, found.effects[1].tolist(), strict=True))
    assert max(abs(ours[name] - blup) for name, blup in said.items()) < 1e-4


def test_with_a_fixed_effect(rows: Rows) -> None:
    """Y ~ service + (1|s) + (1|d) + (1|dept:service)."""
    y = np.array([float(row["y"]) for row in rows])
    service = np.array([float(row["service"]) for row in rows])
    crossed = factor_of("dept:service", [(row["dept"], row["service"]) for row in rows])
    factors = (*(factor_of(name, [row[name] for row in rows]) for name in ("s", "d")), crossed)
    found = fit(Answers(y, np.stack([np.ones(len(y)), service], axis=1), factors))
    assert -2 * found.log_likelihood == pytest.approx(237661.5, abs=0.05)
    assert found.fixed == pytest.approx([3.28067, -0.05350], abs=1e-4)
    assert (*found.variances, found.residual) == pytest.approx((0.10543, 0.26257, 0.01202, 1.38496), abs=1e-4)
