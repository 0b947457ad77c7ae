"""No small part of the answers can be found: neither shown, nor by subtracting what is shown from all."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.feedback.showing import shown_parts

LEAST = 10
COUNTS = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 40))


@given(COUNTS)
def test_what_is_left_over_is_never_few_and_never_one_part(counts: dict[str, int]) -> None:
    """Of all minus the shown there are ten or more, of two parts or more; or nobody, or nothing is shown."""
    shown = shown_parts(counts, LEAST)
    rest = {part: count for part, count in counts.items() if part not in shown and count}
    assert all(counts[part] >= LEAST for part in shown)
    assert not rest or not shown or (len(rest) >= 2 and sum(rest.values()) >= LEAST)


@given(COUNTS)
def test_no_part_is_hidden_without_need(counts: dict[str, int]) -> None:
    """Where every part is large enough, all of them are shown."""
    if all(count >= LEAST or count == 0 for count in counts.values()):
        assert shown_parts(counts, LEAST) == {part for part, count in counts.items() if count}


def test_one_small_part_takes_the_next_smallest_with_it() -> None:
    """Else nurses and doctors subtracted from all would tell what three porters said."""
    assert shown_parts({"nurse": 30, "doctor": 12, "porter": 3}, LEAST) == {"nurse"}
    assert shown_parts({"nurse": 30, "doctor": 6, "porter": 5}, LEAST) == {"nurse"}
    assert shown_parts({"nurse": 30, "doctor": 3}, LEAST) == frozenset()
