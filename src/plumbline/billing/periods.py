"""Quarters and years, by days of the calendar in London."""

import re
from datetime import date, timedelta
from typing import Final

import msgspec

from plumbline.kit.errors import Invalid

_QUARTER: Final = re.compile(r"(\d{4})-Q([1-4])")


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """From a day up to another, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


class Quarter(msgspec.Struct, frozen=True, order=True):
    """A quarter of the calendar year: 2026-Q4 is October to December 2026."""

    year: int
    number: int

    @property
    def period(self) -> Period:
        """Its first and last day."""
        first = date(self.year, 3 * self.number - 2, 1)
        following = date(self.year + self.number // 4, 3 * self.number % 12 + 1, 1)
        return Period(first=first, last=following - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


def quarter_of(day: date) -> Quarter:
    """The quarter that a day lies in."""
    return Quarter(day.year, (day.month + 2) // 3)


def quarter_before(day: date) -> Quarter:
    """The last quarter that is over on a day."""
    first = quarter_of(day).period.first
    return quarter_of(first - timedelta(days=1))


def quarter_in(text: str) -> Quarter:
    """The quarter that is written like 2026-Q4. Raises `Invalid` pointing at `/quarter`."""
    found = _QUARTER.fullmatch(text)
    if found is None or found[1] < "2000":
        raise Invalid.field("/quarter", f"{text[:20]!r} is no quarter: write it as 2026-Q4.")
    return Quarter(int(found[1]), int(found[2]))


def year_from(first: date) -> Period:
    """The year that begins on a day, up to the day before its next anniversary. A 29 February has its
    anniversary on the last day of February.
    """
    try:
        following = first.replace(year=first.year + 1)
    except ValueError:
        following = date(first.year + 1, 2, 28)
    return Period(first=first, last=following - timedelta(days=1))
