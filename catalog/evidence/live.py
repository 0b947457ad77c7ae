"""The life of a live check: whether the market knows a host to be its supplier's, and when it looks again.

Pure: what happened and when is passed in. The table of turns is what its diagram is drawn from; a test walks
random lives and finds no turn that is missing in it.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec


class LiveState(StrEnum):
    """Where a live check stands."""

    WAITING = "waiting"
    PROVED = "proved"
    DOUBTED = "doubted"
    LOST = "lost"
    LAPSED = "lapsed"
    SUPERSEDED = "superseded"
    REMOVED = "removed"


LIVE_STATE_NAMES: Final[dict[str, str]] = {
    LiveState.WAITING: "Waits for the proof",
    LiveState.PROVED: "Checked",
    LiveState.DOUBTED: "Proof is missing",
    LiveState.LOST: "Ended: the proof is gone",
    LiveState.LAPSED: "Ended: could not be checked",
    LiveState.SUPERSEDED: "Ended: there is a newer release",
    LiveState.REMOVED: "Ended: removed",
}
OPEN_LIVE: Final = (LiveState.WAITING, LiveState.PROVED, LiveState.DOUBTED)
"""What is looked at again. What has ended stays ended: to go on, register anew with a new token."""

EVERY: Final = timedelta(hours=24)
SOONEST: Final = timedelta(minutes=10)
"""Between two checks of one host, whoever asks for them."""
_FIRST_WAIT: Final = timedelta(minutes=15)
PROVE_WITHIN: Final = timedelta(days=14)
MOST_MISSES: Final = 3
MOST_FAILURES: Final = 20
"""With the waits between them, about two weeks."""


class LiveFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is recorded about a check: `misses` in a row the proof was not there, `failures` in a row nothing
    was fetched, for whatever reason.
    """

    state: LiveState
    registered_at: datetime
    misses: int = 0
    failures: int = 0


class LiveTurn(msgspec.Struct, frozen=True):
    """From any of these states to that one, and what brings it about."""

    origins: tuple[LiveState, ...]
    target: LiveState
    cause: str


_S = LiveState
LIVE_TURNS: Final = (
    LiveTurn((_S.WAITING,), _S.PROVED, "the token is found"),
    LiveTurn((_S.WAITING,), _S.LAPSED, "it is not found within 14 days"),
    LiveTurn((_S.PROVED,), _S.DOUBTED, "the token is not found any more; nothing is fetched"),
    LiveTurn((_S.DOUBTED,), _S.PROVED, "the token is found again"),
    LiveTurn((_S.DOUBTED,), _S.LOST, "it is not found for the third time in a row"),
    LiveTurn((_S.PROVED, _S.DOUBTED), _S.LAPSED, "twenty checks in a row gave nothing"),
    LiveTurn(OPEN_LIVE, _S.SUPERSEDED, "the product has a newer release"),
    LiveTurn(OPEN_LIVE, _S.REMOVED, "the supplier removes it"),
)
"""Every turn there is. What was fetched before stays evidence."""


def after_check(facts: LiveFacts, now: datetime, *, proved: bool | None, fetched: bool) -> LiveFacts:
    """Where an open check stands after one more try. `proved` is None where nobody could say; `fetched` is
    whether any document came.
    """
    misses = facts.misses + 1 if proved is False else 0 if proved else facts.misses
    earlier = 0 if proved and facts.state is LiveState.WAITING else facts.failures
    failures = 0 if fetched else earlier + 1
    tried = msgspec.structs.replace(facts, misses=misses, failures=failures)
    return msgspec.structs.replace(tried, state=_state(tried, now, proved))


def _state(tried: LiveFacts, now: datetime, proved: bool | None) -> LiveState:
    if tried.state is LiveState.WAITING and not proved:
        return LiveState.LAPSED if now >= tried.registered_at + PROVE_WITHIN else LiveState.WAITING
    if tried.failures >= MOST_FAILURES:
        return LiveState.LAPSED
    if proved is False:
        return LiveState.LOST if tried.misses >= MOST_MISSES else LiveState.DOUBTED
    return LiveState.PROVED if proved else tried.state


def next_check(facts: LiveFacts, now: datetime) -> datetime | None:
    """When to look again; None once it has ended. After failures it is tried sooner than in a day, then ever
    less often, until once a day.
    """
    if facts.state not in OPEN_LIVE:
        return None
    if not facts.failures:
        return now + EVERY
    doubled: int = 1 << min(facts.failures - 1, 10)
    return now + min(EVERY, _FIRST_WAIT * doubled)
