"""Months of a contract: its last day, and the day a year before another."""

import calendar
from datetime import date, timedelta

MONTHS_IN_YEAR = 12


def months_on(day: date, months: int) -> date:
    """The same day of the month so many months later (or earlier); the month's last where it is shorter.

    Raises ValueError beyond the calendar.
    """
    year, month = divmod(day.year * MONTHS_IN_YEAR + day.month - 1 + months, MONTHS_IN_YEAR)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"the year {year} is beyond the calendar")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day(starts_on: date, term_months: int) -> date:
    """The last day of a term that begins on a day: a year from 1 April ends on 31 March."""
    return months_on(starts_on, term_months) - timedelta(days=1)
