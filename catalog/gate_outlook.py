"""Looking forward from a day: the first known day on which a product that passes no longer does.

Only what is known on the day asked about counts: dates of evidence and plans recorded by then,
and the dates of the editions in force then. A later edition that moves a date is later news.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

import msgspec

from catalog.assessment import Assessment
from catalog.obligations import Duty, Phase
from catalog.verdicts import PASSING, Verdict

NEXT_DAY: Final = timedelta(days=1)


class Break(msgspec.Struct, frozen=True, kw_only=True):
    """The first day on which a product stops passing, and the standards that stop it.

    No standard is named where none is left to be held to from that day.
    """

    day: date
    standard_ids: tuple[str, ...]
    reasons: tuple[str, ...]


class _Window(msgspec.Struct, frozen=True):
    """The days, from `start` up to but without `end`, on which a duty may block."""

    duty: Duty
    start: date
    end: date | None

    def holds(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


def first_break(assessment: Assessment) -> Break | None:
    """The first day after `as_of` on which something that is due no longer passes, if any is known."""
    windows = list(_windows(assessment))
    by_day = _days_to_ask(assessment, windows)
    nothing_due = _nothing_due_from(windows, assessment.as_of)
    for day in sorted(by_day):
        if nothing_due and nothing_due <= day:
            break
        failing = list(_failing(assessment, by_day[day], day))
        if failing:
            return _break(day, failing)
    if nothing_due:
        reason = f"From {nothing_due.isoformat()} no standard is left to hold it to."
        return Break(day=nothing_due, standard_ids=(), reasons=(reason,))
    return None


def _windows(assessment: Assessment) -> Iterator[_Window]:
    for duty in assessment.duties:
        retired = duty.edition.retired_on
        end = retired.day if retired else None
        if duty.phase is Phase.DUE:
            yield _Window(duty, assessment.as_of, end)
        elif duty.due_on and duty.due_on > assessment.as_of and (end is None or duty.due_on < end):
            yield _Window(duty, duty.due_on, end)


def _days_to_ask(assessment: Assessment, windows: Iterable[_Window]) -> dict[date, list[Duty]]:
    """The days on which a duty starts to bind, or something that carries it runs out."""
    days: defaultdict[date, list[Duty]] = defaultdict(list)
    for window in windows:
        ends = {end for end in _ends(assessment, window.duty) if window.holds(end)}
        if window.start > assessment.as_of:
            ends.add(window.start)
        for day in ends:
            if day > assessment.as_of:
                days[day].append(window.duty)
    return days


def _ends(assessment: Assessment, duty: Duty) -> Iterator[date]:
    """The days after the last days of the evidence and the plans that speak to a duty."""
    standing = assessment.standing
    for requirement in duty.requirements:
        for finding in standing.get(requirement.id, ()):
            if finding.until and finding.until < date.max:
                yield finding.until + NEXT_DAY
    for plan in assessment.plans.get(duty.standard.id, ()):
        if plan.due_on < date.max:
            yield plan.due_on + NEXT_DAY


def _failing(assessment: Assessment, duties: Iterable[Duty], day: date) -> Iterator[Verdict]:
    for duty in duties:
        found = assessment.verdict_on(duty, day)
        if found.kind not in PASSING:
            yield found


def _break(day: date, failing: list[Verdict]) -> Break:
    return Break(
        day=day,
        standard_ids=tuple(found.standard_id for found in failing),
        reasons=tuple(f"{found.standard_id} from {day.isoformat()}: {found.reason}" for found in failing),
    )


def _nothing_due_from(windows: Iterable[_Window], as_of: date) -> date | None:
    """The first day on which no window is open, or None where one always is."""
    reach = as_of
    for window in sorted(windows, key=lambda item: item.start):
        if window.start > reach:
            break
        if window.end is None:
            return None
        reach = max(reach, window.end)
    return reach
