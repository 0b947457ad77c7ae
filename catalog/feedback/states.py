"""Where an answer stands, whether it counts, and how it gets there. The diagram is drawn from the table.

Nothing is ever dropped: an answer that a rule marked goes on counting until a moderator, with a reason, holds
it; and whoever gave it, or the supplier, may ask once for another moderator.
"""

from enum import StrEnum
from typing import Final

import msgspec


class AnswerState(StrEnum):
    """Where an answer stands."""

    COUNTED = "counted"
    FLAGGED = "flagged"
    KEPT = "kept"
    HELD = "held"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"


ANSWER_STATE_NAMES: Final[dict[str, str]] = {
    AnswerState.COUNTED: "Counts",
    AnswerState.FLAGGED: "Marked, and counts until it is decided",
    AnswerState.KEPT: "A moderator kept it: it counts",
    AnswerState.HELD: "A moderator held it: it does not count",
    AnswerState.APPEALED: "Waits for another moderator",
    AnswerState.WITHDRAWN: "Withdrawn",
}
TO_MODERATE: Final = (AnswerState.FLAGGED, AnswerState.APPEALED)
"""What stands in the moderators' queue."""


class Outcome(StrEnum):
    """What a moderator decides."""

    KEEP = "keep"
    HOLD = "hold"


class AnswerFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is recorded about an answer: the newest ruling, whether that one was appealed, and whether a rule
    marked the answer since (or at all, where nothing was decided).
    """

    withdrawn: bool = False
    marked: bool = False
    ruling: Outcome | None = None
    appealed: bool = False


def answer_state(facts: AnswerFacts) -> AnswerState:
    """Where the answer stands."""
    if facts.withdrawn:
        return AnswerState.WITHDRAWN
    if facts.ruling is not None and facts.appealed:
        return AnswerState.APPEALED
    if facts.ruling is Outcome.HOLD:
        return AnswerState.HELD
    if facts.marked:
        return AnswerState.FLAGGED
    return AnswerState.COUNTED if facts.ruling is None else AnswerState.KEPT


def counts(facts: AnswerFacts) -> bool:
    """Does it count in the figures? A mark alone takes nothing away; a ruling stands until the next."""
    return not facts.withdrawn and facts.ruling is not Outcome.HOLD


class AnswerTurn(msgspec.Struct, frozen=True):
    """From any of these states to that one, and what brings it about."""

    origins: tuple[AnswerState, ...]
    target: AnswerState
    cause: str


_S = AnswerState
_STANDING: Final = (_S.COUNTED, _S.FLAGGED, _S.KEPT, _S.HELD, _S.APPEALED)
ANSWER_TURNS: Final = (
    AnswerTurn((_S.COUNTED, _S.KEPT), _S.FLAGGED, "a rule, or the forest, marks it"),
    AnswerTurn((_S.FLAGGED,), _S.KEPT, "a moderator keeps it, with a reason"),
    AnswerTurn((_S.FLAGGED,), _S.HELD, "a moderator holds it, with a reason"),
    AnswerTurn((_S.KEPT, _S.HELD, _S.FLAGGED), _S.APPEALED, "whoever gave it, or the supplier, appeals"),
    AnswerTurn((_S.APPEALED,), _S.KEPT, "another moderator keeps it"),
    AnswerTurn((_S.APPEALED,), _S.HELD, "another moderator holds it"),
    AnswerTurn(_STANDING, _S.WITHDRAWN, "whoever gave it withdraws it"),
    *(AnswerTurn((_S.WITHDRAWN,), state, "it is given anew: what was decided stands") for state in _STANDING),
)
"""Every turn there is. Whatever happens, every version, mark and ruling stays on record."""
