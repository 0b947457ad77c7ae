"""What makes a response whole, and the policy it is judged by."""

from datetime import date
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.feedback.policy import feedback_policy_of
from catalog.feedback.response import Response, problems_of, quarter_of
from catalog.feedback.words import QUESTIONNAIRES, STATEMENTS, Instrument, UserRole
from catalog.standards_loader import CatalogueFileError
from scoring.experience_model.instruments import SUS_ITEMS, sus, umux_lite

SCORES = {Instrument.SUS: sus, Instrument.UMUX_LITE: umux_lite}


def _fields(**changed: object) -> list[str]:
    whole: dict[str, object] = {"instrument": Instrument.UMUX_LITE, "items": (7, 6), "role": UserRole.NURSE}
    return [problem.field for problem in problems_of(Response(**{**whole, **changed}))]  # type: ignore[arg-type]


def test_the_instruments_ask_what_their_score_is_made_of() -> None:
    """Ten items of 1 to 5, and two of 1 to 7."""
    assert len(QUESTIONNAIRES[Instrument.SUS].items) == SUS_ITEMS
    assert sus((4, 2, 4, 1, 4, 2, 5, 2, 4, 2)) == 80
    assert umux_lite((7, 6), QUESTIONNAIRES[Instrument.UMUX_LITE].points) == pytest.approx(91.67, abs=0.01)


@given(st.sampled_from(list(Instrument)), st.lists(st.integers(-2, 9), max_size=12))
def test_what_has_no_problem_has_a_score(instrument: Instrument, items: list[int]) -> None:
    """And what has one has none: the two agree on every form there could be."""
    found = list(problems_of(Response(instrument=instrument, items=tuple(items), role=UserRole.OTHER)))
    if found:
        with pytest.raises(ValueError, match="answer"):
            SCORES[instrument](items)
    else:
        assert 0 <= SCORES[instrument](items) <= 100


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"items": (7,)}, "items"),
        ({"items": (8, 1)}, "items/0"),
        ({"statements": (1, 2)}, "statements"),
        ({"statements": (6, *(0,) * (len(STATEMENTS) - 1))}, "statements/0"),
        ({"ease": 8}, "ease"),
        ({"months_of_use": 601}, "months_of_use"),
        ({"months_of_use": -1}, "months_of_use"),
        ({"comment": "x" * 2001}, "comment"),
    ],
)
def test_a_problem_names_its_field(changed: dict[str, object], field: str) -> None:
    """One each, and none for what is whole."""
    assert _fields() == []
    assert _fields(**changed) == [field]


def test_quarters() -> None:
    """The year's four, by their first and last day."""
    days = [date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1), date(2026, 9, 30), date(2026, 12, 31)]
    assert [quarter_of(day) for day in days] == ["2026-Q1", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]


@pytest.mark.parametrize(
    "changed", [(b"version = 2", b"version = 0"), (b"[watch]", b"[wach]"), (b"burst_days = 2", b"burst_days")]
)
def test_a_policy_that_says_too_little_is_refused(changed: tuple[bytes, bytes]) -> None:
    """With the file's name."""
    raw = (resources.files("catalog") / "standards" / "feedback" / "policy.toml").read_bytes()
    assert changed[0] in raw
    with pytest.raises(CatalogueFileError, match="policy"):
        feedback_policy_of(raw.replace(*changed))
