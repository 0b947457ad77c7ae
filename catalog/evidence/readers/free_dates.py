"""Days as people write them: `8/31/2021`, `June 2020`, `31 August 2021`, `2021-08-31`."""

import re
from datetime import date
from typing import Any, Final

from catalog.evidence.readers.pick import day_of

_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_SLASHED: Final = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_WORDS: Final = re.compile(r"[A-Za-z]+|\d{1,4}")
_LONGEST: Final = 60  # characters of a day in words


def free_day(value: Any) -> date | None:
    """The day that a text names; the earlier one where it can be read in two ways; None where in none.

    A month without a day is taken at its first. Earlier never lets a document count for longer.
    """
    if (exact := day_of(value)) is not None:
        return exact
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    slashed = _SLASHED.search(value)
    if slashed:
        first, second, year = (int(part) for part in slashed.groups())
        both = [day for day in (_day(year, first, second), _day(year, second, first)) if day is not None]
        return min(both, default=None)
    return _in_words(_WORDS.findall(value))


def _in_words(words: list[str]) -> date | None:
    month = next((_MONTHS[word[:3].lower()] for word in words if word[:3].lower() in _MONTHS), None)
    year = next((int(word) for word in words if len(word) == 4 and word.isdigit()), None)
    day = next((int(word) for word in words if len(word) <= 2 and word.isdigit()), 1)
    return _day(year, month, day) if month and year else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
