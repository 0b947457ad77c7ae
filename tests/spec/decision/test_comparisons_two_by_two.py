"""What is made out of comparisons: priorities with their consistency, strengths, and advice on weights."""

import json
from typing import Any

import numpy as np
import pytest

from scoring.decision.case import read_case
from scoring.decision.computing import Outcome, compute
from scoring.decision.learned import advised_weights, strengths
from scoring.decision.problem import Floats, ProblemError

SAATY = [[1, 3, 3], [1 / 3, 1, 2], [1 / 3, 0.5, 1]]


def of(method: str, matrix: Any, **parameters: Any) -> Outcome:
    """The outcome of a case as a file would have it."""
    case = {"method": method, "matrix": matrix, "parameters": parameters}
    return compute(read_case(json.dumps(case).encode()))


@pytest.mark.parametrize(
    ("way", "index", "ratio"),
    [("eigenvector", 0.02681079, 0.05155921), ("columns", 0.02695218060897031, 0.051829169847109106)],
)
def test_how_consistent_comparisons_are(way: str, index: float, ratio: float) -> None:
    """The test of scikit-criteria (`test_ahp.py::test_cr`, BSD-3-Clause), by columns; by the eigenvector
    beside it. Both with the random index 0.52 of three.
    """
    found = of("ahp", SAATY, way=way, random_index=0.52)
    assert found.more["ci"] == pytest.approx(index, abs=1e-5)
    assert found.more["cr"] == pytest.approx(ratio, abs=1e-5)
    assert found.ranks == [1, 2, 3]
    assert sum(found.scores) == pytest.approx(1)


def test_the_table_of_random_matrices_is_said_to_matter() -> None:
    """With Saaty's own 0.58 the ratio is 0.0462, not 0.0516."""
    found = of("ahp", SAATY)
    assert found.more["lambda_max"] == pytest.approx(3.053622, abs=1e-5)
    assert found.more["cr"] == pytest.approx(0.04623, abs=1e-5)


@pytest.mark.parametrize(
    ("matrix", "key"),
    [([[1, 2], [2, 1]], "matrix"), ([[1, 2, 3]], "matrix"), ([[1, 0], [0, 1]], "matrix")],
)
def test_what_is_no_table_of_comparisons(matrix: Any, key: str) -> None:
    """A comparison and its opposite have to agree."""
    with pytest.raises(ProblemError) as refused:
        of("ahp", matrix)
    assert refused.value.key == key


def test_comparisons_take_no_weights() -> None:
    """There are no criteria to weigh."""
    with pytest.raises(ProblemError, match="has none"):
        read_case(json.dumps({"method": "ahp", "matrix": SAATY, "weights": [1, 1, 1]}).encode())


CITATIONS = [[714, 730, 498, 221], [33, 425, 68, 17], [320, 813, 1072, 142], [284, 276, 325, 188]]


def test_journals_that_cite_each_other() -> None:
    """Stigler, Statistical Science 9(1), 1994: Biometrika, Comm. Statist., JASA, JRSS-B, cited beats citing;
    abilities and errors as the R package BradleyTerry2 gives them.
    """
    found = of("bradley-terry", CITATIONS)
    assert found.scores == pytest.approx([0, -2.9490725, -0.4795698, 0.2689541], abs=1e-5)
    errors = [0, 0.10254534, 0.06058873, 0.07082997]
    assert found.more["standard_errors"] == pytest.approx(errors, abs=1e-5)
    assert (found.more["penalised"], found.weakness.split(":")[0]) == (False, "Advice only")


