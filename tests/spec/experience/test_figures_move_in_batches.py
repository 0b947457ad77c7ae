"""Whoever keeps every figure that was ever published cannot solve for the answers of few."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.feedback.policy import feedback_policy
from catalog.feedback.releasing import (
    ReleaseRule,
    Version,
    releases_of,
    shown_on,
    spans_of,
    split_of,
    standing,
    standing_in,
    twice_split,
)
from catalog.feedback.states import Outcome

FIRST = date(2026, 1, 1)
DAYS = 24
FEW = ReleaseRule(answers=3, organisations=2, gone_days=6, close_minutes=5)
LEAST_PART = 2


def day(number: int) -> date:
    """A day of the story."""
    return FIRST + timedelta(days=number)


@st.composite
def histories(draw: st.DrawFn) -> list[Version]:
    """Answers that come, are changed, withdrawn, given anew, held and kept, on any day."""
    found = []
    for answer in range(draw(st.integers(4, 16))):
        since, lives = draw(st.integers(0, 14)), draw(st.sampled_from((1, 1, 1, 2)))
        days = sorted(draw(st.lists(st.integers(since, DAYS), min_size=lives, max_size=lives)))
        ends: list[int | None] = [*days[1:], draw(st.sampled_from((None, None, days[-1] + 3)))]
        turns = draw(
            st.sampled_from(((), (), (), ((Outcome.HOLD, 3),), ((Outcome.HOLD, 2), (Outcome.KEEP, 6))))
        )
        rulings = [(day(since + after), outcome) for outcome, after in turns]
        organisation = draw(st.sampled_from("abc"))
        for start, end in zip(days, ends, strict=True):
            until = None if end is None else day(end)
            found.append(
                Version(
                    answer=answer,
                    organisation=organisation,
                    part=draw(st.sampled_from(("nurse", "nurse", "doctor", "porter"))),
                    spans=spans_of(day(start), until, rulings),
                )
            )
    return found


def published(versions: list[Version], today: date) -> Iterator[frozenset[int]]:
    """The versions behind each figure of a day: of all, and of each part that stands apart."""
    stand = standing(versions, releases_of(versions, FEW), FEW, today)
    if stand.places:
        yield frozenset(stand.places)
    split = split_of(versions, stand, FEW, LEAST_PART)
    if split is not None:
        release, parts = split
        inside = standing_in(versions, release)
        for part in sorted(parts):
            yield frozenset(place for place in inside if versions[place].part == part)


def rank(matrix: Any) -> int:
    """Of whole numbers this small, exactly."""
    return int(np.linalg.matrix_rank(matrix)) if matrix.size else 0


@given(histories())
@settings(max_examples=60)
def test_no_sums_together_speak_of_fewer_than_a_batch(versions: list[Version]) -> None:
    """However the figures of all days, of all and of parts, are added and subtracted: nothing of one answer
    is left, nor of two where a batch has three. A figure is a sum over versions; what can be had from sums is
    what lies in their span; something there speaks of few only if it vanishes everywhere else.
    """
    seen = sorted({each for n in range(DAYS + 9) for each in published(versions, day(n))}, key=sorted)
    sums = np.array([[float(place in each) for place in range(len(versions))] for each in seen])
    whole = rank(sums)
    answers = sorted({versions[place].answer for each in seen for place in each}, key=str)
    for few in (each for size in (1, 2) for each in combinations(answers, size)):
        others = [place for place, version in enumerate(versions) if version.answer not in few]
        assert not seen or rank(sums[:, others]) == whole, f"{few} can be solved for"


@given(histories())
@settings(max_examples=60)
def test_from_one_day_to_the_next_a_figure_moves_by_a_batch_or_tells_nothing(
    versions: list[Version],
) -> None:
    """By three answers or more where three make a batch; or it is what those seen before add up to."""
    seen: list[frozenset[int]] = []
    for n in range(DAYS + 9):
        now = frozenset(shown_on(versions, FEW, day(n)))
        if now and now not in seen:
            fresh = {versions[place].answer for place in now.difference(*seen)}
            sums = np.array([[float(p in each) for p in range(len(versions))] for each in (*seen, now)])
            assert len(fresh) >= FEW.answers or rank(sums) == rank(sums[:-1])
            seen.append(now)


@given(histories())
@settings(max_examples=60)
def test_what_is_gone_stands_in_no_figure_after_the_published_days(versions: list[Version]) -> None:
    """Neither of all nor of a part, whether or not enough others have come."""
    for n in range(DAYS + 9):
        shown = {versions[place].answer for each in published(versions, day(n)) for place in each}
        late = day(n - FEW.gone_days)
        for answer in shown:
            mine = [each for each in versions if each.answer == answer]
            spans = [(first, end) for each in mine for first, end in each.spans]
            assert any(first < day(n) and (end is None or end > late) for first, end in spans)


@given(histories())
@settings(max_examples=60)
def test_a_withdrawal_takes_no_more_than_its_batch_where_that_came_alone(versions: list[Version]) -> None:
    """What stands is no less than the newest release that holds nobody who is gone."""
    releases = releases_of(versions, FEW)
    for n in range(DAYS + 9):
        stand = standing(versions, releases, FEW, day(n))
        held = [set(standing_in(versions, each)) for each in releases if each.day < day(n)]
        clean = [each for each in held if not any(versions[p].answer in stand.gone for p in each)]
        assert stand.places or not clean
        assert not clean or stand.releases[-1].day >= releases[held.index(clean[-1])].day


@given(histories(), st.integers(0, DAYS))
def test_what_comes_later_changes_no_day_before(versions: list[Version], n: int) -> None:
    """A pure function of what was booked before the day: looked up again, it says what it said."""
    before = [
        Version(
            answer=each.answer,
            organisation=each.organisation,
            part=each.part,
            spans=tuple(
                (first, end if end is not None and end < day(n) else None)
                for first, end in each.spans
                if first < day(n)
            ),
        )
        for each in versions
    ]
    assert shown_on(before, FEW, day(n)) == shown_on(versions, FEW, day(n))


def told(
    answer: int, organisation: str, since: int, until: int | None = None, part: str = "nurse"
) -> Version:
    """One that counts from a day to a day."""
    spans = spans_of(day(since), None if until is None else day(until), [])
    return Version(answer=answer, organisation=organisation, part=part, spans=spans)


def test_one_more_answer_moves_nothing_and_five_do() -> None:
    """By the published numbers: five of three organisations, on the day after the last of them."""
    rule = feedback_policy().release
    versions = [told(n, "abc"[n % 3], 0) for n in range(5)]
    assert shown_on(versions, rule, day(0)) == []
    assert shown_on(versions, rule, day(1)) == [0, 1, 2, 3, 4]
    more = [*versions, *(told(5 + n, "abc"[n % 3], 2 + n) for n in range(5))]
    assert [len(shown_on(more, rule, day(n))) for n in (2, 6, 7)] == [5, 5, 10]
    one_place = [*versions, *(told(5 + n, "a", 2) for n in range(9))]
    assert len(shown_on(one_place, rule, day(30))) == 5


def test_a_withdrawal_waits_for_others_and_not_for_ever() -> None:
    """It leaves with the next batch, or after four weeks with the figure it stands in."""
    rule = feedback_policy().release
    first = [told(n, "abc"[n % 3], 0, until=10 if n == 2 else None) for n in range(6)]
    assert [len(shown_on(first, rule, day(n))) for n in (11, 37, 38)] == [6, 6, 0]
    later = [told(6 + n, "abc"[n % 3], 20) for n in range(5)]
    assert [len(shown_on([*first, *later], rule, day(n))) for n in (20, 21, 90)] == [6, 10, 10]
    gone = [told(6 + n, "abc"[n % 3], 5, until=12 if n == 4 else None) for n in range(5)]
    kept = [told(n, "abc"[n % 3], 0) for n in range(6)]
    assert [len(shown_on([*kept, *gone], rule, day(n))) for n in (6, 39, 40)] == [11, 11, 6]


def test_what_came_since_stays_when_an_older_batch_leaves() -> None:
    """One of the first six goes after two more batches: their ten answers stand; as each figure is a sum or
    difference of such as were shown, nobody learns more. Had another of the six left with the third batch,
    what was left of theirs would tell them: then the figure goes back to the second, and without theirs.
    """
    rule = feedback_policy().release
    first = [told(n, "abc"[n % 3], 0, until=8 if n == 2 else None) for n in range(6)]
    since = [told(6 + n, "abc"[n % 3], 2 + n // 5) for n in range(10)]
    versions = [*first, *since]
    assert [len(shown_on(versions, rule, day(n))) for n in (4, 35, 36)] == [16, 16, 10]
    left = [*versions[:1], told(1, "b", 0, until=3), *versions[2:]]
    assert [len(shown_on(left, rule, day(n))) for n in (4, 35, 36)] == [15, 15, 5]


def test_a_part_forgets_whoever_is_gone_too() -> None:
    """After four weeks the split stands that was shown before the one who left had come."""
    rule = feedback_policy().release

    def split(versions: list[Version], n: int) -> date | None:
        found = split_of(versions, standing(versions, releases_of(versions, rule), rule, day(n)), rule, 10)
        return None if found is None else found[0].day

    both = [told(n, "abc"[n % 3], 0, part="nurse" if n % 2 else "doctor") for n in range(30)]
    more = [told(30 + n, "abc"[n % 3], 2, part="nurse" if n % 2 else "doctor") for n in range(20)]
    gone = told(50, "a", 2, until=5, part="nurse")
    last = [told(60 + n, "abc"[n % 3], 7) for n in range(5)]
    assert split([*both, *more, *last], 60) == day(2)
    assert split([*both, *more, gone, *last], 32) == day(2)
    assert split([*both, *more, gone, *last], 33) == day(0)


def test_parts_stand_apart_only_where_no_batch_tells_one_of_them() -> None:
    """A batch of four nurses and one doctor, and all nurses: the difference would be the one doctor."""
    rule = feedback_policy().release
    nurses = [told(n, "abc"[n % 3], 0) for n in range(20)]
    mixed = [told(20 + n, "abc"[n % 3], 1, part="doctor" if n == 0 else "nurse") for n in range(5)]
    doctors = [told(30 + n, "abc"[n % 3], 2, part="doctor") for n in range(20)]
    versions = [*nurses, *mixed, *doctors]
    split = split_of(versions, standing(versions, releases_of(versions, rule), rule, day(9)), rule, 10)
    assert split is not None
    assert split[1] == {"nurse"}, (
        "everybody was a nurse, at the first release; since then nothing may be told"
    )
    assert split[0].day == day(0)
    together = [told(n, "abc"[n % 3], 0, part="nurse" if n % 2 else "doctor") for n in range(40)]
    split = split_of(together, standing(together, releases_of(together, rule), rule, day(9)), rule, 10)
    assert split is not None
    assert split[1] == {"nurse", "doctor"}


def test_two_ways_of_telling_apart_wait_for_each_other() -> None:
    """Roles may be told apart at the second batch and kinds of organisation not: there one board answered."""
    rule = feedback_policy().release

    def batch(first: int, on: int, boards: int) -> tuple[list[Version], list[Version]]:
        numbers = range(first, first + 20)
        roles = [told(n, "abc"[n % 3], on, part="nurse" if n % 2 else "doctor") for n in numbers]
        return roles, [
            told(n, "abc"[n % 3], on, part="board" if n - first < boards else "trust") for n in numbers
        ]

    def apart(by_role: list[Version], by_kind: list[Version], n: int) -> date | None:
        stand = standing(by_role, releases_of(by_role, rule), rule, day(n))
        found = twice_split(by_role, by_kind, stand, rule, 10)
        return None if found is None else found.day

    batches = [batch(0, 0, 10), batch(20, 1, 1), batch(40, 2, 5)]
    for days, last in ((1, 0), (2, 0), (3, 2)):
        by_role = [each for roles, _ in batches[:days] for each in roles]
        by_kind = [each for _, kinds in batches[:days] for each in kinds]
        assert apart(by_role, by_kind, days) == day(last)
    gone = [told(n, "abc"[n % 3], 0, part="doctor", until=9 if n == 0 else None) for n in range(20)]
    assert [apart(gone, gone, n) for n in (9, 90)] == [day(0), None]
    later = [told(20 + n, "abc"[n % 3], 3, until=9 if n == 0 else None) for n in range(20)]
    kept = [told(n, "abc"[n % 3], 0) for n in range(20)]
    assert [apart([*kept, *later], [*kept, *later], n) for n in (9, 90)] == [day(3), day(0)]
    few = [told(n, "abc"[n % 3], 0, part="nurse" if n < 4 else "doctor") for n in range(8)]
    assert apart(few, few, 1) is None
