"""Cohen's kappa: worked by hand, held to its laws, and never a figure where there is none."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.assessing.agreement import FEW, agreement, wilson
from catalog.words import Outcome

MET, NOT_MET, PARTLY = Outcome.MET, Outcome.NOT_MET, Outcome.PARTLY_MET
PAIRS = st.lists(st.tuples(st.sampled_from(list(Outcome)), st.sampled_from(list(Outcome))), max_size=60)


def test_a_table_worked_by_hand() -> None:
    """20 both met, 15 both not, 5 and 10 differ: po 0.7, pe 0.5, kappa 0.4; Wilson around 35 of 50."""
    pairs = [(MET, MET)] * 20 + [(MET, NOT_MET)] * 5 + [(NOT_MET, MET)] * 10 + [(NOT_MET, NOT_MET)] * 15
    found = agreement(pairs)
    assert (found.lines, found.agreed, found.few, found.note) == (50, 35, False, "")
    assert found.kappa == pytest.approx(0.4)
    assert found.expected == pytest.approx(0.5)
    low, high = wilson(35, 50)
    for end in (low, high):  # what defines it: the share lies just as far off as its error allows
        assert 50 * (0.7 - end) ** 2 == pytest.approx(1.959963985**2 * end * (1 - end))
    assert low < 0.7 < high
    assert (found.low, found.high) == pytest.approx((2 * low - 1, 2 * high - 1))


def test_nothing_judged_twice_is_no_figure() -> None:
    """None, with the reason; never 0."""
    found = agreement([])
    assert (found.lines, found.kappa, found.low, found.high) == (0, None, None, None)
    assert "No line" in found.note


def test_one_outcome_throughout_is_no_figure() -> None:
    """All agree and chance would too: 0/0 is said, not called 1."""
    found = agreement([(MET, MET)] * 40)
    assert (found.lines, found.agreed, found.kappa, found.low) == (40, 40, None, None)
    assert "not defined" in found.note


def test_full_agreement_is_one_and_its_interval_has_a_width() -> None:
    """A few lines that all agree leave much open."""
    few = agreement([(MET, MET)] * 3 + [(NOT_MET, NOT_MET)] * 2)
    many = agreement([(MET, MET)] * 300 + [(NOT_MET, NOT_MET)] * 200)
    assert few.kappa == many.kappa == 1.0
    assert few.few
    assert str(FEW) in few.note
    assert few.low is not None
    assert many.low is not None
    assert few.low < 0.5 < many.low < 1.0


def test_saying_the_opposite_of_each_other_is_below_chance() -> None:
    """Never in agreement where half would be chance: -1."""
    assert agreement([(MET, NOT_MET), (NOT_MET, MET)]).kappa == pytest.approx(-1.0)


@given(PAIRS)
def test_what_always_holds(pairs: list[tuple[Outcome, Outcome]]) -> None:
    """Within -1 and 1; inside its interval; the same whichever is called the first; no order matters."""
    found = agreement(pairs)
    turned = agreement([(other, one) for one, other in reversed(pairs)])
    if found.kappa is None:
        assert found.note
        assert turned.kappa is None
        return
    assert found.low is not None
    assert found.high is not None
    assert -1 <= found.low <= found.kappa + 1e-12
    assert found.kappa <= found.high + 1e-12 <= 1 + 2e-12
    assert found.low < found.high
    assert turned.kappa is not None
    assert isclose(found.kappa, turned.kappa, abs_tol=1e-12)


@given(PAIRS.filter(bool))
def test_one_more_line_on_which_all_agree_in_a_new_word_does_not_lower_the_share(
    pairs: list[tuple[Outcome, Outcome]],
) -> None:
    """The count and the share of agreement move as counted."""
    before, after = agreement(pairs), agreement([*pairs, (PARTLY, PARTLY)])
    assert (after.lines, after.agreed) == (before.lines + 1, before.agreed + 1)
