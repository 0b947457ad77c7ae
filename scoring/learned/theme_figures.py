"""How large each theme is, and whether it grows: figures over comments, or the reason why there are none."""

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import msgspec

LEAST_COMMENTS: Final = 10
LEAST_ORGANISATIONS: Final = 2
"""Fewer comments, or one organisation alone: nothing is told of what they are about."""
LATELY: Final = 2
"""Quarters that count as lately."""
_SURE: Final = 1.96  # 95 %, of a difference of two shares


class Direction(StrEnum):
    """Where a theme is going."""

    RISING = "rising"
    FALLING = "falling"
    STEADY = "no change to be seen"
    TOO_FEW = "too few to say"


class Quarter(msgspec.Struct, frozen=True, kw_only=True):
    """A theme in one quarter: so many of all comments of it."""

    period: str
    comments: int
    of: int


class ThemeFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One theme: how many comments are mostly about it, over time. `theme` is its place in the model."""

    theme: int
    comments: int
    share: float
    trend: tuple[Quarter, ...]
    direction: Direction


def refused(organisations: Sequence[str]) -> str:
    """Why themes are not told, for comments from these organisations, one entry each; empty if they are."""
    if len(organisations) < LEAST_COMMENTS:
        return f"Themes are told from {LEAST_COMMENTS} comments up; there are {len(organisations)}."
    if len(set(organisations)) < LEAST_ORGANISATIONS:
        return "Themes are not told where all comments come from one organisation."
    return ""


def figures_of(themes: Sequence[int | None], periods: Sequence[str]) -> list[ThemeFigures]:
    """The figures of comments with these themes, in these quarters ("2026-Q1"); the largest theme first.

    Raises ValueError where there are not as many of both. Equals in the order of the model.
    """
    pairs = list(zip(themes, periods, strict=True))
    quarters = _between(min(periods), max(periods)) if periods else []
    counts = {quarter: sum(period == quarter for period in periods) for quarter in quarters}
    found = []
    for theme in sorted({theme for theme in themes if theme is not None}):
        mine = [period for each, period in pairs if each == theme]
        trend = tuple(
            Quarter(period=quarter, comments=mine.count(quarter), of=counts[quarter]) for quarter in quarters
        )
        found.append(
            ThemeFigures(
                theme=theme,
                comments=len(mine),
                share=len(mine) / len(pairs),
                trend=trend,
                direction=direction_of(trend),
            )
        )
    return sorted(found, key=lambda each: (-each.comments, each.theme))


def direction_of(trend: Sequence[Quarter]) -> Direction:
    """The last two quarters against those before: two shares that differ at 95 % (pooled z test)."""
    late, early = trend[-LATELY:], trend[:-LATELY]
    late_of, early_of = sum(each.of for each in late), sum(each.of for each in early)
    if min(late_of, early_of) < LEAST_COMMENTS:
        return Direction.TOO_FEW
    late_share = sum(each.comments for each in late) / late_of
    early_share = sum(each.comments for each in early) / early_of
    pooled = sum(each.comments for each in trend) / (late_of + early_of)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / late_of + 1 / early_of))
    if spread == 0 or abs(late_share - early_share) <= _SURE * spread:
        return Direction.STEADY
    return Direction.RISING if late_share > early_share else Direction.FALLING


def _between(first: str, last: str) -> list[str]:
    """Every quarter from the first to the last."""
    start, stop = (int(each[:4]) * 4 + int(each[-1]) - 1 for each in (first, last))
    return [f"{each // 4}-Q{each % 4 + 1}" for each in range(start, stop + 1)]
