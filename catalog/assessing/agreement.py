"""How well assessors agree: Cohen's kappa over lines that two of them judged without sight of each other.

Cohen (1960), "A coefficient of agreement for nominal scales", Educational and Psychological Measurement
20(1), 37-46: kappa = (po - pe) / (1 - pe), with po the share of lines on which both said the same, and pe
the share to be expected by chance from how often each said what. Cohen's own interval (p. 43) holds pe
fixed and takes the error of po as that of a proportion. His normal approximation has no width where all
agree; in its place stands Wilson's (1927) interval for a proportion, which never claims certainty.

Assessors take turns, so "first" and "second" are places and not people.
"""

from collections import Counter
from collections.abc import Sequence
from math import sqrt
from typing import Final

import msgspec

from catalog.words import Outcome

Z: Final = 1.959963984540054
"""The 97.5 % point of the normal distribution: the intervals hold in 95 of 100 cases."""

FEW: Final = 20
"""With fewer lines than this the figure says little, and pages say so beside it."""

Pair = tuple[Outcome, Outcome]


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """`kappa`, `low` and `high` are None where kappa is not defined; `note` then says why.

    Shares are 0 to 1. Kappa is 1 where all agree, 0 where they agree as often as chance would have it,
    below 0 where less often. `few`: there are too few lines to rely on it.
    """

    lines: int
    agreed: int
    kappa: float | None
    low: float | None
    high: float | None
    expected: float | None
    few: bool
    note: str


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """What the first and the second assessor said, line by line, taken together."""
    lines = len(pairs)
    agreed = sum(one is other for one, other in pairs)
    if not lines:
        return _undefined(0, 0, None, "No line was judged by two assessors yet.")
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = sum(first[outcome] * second[outcome] for outcome in first)
    if by_chance == lines * lines:  # whole numbers: no rounding decides it
        said = pairs[0][0].replace("_", " ")
        words = (
            f"Both said {said!r} of every line. Chance alone would agree as well, so kappa is not defined."
        )
        return _undefined(lines, agreed, 1.0, words)
    expected = by_chance / (lines * lines)
    low, high = wilson(agreed, lines)
    return Agreement(
        lines=lines,
        agreed=agreed,
        kappa=_beyond_chance(agreed / lines, expected),
        low=max(-1.0, _beyond_chance(low, expected)),
        high=_beyond_chance(high, expected),
        expected=expected,
        few=lines < FEW,
        note=f"Fewer than {FEW} lines: too few to rely on." if lines < FEW else "",
    )


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Wilson's score interval (1927, J. Am. Stat. Assoc. 22, 209-212) for a share, `trials` above 0."""
    share, z2 = successes / trials, Z * Z
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = Z / (1 + z2 / trials) * sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    # The ends are exact where nothing, or everything, is a success; elsewhere rounding must not pass them.
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    return low, 1.0 if successes == trials else min(1.0, middle + half)


def _beyond_chance(observed: float, expected: float) -> float:
    return (observed - expected) / (1 - expected)


def _undefined(lines: int, agreed: int, expected: float | None, why: str) -> Agreement:
    return Agreement(
        lines=lines,
        agreed=agreed,
        kappa=None,
        low=None,
        high=None,
        expected=expected,
        few=lines < FEW,
        note=why,
    )
