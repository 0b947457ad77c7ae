"""Falling behind: a pure function of invoices, days and the published schedule, for any day asked for.

What each stage means, and what none of them ever touches, stands in the decision record on neutrality: no
verdict, score, rank, search order, evidence or existing contract depends on it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from plumbline.billing.plan_data import Schedule
from plumbline.billing.states import InvoiceState, Turn


class Stage(StrEnum):
    """How a supplier's account stands on a day."""

    CURRENT = "current"
    REMINDED = "reminded"
    GRACE = "grace"
    PAUSED = "paused"


STAGE_NAMES: Final[dict[str, str]] = {
    Stage.CURRENT: "Up to date",
    Stage.REMINDED: "Reminded",
    Stage.GRACE: "Grace period",
    Stage.PAUSED: "Listing paused",
}
_C, _R, _G, _P = Stage
STAGE_TURNS: Final = (
    Turn(origins=(_C,), target=_R, cause="an invoice was not paid by its day: a reminder"),
    Turn(origins=(_R,), target=_G, cause="still not paid after the days of the plan: a last date is named"),
    Turn(origins=(_G,), target=_P, cause="the last date has passed"),
    Turn(
        origins=(_R, _G, _P),
        target=_C,
        cause="everything that was overdue is paid, credited, void or given up",
    ),
)


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """An invoice, as far as falling behind goes. `settled_on` is the day it stopped being owed, if it did."""

    due_on: date
    settled_on: date | None = None

    def is_overdue(self, day: date) -> bool:
        """Was it due before the day, and is it not settled on it?"""
        return self.due_on < day and (self.settled_on is None or self.settled_on > day)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How an account stands on a day, since when the oldest invoice is overdue, and what comes next."""

    stage: Stage
    overdue_since: date | None = None
    next_stage: Stage | None = None
    next_on: date | None = None

    @property
    def is_paused(self) -> bool:
        """May nothing new be begun through the market?"""
        return self.stage is Stage.PAUSED


def standing_on(day: date, owed: Iterable[Owed], schedule: Schedule) -> Standing:
    """The stage that the oldest overdue invoice has come to. It depends on days alone."""
    overdue = [each.due_on for each in owed if each.is_overdue(day)]
    if not overdue:
        return Standing(stage=Stage.CURRENT)
    oldest = min(overdue)
    reached, coming = Stage.CURRENT, starts(oldest, schedule)
    following = next(((stage, on) for stage, on in coming if on > day), (None, None))
    for stage, on in coming:
        reached = stage if on <= day else reached
    return Standing(stage=reached, overdue_since=oldest, next_stage=following[0], next_on=following[1])


def starts(due_on: date, schedule: Schedule) -> Sequence[tuple[Stage, date]]:
    """The first day of each stage, for an invoice that was due on a day."""
    after = (schedule.reminder_after_days, schedule.grace_after_days, schedule.paused_after_days)
    stages = (Stage.REMINDED, Stage.GRACE, Stage.PAUSED)
    return [(stage, due_on + timedelta(days=days)) for stage, days in zip(stages, after, strict=True)]


def is_settled(state: str) -> bool:
    """Is an invoice in this state no longer owed?"""
    return state in (InvoiceState.PAID, InvoiceState.VOID, InvoiceState.UNCOLLECTIBLE)
