"""The space of meanings: what it is held to, and that it is the same each time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from scoring.learned.fusion import FIRST, FROM, fused
from scoring.learned.packing import UnknownModelError, pack, unpack_space
from scoring.learned.space import grams_of
from scoring.learned.space_training import TooLittleError, train_space

TOPICS = ("ward bed nurse chart", "blood unit donor fridge", "letter scan post code", "dose drug round give")
TEXTS = [
    [*TOPICS[number % 4].split()[: 2 + number % 3], f"own{number}", TOPICS[number % 4].split()[number % 2]]
    for number in range(40)
]
SPACE = train_space(TEXTS)


def test_texts_are_weighed_as_scikit_learn_weighs_them() -> None:
    """The same weights by the library itself, on axes that stand at right angles."""
    weigh = TfidfVectorizer(analyzer=list, sublinear_tf=True).fit(TEXTS)
    theirs = normalize(weigh.transform(TEXTS) @ SPACE.axes)
    assert SPACE.axes.shape == (len(weigh.vocabulary_), 30)
    assert np.abs(SPACE.vectors(TEXTS) - theirs).max() < 1e-5
    assert np.abs(SPACE.axes.T @ SPACE.axes - np.eye(30)).max() < 1e-4


def test_alike_texts_lie_near_each_other() -> None:
    """Nearest to each is one of its own topic."""
    laid = SPACE.vectors(TEXTS)
    nearness = laid @ laid.T
    np.fill_diagonal(nearness, -1)
    assert all(int(other) % 4 == number % 4 for number, other in enumerate(nearness.argmax(axis=1)))


def test_the_same_texts_give_the_same_bytes() -> None:
    """Twice; and another text gives others."""
    assert pack(train_space(TEXTS)) == pack(SPACE)
    assert pack(train_space([*TEXTS, ["ward", "dose"]])) != pack(SPACE)


def test_a_packed_space_comes_back() -> None:
    """Every term and figure of it."""
    back = unpack_space(pack(SPACE))
    assert back.terms == SPACE.terms
    assert (back.rarity == SPACE.rarity).all()
    assert (back.axes == SPACE.axes).all()


@given(st.binary(max_size=40), st.integers(0, 60))
def test_other_bytes_are_refused(content: bytes, cut: int) -> None:
    """Whatever they are: nothing is run, nothing is guessed."""
    for wrong in (content, pack(SPACE)[: -1 - cut], b"\x80\x04" + content):
        with pytest.raises(UnknownModelError):
            unpack_space(wrong)


def test_too_little_is_refused() -> None:
    """Empty texts do not count."""
    with pytest.raises(TooLittleError, match="19 texts, and it takes at least 20"):
        train_space([*TEXTS[:19], [], []])


@given(st.lists(st.sampled_from([*SPACE.terms, "unknown"]), max_size=12))
def test_every_text_lies_at_distance_one_or_nowhere(grams: list[str]) -> None:
    """Nowhere when the space knows no word of it."""
    length = float(np.linalg.norm(SPACE.vector(grams)))
    assert abs(length - (1.0 if set(grams) & set(SPACE.terms) else 0.0)) < 1e-5


def test_pairs_stand_within_a_field_and_leave_terms_out() -> None:
    """A pair over the end of a field was never said."""
    assert grams_of([["a", "b", "=t"], ["c", "d"]]) == ["a", "b", "=t", "a b", "c", "d", "c d"]


def test_fusing_follows_the_formula() -> None:
    """The sum of 1 / (60 + place); equal for two things that change places."""
    scores = fused([np.array([2, 0]), np.array([0, 2, 1])], 4)
    assert scores.tolist() == [1 / 62 + 1 / 61, 1 / 63, 1 / 61 + 1 / 62, 0.0]
    assert scores[0] == scores[2]


@given(st.permutations(range(130)), st.permutations(range(130)))
def test_only_the_first_hundred_count_and_being_higher_never_hurts(one: list[int], other: list[int]) -> None:
    """Whatever the orders."""
    scores = fused([np.array(one), np.array(other)], 130)
    for thing in (one[0], one[FIRST - 1], one[FIRST]):
        places = [order.index(thing) + 1 for order in (one, other)]
        expected = sum(1 / (FROM + place) for place in places if place <= FIRST)
        assert abs(scores[thing] - expected) < 1e-12
    higher = [one[1], one[0], *one[2:]]
    assert fused([np.array(higher), np.array(other)], 130)[one[1]] > scores[one[1]]
