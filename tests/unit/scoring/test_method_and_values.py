"""Published methods, value functions, compliance and experience."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.words import Level, Outcome
from scoring.compliance import compliance_share
from scoring.method import MethodError, load_method, methods, read_method
from scoring.values import values_of

METHOD = load_method("plumbline-1")
NEWEST = load_method()
LEVELS = METHOD.levels
BY_ID = {criterion.id: criterion for criterion in METHOD.criteria}
FILE = "scoring/methods/plumbline-1.toml"


def test_every_shipped_method_is_known_by_its_id_and_digest() -> None:
    """Digests are stable from load to load and differ from method to method."""
    assert len({method.digest for method in methods().values()}) == len(methods())
    assert NEWEST.digest == load_method(NEWEST.id).digest


@pytest.mark.parametrize(
    ("criterion", "raw", "value"),
    [
        ("compliance", 0.0, 0),
        ("compliance", 0.5, 5_000),
        ("compliance", 1.0, 10_000),
        ("experience", 71.4, 7_140),
        ("experience", math.nan, 0),
        ("cost", 0.0, 10_000),
        ("cost", 0.25, 7_500),
        ("cost", 1.0, 0),
        ("cost", 7.0, 0),
        ("coverage", 2 / 3, 6_667),
    ],
)
def test_values_follow_the_published_anchors(criterion: str, raw: float, value: int) -> None:
    """Straight lines between anchors, the ends beyond them, 0 for what is not known."""
    assert values_of(BY_ID[criterion], np.array([raw])).tolist() == [value]


@given(st.lists(st.floats(0, 2), min_size=2, max_size=20))
def test_a_dearer_product_never_gets_a_better_value(shares: list[float]) -> None:
    """The value of cost falls as the cost rises."""
    values = values_of(BY_ID["cost"], np.array(sorted(shares)))
    assert (np.diff(values) <= 0).all()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "plumbline-1"', "id = 1", "id"),
        ("[[0.0, 0], [100.0, 10000]]", "[[0.0, 0]]", "at least two anchors"),
        ("[[0.0, 0], [100.0, 10000]]", "[[1.0, 0], [1.0, 10000]]", "rising"),
        ("[[0.0, 0], [100.0, 10000]]", "[[0.0, 0], [1.0, 9], [2.0, 3]]", "all the way"),
        ("[[0.0, 0], [100.0, 10000]]", "[[0.0, 0], [1.0, 20000]]", "between 0 and 10000"),
        ("default = 1000000", "", "default"),
        ("[levels]", "[levels", "line"),
        ('unit = "share"', 'unity = "share"', "unity"),
    ],
)
def test_a_bad_method_file_says_where_and_why(old: str, new: str, words: str) -> None:
    """File, key and reason; nothing is guessed."""
    from importlib import resources

    text = (resources.files("scoring") / "methods" / "plumbline-1.toml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(MethodError, match=words) as caught:
        read_method("bad.toml", text.replace(old, new).encode())
    assert str(caught.value).startswith("bad.toml: ")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("nurse = 0.35", "nurse = 0.45", "sum to 1"),
        ("fresh_days = 365", "fresh_days = 1095", "stale_days"),
        ("stale_worth = 0.5", "stale_worth = 1.5", "stale_worth"),
        ("signed = 1.0", "sealed = 1.0", "assurance"),
        ("furthest = 1.5", "furthest = 0", "furthest"),
    ],
)
def test_the_second_form_is_read_as_strictly(old: str, new: str, words: str) -> None:
    """A share that is none, a day before another, an assurance that nobody knows."""
    from importlib import resources

    text = (resources.files("scoring") / "methods" / "plumbline-2.toml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(MethodError, match=words):
        read_method("bad.toml", text.replace(old, new).encode())


def test_only_a_method_with_a_model_has_its_rule() -> None:
    """The rule takes its least numbers from what the method says of showing experience."""
    rule = NEWEST.model_rule
    assert (rule.least_organisations, rule.least_answers, rule.confidence) == (3, 5, 0.9)
    with pytest.raises(ValueError, match="no experience model"):
        _ = METHOD.model_rule


def test_compliance_counts_must_three_times() -> None:
    """A must that is met outweighs a should and a may that are not; not applicable leaves."""
    results = [
        (Level.MUST, Outcome.MET),
        (Level.SHOULD, Outcome.PARTLY_MET),
        (Level.MAY, Outcome.NOT_EVIDENCED),
        (Level.MUST, Outcome.NOT_APPLICABLE),
    ]
    assert compliance_share(results, LEVELS) == (3 + 1) / 6


def test_nothing_asked_is_nothing_shown() -> None:
    """An empty list of requirements is 0, never 1."""
    assert compliance_share([], LEVELS) == 0.0


@given(st.lists(st.tuples(st.sampled_from(Level), st.sampled_from(Outcome))), st.sampled_from(Level))
def test_what_is_not_known_never_raises_the_share(results: list[tuple[Level, Outcome]], level: Level) -> None:
    """Adding a requirement without evidence, or one that failed, lowers the share or leaves it at 0."""
    before = compliance_share(results, LEVELS)
    for outcome in (Outcome.NOT_EVIDENCED, Outcome.NOT_MET, Outcome.INCONCLUSIVE):
        assert compliance_share([*results, (level, outcome)], LEVELS) <= before
