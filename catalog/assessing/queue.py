"""The order in which lines are assessed: by what hangs on them, then by how long they have waited."""

from datetime import date, timedelta
from typing import Final

import msgspec

from catalog.assessing.policy import Concern, Policy, Risk
from catalog.words import Level

_LEVELS: Final = {Level.MUST: 0, Level.SHOULD: 1, Level.MAY: 2}


class Weight(msgspec.Struct, frozen=True, kw_only=True):
    """What hangs on a line. `blocks_gate`: its product may not be bought now for want of this one."""

    level: Level
    concern: Concern | None
    blocks_gate: bool

    @property
    def risk(self) -> Risk:
        """High: it binds, and is about safety or shuts the gate. Low: nothing hangs on it today."""
        pressing = self.concern is not None or self.blocks_gate
        if self.level is Level.MUST:
            return Risk.HIGH if pressing else Risk.MEDIUM
        return Risk.MEDIUM if self.level is Level.SHOULD and pressing else Risk.LOW


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """How long a line has waited against the published days. Days are calendar days."""

    since: date
    age_days: int
    due_on: date
    days_left: int  # below 0: overdue

    @property
    def overdue(self) -> bool:
        """Is the last day past?"""
        return self.days_left < 0


def clock_of(weight: Weight, since: date, today: date, policy: Policy) -> Clock:
    """The clock of a line that has waited since a day."""
    due = since + timedelta(days=policy.target_days[weight.risk])
    return Clock(since=since, age_days=(today - since).days, due_on=due, days_left=(due - today).days)


def place(weight: Weight, since: date, name: tuple[str, str]) -> tuple[int, bool, bool, date, str, str]:
    """The key to sort by, the most pressing first; `name` breaks ties, so that pages are stable.

    Musts before shoulds before mays; safety and security first; what shuts a gate now; then the oldest.
    """
    return (_LEVELS[weight.level], weight.concern is None, not weight.blocks_gate, since, *name)
