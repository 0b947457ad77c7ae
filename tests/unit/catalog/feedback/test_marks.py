"""What each rule marks, and what it leaves alone."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.feedback.marks import Rule, Seen, marks_on
from catalog.feedback.policy import feedback_policy
from catalog.feedback.words import Instrument

DAY = date(2026, 3, 2)
WATCH = feedback_policy().watch
HAPPY = (5, 1, 5, 1, 5, 1, 5, 1, 5, 1)


def seen(number: int, **changed: object) -> Seen:
    """An honest answer of its own day and place."""
    values: dict[str, object] = {
        "id": f"{number:04}",
        "organisation": f"T{number % 7}",
        "given_on": DAY + timedelta(days=3 * number),
        "instrument": Instrument.SUS,
        "score": 60.0 + number % 9,
    }
    return Seen(**{**values, **changed})  # type: ignore[arg-type]


def rules(answers: list[Seen]) -> dict[str, set[Rule]]:
    """The rules by the answer they mark."""
    found: dict[str, set[Rule]] = {}
    for mark in marks_on(answers, WATCH):
        found.setdefault(mark.answer, set()).add(mark.rule)
    return found


HONEST = [seen(number) for number in range(60)]


def test_honest_answers_are_not_marked() -> None:
    """Sixty over half a year from seven organisations."""
    assert rules(HONEST) == {}


@pytest.mark.parametrize(("many", "marked"), [(11, 0), (12, 12), (30, 30)])
def test_a_burst(many: int, marked: int) -> None:
    """From the published number up, every answer of it; and nobody else's."""
    given_ = [seen(100 + n, organisation="X", given_on=DAY + timedelta(days=n % 2)) for n in range(many)]
    found = rules([*HONEST, *given_])
    assert (len(found), set().union(*found.values())) == (marked, {Rule.BURST} if marked else set())


def test_a_copied_comment_whatever_its_capitals() -> None:
    """Short ones that anybody might write are left alone."""
    said = "I have never seen anything as good as this."
    copied = [seen(200, comment=said), seen(201, comment=said.upper() + "!!"), seen(202, comment="Good.")]
    assert rules([*copied, seen(203, comment="good")]) == {"0200": {Rule.COPY}, "0201": {Rule.COPY}}


def test_forms_filled_in_alike() -> None:
    """Four within the days, of one organisation; three are chance, and so are four over a year."""
    alike = [seen(300 + n, organisation="X", items=HAPPY, given_on=DAY + timedelta(days=n)) for n in range(4)]
    apart = [
        seen(400 + n, organisation="Y", items=HAPPY, given_on=DAY + timedelta(days=90 * n)) for n in range(4)
    ]
    assert set(rules([*alike, *apart])) == {each.id for each in alike}
    assert rules(alike[:3]) == {}


def test_the_suppliers_own_and_contradictions() -> None:
    """All fives agree with a sentence and with its opposite; all threes have no opinion."""
    given_ = [seen(1, own=True), seen(2, items=(5,) * 10), seen(3, items=(3,) * 10)]
    assert rules(given_) == {"0001": {Rule.SELF}, "0002": {Rule.STRAIGHT}}


def test_an_outlier_only_where_there_are_many() -> None:
    """Of the same instrument; and where all say the same, nothing is far."""
    assert rules([*HONEST, seen(500, score=0.0)]) == {"0500": {Rule.OUTLIER}}
    assert rules([*HONEST[:10], seen(500, score=0.0)]) == {}
    assert rules([*HONEST, seen(500, score=0.0, instrument=Instrument.UMUX_LITE)]) == {}


@given(st.integers(0, 2**32))
def test_the_order_of_answers_changes_nothing(seed: int) -> None:
    """The same marks, however the rows come."""
    burst = [seen(100 + n, organisation="X", given_on=DAY, own=n == 3) for n in range(15)]
    answers = [*HONEST, *burst]
    mixed = Random(seed).sample(answers, len(answers))
    assert marks_on(mixed, WATCH) == marks_on(answers, WATCH)
