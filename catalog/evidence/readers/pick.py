"""Small ways to take values out of a stranger's JSON: the type that is expected, or nothing."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from catalog.evidence.bounds import cut
from catalog.evidence.limits import LONGEST_EXCERPT, LONGEST_POINTER
from catalog.evidence.reading import RejectedError

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def text_of(value: Any) -> str | None:
    """A string that is not blank, or None."""
    return value if isinstance(value, str) and value.strip() else None


def texts_of(value: Any) -> list[str]:
    """The strings in a list; nothing for anything else."""
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def dict_of(value: Any) -> dict[str, Any]:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def dicts_of(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects in a list, each with its index; nothing for anything else."""
    if isinstance(value, list):
        yield from ((number, each) for number, each in enumerate(value) if isinstance(each, dict))


def day_of(value: Any) -> date | None:
    """The day at the start of an ISO 8601 date or time, or None. YAML may have made a day of it already."""
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    found = _DAY.match(value) if isinstance(value, str) else None
    try:
        return date.fromisoformat(found.group()) if found else None
    except ValueError:
        return None


def excerpt(value: Any) -> str:
    """A stranger's words on one line, cut to what is kept."""
    line = " ".join(str(value)[: 10 * LONGEST_EXCERPT].split())
    return cut(line, LONGEST_EXCERPT)


def escaped(key: str) -> str:
    """A key as it stands in a JSON Pointer (RFC 6901)."""
    if len(key) > LONGEST_POINTER:
        raise RejectedError(f"A name in it has {len(key):,} characters.", "Use shorter names.")
    return key.replace("~", "~0").replace("/", "~1")


def below(pointer: str, key: str | int) -> str:
    """The pointer to a member. Raises `RejectedError` where it grows too long to be made for each place."""
    longer = f"{pointer}/{escaped(str(key))}"
    if len(longer) > LONGEST_POINTER:
        raise RejectedError("Names nested in it are too long together.", "Use shorter names.")
    return longer