TEAMS = ("Baltimore", "Boston", "Cleveland", "Detroit", "Milwaukee", "New York", "Toronto")
AT_HOME = """
Mi De 4 3, Mi To 4 2, Mi Ne 4 3, Mi Bo 6 1, Mi Cl 4 2, Mi Ba 6 0, De Mi 3 3, De To 4 2, De Ne 4 3,
De Bo 6 0, De Cl 6 1, De Ba 4 3, To Mi 2 5, To De 4 3, To Ne 2 4, To Bo 4 3, To Cl 4 2, To Ba 6 0,
Ne Mi 3 3, Ne De 5 1, Ne To 2 5, Ne Bo 4 3, Ne Cl 4 2, Ne Ba 6 1, Bo Mi 5 1, Bo De 2 5, Bo To 3 3,
Bo Ne 4 2, Bo Cl 5 2, Bo Ba 6 0, Cl Mi 2 5, Cl De 3 3, Cl To 3 4, Cl Ne 4 3, Cl Bo 4 2, Cl Ba 2 4,
Ba Mi 2 5, Ba De 1 5, Ba To 1 6, Ba Ne 2 4, Ba Bo 1 6, Ba Cl 3 4"""


def test_a_season_of_baseball() -> None:
    """The American League of 1987 (Agresti, Categorical Data Analysis, 2002): wins at home and away."""
    wins = np.zeros((7, 7))
    places = {team[:2]: place for place, team in enumerate(TEAMS)}
    for game in " ".join(AT_HOME.split()).split(", "):
        home, away, won, lost = game.split()
        wins[places[home], places[away]] += int(won)
        wins[places[away], places[home]] += int(lost)
    said = [0, 1.1076977, 0.6838528, 1.4364084, 1.5813559, 1.2476178, 1.2944851]
    assert of("bradley-terry", wins.tolist()).scores == pytest.approx(said, abs=1e-5)


def test_a_cycle_of_choices() -> None:
    """The tests of choix (MIT): 0 beats 1 twice, 1 beats 2, 2 beats 0; strengths with a mean of 1."""
    found = np.exp(of("bradley-terry", [[0, 2, 0], [0, 0, 1], [1, 0, 0]]).scores)
    assert found / found.mean() == pytest.approx([1.43586088, 0.62035049, 0.94378863], abs=1e-5)


def test_one_that_never_lost_is_not_endlessly_strong() -> None:
    """Where somebody cannot be reached by wins there is no greatest likelihood: a penalty, and it says so."""
    found = strengths(np.array([[0.0, 3, 1], [0, 0, 1], [0, 0, 0]]))
    assert found.penalised
    assert np.isfinite(found.logs).all()
    assert found.logs.tolist() == sorted(found.logs.tolist(), reverse=True)


def _choices(weights: Floats, pairs: int) -> tuple[Floats, Floats]:
    """Pairs out of which the better by `weights` is chosen, nearly always."""
    rng = np.random.default_rng(7)
    one, other = rng.random((pairs, len(weights))), rng.random((pairs, len(weights)))
    first = (one - other) @ weights * 12 + rng.logistic(size=pairs) > 0
    return np.where(first[:, None], one, other), np.where(first[:, None], other, one)


def test_weights_are_found_again_in_choices() -> None:
    """Within their intervals; more choices make the intervals narrower."""
    truth = np.array([0.5, 0.3, 0.2, 0.0])
    few, many = advised_weights(*_choices(truth, 60)), advised_weights(*_choices(truth, 3_000))
    assert many.weights == pytest.approx(truth, abs=0.05)
    assert many.weights.sum() == pytest.approx(1)
    assert ((many.high - many.low) < (few.high - few.low)).all()
    assert (few.low <= few.weights).all()


def test_a_criterion_never_counts_backwards() -> None:
    """Choices that went against it advise no weight at all; against everything, nothing is advised."""
    chosen, others = np.array([[1.0, 0.0]] * 5), np.array([[0.0, 1.0]] * 5)
    assert advised_weights(chosen, others).weights.tolist() == [1.0, 0.0]
    with pytest.raises(ProblemError, match="against every criterion"):
        advised_weights(np.zeros((3, 2)), np.ones((3, 2)))
