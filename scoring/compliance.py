"""How much of what is asked is shown: the raw figure of the criterion *compliance*.

A requirement that is met at or above its least assurance counts whole, one partly met counts
half, anything else, the unknown included, counts nothing and stays in the denominator. Only a
requirement that an assessor found not to apply leaves both sides.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from catalog.words import Level, Outcome

CREDIT: Final[dict[Outcome, float]] = {Outcome.MET: 1.0, Outcome.PARTLY_MET: 0.5}


def compliance_share(results: Iterable[tuple[Level, Outcome]], levels: Mapping[Level, int]) -> float:
    """The share, 0 to 1, over `results`; `levels` is the method's weight of each level.

    A product that nothing is asked of has shown nothing: 0, never 1.
    """
    shown = asked = 0.0
    for level, outcome in results:
        if outcome is not Outcome.NOT_APPLICABLE:
            asked += levels[level]
            shown += levels[level] * CREDIT.get(outcome, 0.0)
    return shown / asked if asked else 0.0
