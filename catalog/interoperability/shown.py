"""What a release has shown of each side of each exchange, and who can talk with whom by that.

Nothing here says that two systems do interoperate. It says on how much evidence they could.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

import msgspec

from catalog.evidence.findings import FAILURES, Standing
from catalog.interoperability.exchanges import Exchange, Exchanges, Side, Way, exchanges
from catalog.results import requirement_result
from catalog.standards_loader import standards
from catalog.words import ASSURANCE_ORDER, ASSURANCE_RANK, Assurance, Outcome

FAILED: Final = -1
UNKNOWN: Final = 0
STRONGEST: Final = len(ASSURANCE_ORDER)
"""How far a side is shown: found to fail, not known, or met with an assurance, 1 for `declared` and upwards.
A side is as strong as the weakest of what shows it."""


class WayState(StrEnum):
    """What evidence says of a way between two systems."""

    SHOWN = "shown"  # each has shown its side
    NOT_KNOWN = "not_known"  # a side has not been shown, and none is found to fail
    FAILED = "failed"  # a side was found not to be met


class Talk(msgspec.Struct, frozen=True, eq=False):
    """A way between two systems, and how far it is shown: by the weaker of its two sides. `possible` is how
    far it might be if what is not known turned out well; None where a side was found to fail.
    """

    exchange: Exchange
    mine: Side
    theirs: Side
    state: WayState
    assurance: Assurance | None
    possible: Assurance | None


def unknown_sides(among: Exchanges | None = None) -> tuple[int, ...]:
    """Of a release of which nothing is known."""
    return (UNKNOWN,) * len((among or exchanges()).sides)


def sides_shown(known: Standing, day: date, among: Exchanges | None = None) -> tuple[int, ...]:
    """How far each side is shown by what is known on a day, in the order of the sides.

    Any product may show any side; only kinds that stand on it are counted for it.
    """
    return tuple([_shown(side, known, day) for side in (among or exchanges()).sides])


def _shown(side: Side, known: Standing, day: date) -> int:
    """What an assessor found not to apply asks nothing; where nothing else is asked, nothing is shown."""
    strengths = [_strength(each, known, day) for each in side.shown_by]
    asked = [strength for strength in strengths if strength is not None]
    return min(asked, default=UNKNOWN)


def _strength(requirement_id: str, known: Standing, day: date) -> int | None:
    """How strongly a requirement is shown to be met; None where it does not apply."""
    findings = known.get(requirement_id)
    found = standards().requirement(requirement_id) if findings else None
    if not findings or found is None:
        return UNKNOWN
    result = requirement_result(found[1], findings, day)
    if result.outcome in FAILURES:
        return FAILED
    if result.outcome is Outcome.NOT_APPLICABLE:
        return None
    met = result.outcome is Outcome.MET and result.finding is not None and result.finding.assurance
    return ASSURANCE_RANK[met] + 1 if met else UNKNOWN


def talks(
    mine: Sequence[int], my_kind: str, theirs: Sequence[int], their_kind: str, among: Exchanges | None = None
) -> tuple[Talk, ...]:
    """Every way that there may be between two systems of these kinds, and how far each is shown.

    `mine` and `theirs` are what `sides_shown` gave. No way at all says nothing: neither that they can talk
    nor that they cannot.
    """
    found = among or exchanges()
    ways = found.between(my_kind, their_kind)
    return tuple([_talk(found, way, mine[way.mine], theirs[way.theirs]) for way in ways])


@lru_cache(maxsize=4096)
def _talk(found: Exchanges, way: Way, mine: int, theirs: int) -> Talk:
    """Made once: there are few of them, and a page of a ranking asks thousands of times."""
    weaker = min(mine, theirs)
    return Talk(
        exchange=way.exchange,
        mine=found.sides[way.mine],
        theirs=found.sides[way.theirs],
        state=WayState.SHOWN if weaker > 0 else WayState.NOT_KNOWN if weaker == UNKNOWN else WayState.FAILED,
        assurance=_assurance(weaker),
        possible=_assurance(min(at_most(mine), at_most(theirs))),
    )


def at_most(shown: int) -> int:
    """How far a side might be shown: what is not known may turn out in the strongest way."""
    return STRONGEST if shown == UNKNOWN else max(shown, UNKNOWN)


def _assurance(shown: int) -> Assurance | None:
    return ASSURANCE_ORDER[shown - 1] if shown > 0 else None
