"""Each questionnaire by its own rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.experience_model.instruments import net_experience, sus, sus_grade, umux_lite


@pytest.mark.parametrize(
    ("items", "score"),
    [
        ([3] * 10, 50.0),
        ([4, 2, 4, 1, 4, 2, 5, 2, 4, 2], 80.0),
        ([5, 1] * 5, 100.0),
        ([1, 5] * 5, 0.0),
    ],
)
def test_sus_as_published(items: list[int], score: float) -> None:
    """Brooke, 1996: odd items count up, even ones down, times 2.5."""
    assert sus(items) == score


@given(st.lists(st.integers(1, 5), min_size=10, max_size=10))
def test_sus_lies_on_its_scale(items: list[int]) -> None:
    """0 to 100 in steps of 2.5."""
    assert 0 <= sus(items) <= 100
    assert sus(items) % 2.5 == 0


@pytest.mark.parametrize(
    ("score", "grade"),
    [(100, "A+"), (84.1, "A+"), (84.0, "A"), (78.9, "A-"), (77.2, "B+"), (74.1, "B"), (72.6, "B-"),
     (71.1, "C+"), (68, "C"), (62.7, "C-"), (51.7, "D"), (51.6, "F"), (0, "F")],
)  # fmt: skip
def test_the_curved_grades(score: float, grade: str) -> None:
    """Sauro & Lewis, 2016."""
    assert sus_grade(score) == grade


@pytest.mark.parametrize(
    ("items", "points", "score"), [([7, 7], 7, 100), ([1, 1], 7, 0), ([4, 4], 7, 50), ([3, 5], 5, 75)]
)
def test_umux_lite_is_interpolated(items: list[int], points: int, score: float) -> None:
    """Two items; no regression to a SUS score."""
    assert umux_lite(items, points) == score


def test_net_experience_keeps_who_is_neutral_in_the_denominator() -> None:
    """Two agree, one is neutral, one disagrees: 50 - 25."""
    assert net_experience([5, 4, 3, 2]) == 25.0


@pytest.mark.parametrize("items", [[3] * 9, [3] * 9 + [6], [3] * 9 + [0], [3] * 9 + [True]])
def test_a_form_is_scored_whole_or_not_at_all(items: list[int]) -> None:
    """A missing or impossible answer is no 3."""
    with pytest.raises(ValueError, match="answer"):
        sus(items)
