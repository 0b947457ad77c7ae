"""Worked examples with one value made strange: input that gets past the shape and tries the rules."""

import copy
from collections.abc import Iterator
from typing import Any, Final

from hypothesis import strategies as st

STRANGE: Final[tuple[Any, ...]] = (
    None,
    True,
    0,
    -1,
    10**30,
    1e308,
    5e-324,
    "",
    "   ",
    "a\x00b",
    "\ud800",  # half of a pair: JSON can say it, UTF-8 cannot
    "é" * 3_000,
    "'; drop table events; --",
    "../../etc/passwd",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "NaN",
    "1e400",
    "-0",
    [],
    {},
    [[[]]],
    ["a", "a"],
    {"\x00": 1},
    "018f0000-0000-7000-8000-000000000000",
)
Place = tuple[str | int, ...]


def strange(whole: Any) -> st.SearchStrategy[Any]:
    """`whole` with the value at one place replaced, or with a field too many."""
    where = [place for place, _ in places(whole)]
    where += [(*place, "a field too many") for place, value in places(whole) if isinstance(value, dict)]
    return st.builds(replaced, st.just(whole), st.sampled_from(where), st.sampled_from(STRANGE))


def places(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every place in `value` with what stands there: itself first, and each thing before its parts."""
    yield place, value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in parts:
        yield from places(inner, (*place, step))


def replaced(whole: Any, place: Place, value: Any) -> Any:
    """A copy of `whole` with `value` at `place`."""
    if not place:
        return value
    changed = copy.deepcopy(whole)
    inner = changed
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = copy.deepcopy(value)
    return changed
