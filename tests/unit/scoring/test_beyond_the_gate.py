"""Compliance beyond the gate: more of a good thing never lowers it, and nothing unknown raises it."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.words import Assurance, Level, Outcome
from scoring.compliance import Shown, beyond_gate_share, freshness
from scoring.method import BeyondGate, load_method


def _rule() -> BeyondGate:
    found = load_method("plumbline-2").beyond_gate
    assert found is not None
    return found


RULE = _rule()
STRONG = tuple(Assurance)
RESULTS = st.lists(
    st.builds(
        Shown,
        st.sampled_from(Level),
        st.sampled_from(Outcome),
        st.none() | st.sampled_from(Assurance),
        st.none() | st.integers(0, 4_000),
    ),
    max_size=12,
)


def test_a_should_that_a_machine_showed_today() -> None:
    """Level 2 of 3 asked, tested (0.9) and fresh; the must is the gate's and counts nothing here."""
    results = [
        Shown(Level.MUST, Outcome.NOT_EVIDENCED, None, None),
        Shown(Level.SHOULD, Outcome.MET, Assurance.TESTED, 0),
        Shown(Level.MAY, Outcome.NOT_EVIDENCED, None, None),
    ]
    assert beyond_gate_share(results, RULE) == 2 * 0.9 / 3


def test_half_met_and_half_stale() -> None:
    """Partly met is half; midway from fresh to stale, evidence is worth three quarters."""
    assert freshness(365, RULE) == 1.0
    assert freshness(730, RULE) == 0.75
    assert freshness(5_000, RULE) == 0.5
    half = [Shown(Level.MAY, Outcome.PARTLY_MET, Assurance.SIGNED, 730)]
    assert beyond_gate_share(half, RULE) == 0.375


def test_nothing_asked_is_nothing_shown() -> None:
    """A product of which only musts are asked has shown nothing beyond them."""
    assert beyond_gate_share([Shown(Level.MUST, Outcome.MET, Assurance.SIGNED, 0)], RULE) == 0.0


@given(RESULTS)
def test_it_is_a_share(results: list[Shown]) -> None:
    """Between nothing and all."""
    assert 0.0 <= beyond_gate_share(results, RULE) <= 1.0


@given(RESULTS, st.sampled_from(Level), st.integers(0, 4_000))
def test_stronger_or_fresher_evidence_never_lowers_it(results: list[Shown], level: Level, days: int) -> None:
    """Nor does meeting what was partly met."""

    def share(outcome: Outcome, assurance: Assurance, age: int) -> float:
        return beyond_gate_share([*results, Shown(level, outcome, assurance, age)], RULE)

    for outcome in (Outcome.MET, Outcome.PARTLY_MET):
        by_strength = [share(outcome, assurance, days) for assurance in STRONG]
        assert by_strength == sorted(by_strength)
        assert share(outcome, Assurance.TESTED, days + 100) <= share(outcome, Assurance.TESTED, days)
    assert share(Outcome.PARTLY_MET, Assurance.SIGNED, days) <= share(Outcome.MET, Assurance.SIGNED, days)


@given(RESULTS, st.sampled_from(Level))
def test_what_is_not_known_never_raises_it(results: list[Shown], level: Level) -> None:
    """It stays in the denominator."""
    before = beyond_gate_share(results, RULE)
    for outcome in (Outcome.NOT_EVIDENCED, Outcome.NOT_MET, Outcome.INCONCLUSIVE):
        assert beyond_gate_share([*results, Shown(level, outcome, None, None)], RULE) <= before
