"""A line: one piece of evidence and one requirement. Where it stands, and how it gets there.

The state is computed from what is recorded. The table of turns is what its diagram is drawn from; a test
walks random lives of a line and finds no turn that is missing in it.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import msgspec

from catalog.assessing.reviews import Review


class LineState(StrEnum):
    """Where a line stands."""

    WAITING = "waiting"
    AWAITING_SECOND = "awaiting_second"
    DISPUTED = "disputed"
    DECIDED = "decided"
    SECOND_LOOK = "second_look"
    REPLACED = "replaced"


LINE_STATE_NAMES: Final[dict[str, str]] = {
    LineState.WAITING: "Waiting",
    LineState.AWAITING_SECOND: "Awaits a second review",
    LineState.DISPUTED: "Assessors differ",
    LineState.DECIDED: "Decided",
    LineState.SECOND_LOOK: "Second look asked for",
    LineState.REPLACED: "Replaced by newer evidence",
}

OPEN_LINES: Final = (
    LineState.WAITING,
    LineState.AWAITING_SECOND,
    LineState.DISPUTED,
    LineState.SECOND_LOOK,
)
"""What stands in the queue."""


class LineFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is recorded about a line.

    `decided_version` is the newest decision's, 0 for none; `round` are the reviews towards the next one.
    `asked_again` is the version of the decision on which the supplier asked for a second look, 0 for none.
    `replaced`: newer evidence that names this one speaks to the same requirement. `taken_back`: the newest
    decision is a reader's, who read the document again and no longer finds what it had found.
    """

    needs_two: bool
    decided_version: int = 0
    round: Sequence[Review] = ()
    asked_again: int = 0
    replaced: bool = False
    taken_back: bool = False


def line_state(facts: LineFacts) -> LineState:
    """Where the line stands. A decision stays in force while another is on its way; on evidence that
    newer evidence replaces, nobody is asked to look again.
    """
    asked = facts.decided_version > 0 and facts.asked_again == facts.decided_version
    if facts.replaced:
        return LineState.DECIDED if facts.decided_version else LineState.REPLACED
    if facts.decided_version and not facts.round and not asked and not facts.taken_back:
        return LineState.DECIDED
    if facts.round:
        return LineState.AWAITING_SECOND if len(facts.round) == 1 else LineState.DISPUTED
    return LineState.SECOND_LOOK if asked else LineState.WAITING


class LineTurn(msgspec.Struct, frozen=True):
    """From any of these states to that one, and what brings it about."""

    origins: tuple[LineState, ...]
    target: LineState
    cause: str


_S = LineState
LINE_TURNS: Final = (
    LineTurn((_S.WAITING,), _S.DECIDED, "one review is enough, and it is made; or a reader decides"),
    LineTurn((_S.WAITING,), _S.AWAITING_SECOND, "the first of two reviews is made"),
    LineTurn((_S.AWAITING_SECOND,), _S.DECIDED, "another assessor, unseeing, says the same"),
    LineTurn((_S.AWAITING_SECOND,), _S.DISPUTED, "another assessor, unseeing, says something else"),
    LineTurn((_S.DISPUTED,), _S.DECIDED, "a third reads both and says what one of them said"),
    LineTurn((_S.DISPUTED,), _S.DISPUTED, "a third reads both and says something else again"),
    LineTurn((_S.DECIDED,), _S.SECOND_LOOK, "the supplier replies and asks for a second look"),
    LineTurn((_S.DECIDED, _S.SECOND_LOOK), _S.DECIDED, "one review is enough, and it is made anew"),
    LineTurn((_S.DECIDED, _S.SECOND_LOOK), _S.AWAITING_SECOND, "the first of two new reviews is made"),
    LineTurn(
        (_S.DECIDED, _S.SECOND_LOOK, _S.AWAITING_SECOND, _S.DISPUTED),
        _S.WAITING,
        "its document is read again by a better reader, which leaves it open",
    ),
    LineTurn(OPEN_LINES, _S.REPLACED, "newer evidence takes its place"),
    LineTurn((_S.REPLACED,), _S.DECIDED, "it is decided on all the same"),
)
"""Every turn there is. Whatever happens, decisions and reviews that were made stay readable."""
