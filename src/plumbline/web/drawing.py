"""Geometry of what is drawn on pages: a timeline of the gate, the bars of a ranking, and intervals.

Only numbers come out; templates turn them into SVG. Whatever is drawn stands beside it as text.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from catalog.timeline import Turn

WIDTH: Final = 1000
_BEHIND: Final = timedelta(days=730)
_AHEAD: Final = timedelta(days=365)


class Span(msgspec.Struct, frozen=True):
    """A stretch of a timeline in one state: `x` and `width` in units of the drawing."""

    x: float
    width: float
    state: str
    known: bool


class Tick(msgspec.Struct, frozen=True):
    """The start of a year."""

    x: float
    text: str


class Timeline(msgspec.Struct, frozen=True):
    """A timeline: its spans, the years, where the day asked about stands, and all states shown."""

    spans: tuple[Span, ...]
    ticks: tuple[Tick, ...]
    now: float
    states: tuple[str, ...]


class Part(msgspec.Struct, frozen=True):
    """One part of a bar: place and width in units of the drawing."""

    x: float
    width: float
    index: int


class Interval(msgspec.Struct, frozen=True):
    """A stretch of a bar, and a mark on it: in units of the drawing."""

    x: float
    width: float
    at: float


def timeline_of(turns: Sequence[Turn], as_of: date) -> Timeline | None:
    """The gate from two years before the day to a year after it, or to the last turn known."""
    if not turns:
        return None
    start = max(turns[0].day, as_of - _BEHIND)
    end = max(turns[-1].day + _AHEAD / 2, as_of + _AHEAD)

    def x(day: date) -> float:
        return round(WIDTH * (min(max(day, start), end) - start).days / (end - start).days, 1)

    ends = [*(turn.day for turn in turns[1:]), end]
    spans = tuple(
        Span(x(turn.day), round(x(stop) - x(turn.day), 1), str(turn.state), turn.known)
        for turn, stop in zip(turns, ends, strict=True)
        if x(stop) > x(turn.day)
    )
    years = (date(year, 1, 1) for year in range(start.year, end.year + 1))
    ticks = tuple(Tick(x(day), str(day.year)) for day in years if start < day < end)
    return Timeline(spans, ticks, x(as_of), tuple(dict.fromkeys(span.state for span in spans)))


def parts_of(contributions: Sequence[float], most: float = 100.0) -> tuple[Part, ...]:
    """Contributions (points of `most`) laid end to end along a bar."""
    parts, x = [], 0.0
    for index, points in enumerate(contributions):
        width = max(0.0, points) / most * WIDTH
        parts.append(Part(round(x, 2), round(width, 2), index))
        x += width
    return tuple(parts)


def interval_of(low: float, at: float, high: float, most: float = 1.0) -> Interval:
    """A stretch from `low` to `high` of a bar that ends at `most`, with a mark at `at`."""
    scale = WIDTH / most
    return Interval(round(low * scale, 1), round((high - low) * scale, 1), round(at * scale, 1))
