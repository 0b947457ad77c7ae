"""How values read on a page, what forms may ask, and what is drawn."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.timeline import Turn
from catalog.words import GateState, Outcome, StandardStatus, VerdictKind
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import Invalid
from plumbline.web import filters
from plumbline.web.asked import asked_choices, asked_day, asked_number, asked_words
from plumbline.web.drawing import WIDTH, parts_of, timeline_of

CLOCK = FixedClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def test_every_word_of_the_domain_has_plain_english_of_its_own() -> None:
    """No state is missing from the tables, and no two of one kind read the same."""
    for words, table in (
        (GateState, filters.GATE),
        (VerdictKind, filters.VERDICT),
        (Outcome, filters.OUTCOME),
        (StandardStatus, filters.STATUS),
    ):
        assert {str(word) for word in words} == set(table)
        assert len({text for text, _ in table.values()}) == len(table)


def test_the_gate_names_its_day() -> None:
    """The last day that passes is said, for `until` is the first that does not; none is invented."""
    assert filters.gate_words("eligible_until", date(2027, 4, 1)) == "Eligible until 31 March 2027"
    assert filters.gate_words("eligible", None) == "Eligible"
    assert "2027" in filters.gate_tag("eligible_until", date(2027, 3, 31))


def test_a_tag_escapes_what_it_is_given() -> None:
    """Nothing from outside becomes markup."""
    assert "<b>" not in filters.tag("<b>bold</b>", "grey")
    assert filters.lines("a<i>\nb") == "a&lt;i&gt;<br>b"


@pytest.mark.parametrize(
    ("value", "words"),
    [(Decimal("1234.5"), "£1,234.50"), (Decimal("-3"), "−£3.00"), (None, "–"), ("0.005", "£0.00")],
)
def test_money_reads_to_the_penny(value: object, words: str) -> None:
    """Thousands apart, two decimals, a real minus."""
    assert filters.money(value) == words


def test_numbers_and_shares() -> None:
    """What is not known is a dash, never a nought."""
    assert (filters.number(None), filters.percent(None), filters.day(None)) == ("–", "–", "–")
    assert (filters.number(1234567), filters.percent(0.256), filters.day("2027-03-31")) == (
        "1,234,567",
        "26%",
        "31 March 2027",
    )


@pytest.mark.parametrize("text", ["2026-02-30", "tomorrow", "31/03/2027", "\x00", "9" * 400])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    """With the field named and the right form told."""
    with pytest.raises(Invalid) as caught:
        asked_day(text, CLOCK)
    assert caught.value.problems[0].pointer == "/as_of"


def test_empty_fields_mean_not_said() -> None:
    """A form sends every field."""
    assert asked_day("", CLOCK) == asked_day(None, CLOCK) == date(2026, 11, 23)
    assert asked_number("term", " ", least=1, most=9, default=5) == 5
    assert asked_choices(["a", "", "a", "b"]) == ["a", "b"]
    assert asked_words("  x y ") == "x y"
    with pytest.raises(Invalid):
        asked_words("x\x00y")


@given(st.text(max_size=30))
@settings(max_examples=100)
def test_a_number_is_in_range_or_refused(text: str) -> None:
    """Whatever is typed, the answer is a number in range or an error that names the field."""
    try:
        found = asked_number("term", text, least=1, most=120, default=60)
    except Invalid as error:
        assert error.problems[0].pointer == "/term"
    else:
        assert 1 <= found <= 120


@given(st.lists(DAYS, min_size=1, max_size=8, unique=True), DAYS)
@settings(max_examples=60)
def test_a_timeline_has_no_gap_and_no_overlap(days: list[date], as_of: date) -> None:
    """Spans follow one another within the drawing, however the days fall."""
    turns = [
        Turn(day=day, state=GateState.ELIGIBLE, until=None, blocking=(), reasons=(), known=day <= as_of)
        for day in sorted(days)
    ]
    drawn = timeline_of(turns, as_of)
    assert drawn is not None
    assert 0 <= drawn.now <= WIDTH
    for before, after in zip(drawn.spans, drawn.spans[1:], strict=False):
        assert after.x == pytest.approx(before.x + before.width, abs=0.2)
    if drawn.spans:
        assert drawn.spans[-1].x + drawn.spans[-1].width == pytest.approx(WIDTH, abs=0.2)


def test_no_turn_is_no_timeline() -> None:
    """Nothing is drawn where nothing is known."""
    assert timeline_of([], date(2026, 1, 1)) is None


@given(st.lists(st.floats(0, 40), max_size=6))
@settings(max_examples=60)
def test_the_parts_of_a_bar_add_up(points: list[float]) -> None:
    """A bar is as long as its score."""
    parts = parts_of(points)
    assert sum(part.width for part in parts) == pytest.approx(sum(points) * WIDTH / 100, abs=0.1)


def test_a_day_far_from_every_turn_is_still_on_the_drawing() -> None:
    """Asked about a day before the first turn, the line stands at the edge."""
    day = date(2026, 1, 1)
    turn = Turn(day=day, state=GateState.ELIGIBLE, until=None, blocking=(), reasons=(), known=True)
    drawn = timeline_of([turn], day - timedelta(days=2000))
    assert drawn is not None
    assert drawn.now == 0
