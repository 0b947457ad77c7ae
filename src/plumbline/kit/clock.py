"""Where "now" comes from. Passed in, so that a test can stand on any day."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol, runtime_checkable
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


@runtime_checkable  # the framework checks what it injects
class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved: for tests and replays."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def advance(self, seconds: float) -> None:
        """Move it on."""
        self.moment += timedelta(seconds=seconds)


def spoken(day: date) -> str:
    """The day as 31 March 2027."""
    return f"{day.day} {day:%B %Y}"


def today(clock: Clock) -> date:
    """The day it is in London: duties start and end on UK calendar days."""
    return clock.now().astimezone(LONDON).date()
