"""Phases move with time as they must, and changes are exactly where they are said to be."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.dates import stated
from catalog.obligations import Phase, change_dates, duties, phase_on, product_tags
from catalog.standard import Edition, Standard
from catalog.standards_loader import standards
from catalog.words import Certainty, StandardStatus

ORDER = [None, Phase.UPCOMING, Phase.TRANSITION, Phase.DUE, Phase.ENDED]
DAY = timedelta(days=1)
days = st.dates(date(2020, 1, 1), date(2022, 12, 31))


@st.composite
def one_edition(draw: st.DrawFn) -> Standard:
    """A mandated standard of one edition, its dates in the order of its life; any may be missing."""
    dates = sorted(draw(st.lists(days, min_size=5, max_size=5)))
    names = ("published", "implement_from", "mandated_from", "conform_by", "retired_on")
    given_dates = {n: stated(d.isoformat()) for n, d in zip(names, dates, strict=True) if draw(st.booleans())}
    edition = Edition(version="1", status=StandardStatus.MANDATED, **given_dates)
    return Standard(
        id="S", title="S", publisher="P", url="u", kind="k", summary="s", applies_to=("epr",),
        current=edition, requirements=(), sources=(), certainty=Certainty.HIGH,
    )  # fmt: skip


@given(one_edition(), days, days)
def test_one_edition_only_moves_forward(standard: Standard, first: date, second: date) -> None:
    """Announced, in transition, due, ended: never back."""
    first, second = sorted((first, second))
    assert ORDER.index(phase_on(standard, first)) <= ORDER.index(phase_on(standard, second))


@given(one_edition())
def test_changes_are_exactly_where_the_phase_changes(standard: Standard) -> None:
    """Walking day by day finds the same days."""
    span = [date(2019, 12, 31) + DAY * n for n in range(3 * 366 + 2)]
    walked = tuple(d for d in span[1:] if phase_on(standard, d) != phase_on(standard, d - DAY))
    assert change_dates(standard) == walked


@given(st.permutations(["epr", "web", "C13", "C14"]), st.dates(date(2018, 1, 1), date(2028, 1, 1)))
def test_the_order_of_tags_means_nothing(tags: list[str], day: date) -> None:
    """Any order, the same duties in the order of ids."""
    found = [duty.standard.id for duty in duties(standards(), tags, day)]
    assert found == sorted(found)
    assert found == [duty.standard.id for duty in duties(standards(), sorted(tags), day)]


def test_what_has_no_recorded_start_is_in_force_and_says_so() -> None:
    """GP Connect is mandated and its first day is not recorded: due, with no day."""
    found = {d.standard.id: d for d in duties(standards(), product_tags("gp-system"), date(2020, 1, 1))}
    assert found["GP-CONNECT"].phase is Phase.DUE
    assert found["GP-CONNECT"].due_on is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2018-06-07", date(2018, 6, 7)),
        ("2018-06", date(2018, 6, 1)),
        ("2016", date(2016, 1, 1)),
        ("2027-06-30 (assurance end date)", date(2027, 6, 30)),
        ("2026 (national review and consultation in progress)", date(2026, 1, 1)),
        ("to be confirmed", None),
        ("", None),
    ],
)
def test_dates_are_read_as_their_owners_state_them(text: str, day: date | None) -> None:
    """Partial dates begin on their first day, words are kept, and no date is no day."""
    read = stated(text)
    assert (read.text, read.day) == (text, day)


def test_a_date_that_no_calendar_has_is_refused() -> None:
    """The thirtieth of February is a typing error."""
    with pytest.raises(ValueError, match="day"):
        stated("2018-02-30")
