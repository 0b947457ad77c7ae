"""What the processor tells us: verified, kept once by its id, handled once, in whatever order it comes.

A message is only a hint that something moved. Whoever handles it reads the thing anew, so one that comes
late, twice or out of order leads to the same state as one that came at once.
"""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, Protocol

import structlog

from plumbline.billing import intent_rows
from plumbline.billing.following import Follower
from plumbline.billing.port import Processor
from plumbline.billing.port_errors import NoSuchThing, ProcessorAway, ProcessorError
from plumbline.billing.port_things import KINDS, Event
from plumbline.kit.clock import Clock
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import CHARGING
from plumbline.storage.engine import Connection, Database

CLAIM: Final = timedelta(minutes=5)
LONGEST_WAIT: Final = timedelta(hours=1)
log = structlog.get_logger()


class Outcome(StrEnum):
    """What came of a message."""

    WAITING = "waiting"
    APPLIED = "applied"
    DIFFERS = "differs"  # what was read cannot be applied: reconciliation shows it
    NOT_OURS = "not_ours"
    GONE = "gone"  # the processor has no such thing any more


class Listener(Protocol):
    """Another feature that wants to know of things at the processor."""

    async def heard(self, event: Event) -> bool:
        """Something moved. False where it is none of theirs. Raises `ProcessorError` to be told again."""
        ...


def keep(database: Database, clock: Clock, message: Event) -> bool:
    """Keep a verified message; tells whether it is new. It is handled afterwards, not now."""
    now = clock.now()
    values = {
        "id": new_id(),
        "event_id": message.id,
        "type": message.type[:100],
        "kind": message.kind[:60],
        "thing": message.thing,
        "account": message.account,
        "made_at": message.created,
        "received_at": now,
        "outcome": str(Outcome.WAITING),
        "attempts": 0,
        "failure": "",
        "due_at": now,
    }
    with database.write(CHARGING) as db:
        return intent_rows.add_event(db, values)


class Inbox:
    """Handles what was kept. Several may run beside each other."""

    def __init__(
        self, database: Database, clock: Clock, processor: Processor, listeners: Sequence[Listener] = ()
    ) -> None:
        self._clock, self._listeners = clock, listeners
        self._follower = Follower(database, clock, processor)

    async def run_due(self) -> int:
        """Handle whatever is due, and tell how many were."""
        count = 0
        while (row := await self._claim()) is not None:
            await self._handle(row)
            count += 1
        return count

    async def _claim(self) -> Any | None:
        now = self._clock.now()
        return await self._follower.write(lambda db: intent_rows.claim_event(db, now, now + CLAIM))

    async def _handle(self, row: Any) -> None:
        try:
            outcome = await self._outcome(row)
        except ProcessorAway as error:
            await self._put_off(row, error.detail)
        except NoSuchThing:
            await self._end(row, Outcome.GONE, "")
        except ProcessorError as error:
            await self._put_off(row, error.detail)
        else:
            await self._end(row, outcome, "")

    async def _outcome(self, row: Any) -> Outcome:
        message = Event(
            id=row.event_id,
            type=row.type,
            created=row.made_at,
            kind=row.kind,
            thing=row.thing,
            account=row.account,
        )
        kind = KINDS.get(message.kind)
        if kind is not None and not message.account:
            found = await self._follower.follow(kind, message.thing)
            if found is not None:
                return Outcome.DIFFERS if found else Outcome.APPLIED
        for listener in self._listeners:
            if await listener.heard(message):
                return Outcome.APPLIED
        return Outcome.NOT_OURS

    async def _put_off(self, row: Any, why: str) -> None:
        wait = min(timedelta(seconds=2 ** min(row.attempts, 20)), LONGEST_WAIT)
        log.warning("billing.event_away", event_id=row.event_id, why=why)
        values = {"due_at": self._clock.now() + wait, "claimed_until": None, "failure": why}
        await self._follower.write(lambda db: intent_rows.end_event(db, row.id, values))

    async def _end(self, row: Any, outcome: Outcome, why: str) -> None:
        values = {
            "outcome": str(outcome),
            "failure": why,
            "handled_at": self._clock.now(),
            "due_at": None,
            "claimed_until": None,
        }

        def end(db: Connection) -> None:
            intent_rows.end_event(db, row.id, values)

        await self._follower.write(end)
