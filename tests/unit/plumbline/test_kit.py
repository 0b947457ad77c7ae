"""The small pieces every feature uses."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.kit.clock import FixedClock, today
from plumbline.kit.errors import Invalid
from plumbline.kit.identifiers import new_id, slugify
from plumbline.kit.pagination import decode_cursor, encode_cursor


@given(
    st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    st.integers(-(2**53), 2**53),
)
def test_a_cursor_comes_back_as_it_went(text: str, number: int) -> None:
    """A key survives the way out and back."""
    assert decode_cursor(encode_cursor([text, number]), (str, int)) == (text, number)


@given(st.text())
def test_a_strange_cursor_is_refused_and_never_crashes(cursor: str) -> None:
    """Anything we did not hand out is `Invalid`, pointing at the cursor."""
    try:
        decode_cursor(cursor, (str, int, int))
    except Invalid as error:
        assert error.problems[0].pointer == "/cursor"


def test_a_cursor_of_another_shape_is_refused() -> None:
    """A cursor of one list does not open another."""
    with pytest.raises(Invalid):
        decode_cursor(encode_cursor(["a"]), (int,))
    with pytest.raises(Invalid):
        decode_cursor(encode_cursor([True]), (int,))
    with pytest.raises(Invalid):
        decode_cursor(encode_cursor(["\x00"]), (str,))


@given(st.text())
def test_a_slug_is_always_fit_for_a_url(text: str) -> None:
    """Lower-case ASCII words and hyphens, never empty."""
    slug = slugify(text)
    assert slug
    assert all(c.isascii() and (c.isalnum() or c == "-") for c in slug)
    assert not slug.startswith("-")
    assert not slug.endswith("-")


def test_today_is_the_day_in_london() -> None:
    """Half past midnight British Summer Time is still the day before in UTC."""
    clock = FixedClock(datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    assert today(clock) == date(2026, 7, 1)


def test_identifiers_are_ordered_by_time() -> None:
    """UUIDv7: later ids sort after earlier ones."""
    made = [new_id() for _ in range(100)]
    assert made == sorted(made)
    assert {i.version for i in made} == {7}
