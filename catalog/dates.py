"""Dates as their owners state them: whole, partial, or with words behind."""

import re
from datetime import date

from catalog.standard import StatedDate

_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?(?![\d-])")


def stated(text: str) -> StatedDate:
    """`text` with the first day it covers: "2018-06" begins on 2018-06-01, "2016" on 2016-01-01.

    Words behind the date are kept and change nothing. Text that begins with no date has no day.
    Raises ValueError for a date that no calendar has ("2018-02-30").
    """
    match = _DATE.match(text)
    if not match:
        return StatedDate(text=text, day=None)
    year, month, day = (int(match[name] or 1) for name in ("year", "month", "day"))
    return StatedDate(text=text, day=date(year, month, day))
