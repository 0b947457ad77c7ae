"""Which words a mistyped one may have meant."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.language.spelling import Spelling, slips_between

WORDS = {"record": 9, "recorder": 2, "ward": 5, "pathology": 3, "chemotherapy": 1, "medicines": 4, "bed": 2}
LETTERS = st.text("abcde", max_size=5)


def plain_distance(one: str, other: str) -> int:
    """Optimal string alignment as its definition reads."""
    if not one or not other:
        return len(one) + len(other)
    best = min(
        plain_distance(one[:-1], other) + 1,
        plain_distance(one, other[:-1]) + 1,
        plain_distance(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    )
    if len(one) > 1 and len(other) > 1 and one[-1] == other[-2] and one[-2] == other[-1]:
        best = min(best, plain_distance(one[:-2], other[:-2]) + 1)
    return best


@given(st.text("abc", max_size=5), st.text("abc", max_size=5), st.integers(0, 3))
def test_slips_are_counted_as_defined(one: str, other: str, most: int) -> None:
    """Up to what is asked about, and the same from either side."""
    assert slips_between(one, other, most) == min(plain_distance(one, other), most + 1)
    assert slips_between(one, other, most) == slips_between(other, one, most)


def test_the_nearest_and_of_those_the_most_frequent() -> None:
    """Two that changed places, one too few, one too many, two slips in a long word."""
    spelling = Spelling(WORDS)
    assert spelling.nearest("recrod") == ("record",)
    assert spelling.nearest("patholgy") == ("pathology",)
    assert spelling.nearest("chemotheraphy") == ("chemotherapy",)
    assert spelling.nearest("medecimes") == ("medicines",)
    assert spelling.nearest("recorde") == ("record", "recorder")


def test_what_is_short_far_or_no_word_is_left_alone() -> None:
    """A guess is worse than none."""
    spelling = Spelling(WORDS)
    for typed in ("bde", "zzzz", "xyzzyplugh", "rec0rd", "", "a" * 200):
        assert spelling.nearest(typed) == ()


@given(st.dictionaries(LETTERS, st.integers(0, 9)), LETTERS)
def test_nothing_near_is_missed(words: dict[str, int], typed: str) -> None:
    """Setting words aside by their letters loses none of those with the fewest slips."""
    near = {word: plain_distance(typed, word) for word in words if len(word) > 2 and len(typed) > 3}
    found = Spelling(words).nearest(typed)
    expected = {word for word, slips in near.items() if slips <= 1 and slips == min(near.values())}
    assert set(found) <= expected
    assert len(found) == min(len(expected), 3)
