"""How much of what is asked is shown: the raw figure of the criterion *compliance*, in two forms.

A requirement that is met at or above its least assurance counts whole, one partly met counts
half, anything else, the unknown included, counts nothing and stays in the denominator. Only a
requirement that an assessor found not to apply leaves both sides.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from catalog.words import Assurance, Level, Outcome
from scoring.method import BeyondGate

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


class Shown(msgspec.Struct, frozen=True):
    """What is known of one requirement: what was found, how strongly it is shown, and how old that is.

    `assurance` and `days` are None where nothing shows it.
    """

    level: Level
    outcome: Outcome
    assurance: Assurance | None
    days: int | None


def beyond_gate_share(results: Iterable[Shown], rule: BeyondGate) -> float:
    """The share, 0 to 1, of what `rule` weighs that is shown, by the strength and the age of what shows it.

    What is not shown counts nothing and stays in the denominator; stronger or fresher evidence never lowers
    the share. Where nothing is asked beyond the gate, nothing has been shown: 0.
    """
    shown = asked = 0.0
    for result in results:
        if result.outcome is not Outcome.NOT_APPLICABLE:
            weight = rule.levels[result.level]
            asked += weight
            shown += weight * CREDIT.get(result.outcome, 0.0) * _strength(result, rule)
    return shown / asked if asked else 0.0


def _strength(result: Shown, rule: BeyondGate) -> float:
    if result.assurance is None or result.days is None:
        return 0.0
    return rule.assurance[result.assurance] * freshness(result.days, rule)


def freshness(days: int, rule: BeyondGate) -> float:
    """What evidence of so many days is worth of what it was worth fresh."""
    aged = (days - rule.fresh_days) / (rule.stale_days - rule.fresh_days)
    return 1.0 - (1.0 - rule.stale_worth) * min(1.0, max(0.0, aged))
