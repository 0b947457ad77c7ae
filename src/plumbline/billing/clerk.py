"""Does the waiting work of billing for as long as the service runs: intents, messages, and the night's.

It wakes now and again, and at once when something was written down. Every process has one; what is to be done
is claimed in the database, so two never do the same.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import time
from typing import Final
from uuid import UUID

import structlog
from litestar import Litestar
from sqlalchemy.exc import SQLAlchemyError

from plumbline.billing import intent_rows
from plumbline.billing.carrier import Carrier
from plumbline.billing.inbox import Inbox, Listener, keep
from plumbline.billing.nightly import Night
from plumbline.billing.port import Mode, Processor
from plumbline.kit.clock import Clock
from plumbline.kit.errors import DomainError
from plumbline.kit.tenant import CHARGING
from plumbline.storage.engine import Database

log = structlog.get_logger()
EVERY_SECONDS: Final = 5
NIGHT_EVERY: Final = 12
"""So many wakings lie between two looks at whether it is time for the night's work."""


class Clerk:
    """`processor` is asked for when first there is something to do: its library is a large one.

    `mode` tells its kind; while it is off, what was written down waits, and nothing is done by itself.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        mode: Mode,
        processor: Callable[[], Processor],
        *,
        listeners: Sequence[Listener] = (),
        at: time | None = None,
    ) -> None:
        self.mode: Final = mode
        self._processor = processor
        self._database, self._clock = database, clock
        self._listeners, self._at = listeners, at
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()

    @property
    def processor(self) -> Processor:
        """The payment processor."""
        return self._processor()

    @property
    def _carrier(self) -> Carrier:
        return Carrier(self._database, self._clock, self.processor)

    @property
    def _inbox(self) -> Inbox:
        return Inbox(self._database, self._clock, self.processor, self._listeners)

    @property
    def _night(self) -> Night:
        return Night(self._database, self._clock, self.processor, self._at)

    @asynccontextmanager
    async def lifespan(self, _app: Litestar) -> AsyncIterator[None]:
        """Works as long as the application runs. What is under way when it ends is taken up again."""
        if self.mode == "off":
            yield
            return
        self._loop = asyncio.get_running_loop()
        task = asyncio.create_task(self._work())
        try:
            yield
        finally:
            self._loop = None
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def nudge(self) -> None:
        """Something was written down: from any thread, and at no cost."""
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(self._woken.set)

    def _is_due(self) -> bool:
        """A look that costs little: most of the time there is nothing."""
        with self._database.read(CHARGING) as db:
            return intent_rows.is_due(db, self._clock.now())

    async def run_due(self) -> int:
        """What is due now; tells how much was tried."""
        return await self._carrier.run_due() + await self._inbox.run_due()

    async def receive(self, body: bytes, signature: str) -> bool:
        """Keep a message that the processor signed; tells whether it is new. Raises `SignatureRefused`."""
        message = self.processor.event(body, signature, self._clock.now())
        new = await asyncio.to_thread(keep, self._database, self._clock, message)
        if new and self._loop is not None:
            self._woken.set()
        return new

    async def carry_for(self, account_id: UUID) -> None:
        """An account's intents, now: somebody waits for the page that comes of it."""
        for intent_id in await asyncio.to_thread(self._open, account_id):
            await self._carrier.carry(intent_id)

    def _open(self, account_id: UUID) -> list[UUID]:
        with self._database.read(CHARGING) as db:
            return [row.id for row in intent_rows.open_intents(db) if row.account_id == account_id]

    async def _work(self) -> None:
        wakings = 0
        while True:
            try:
                if await asyncio.to_thread(self._is_due):
                    await self.run_due()
                if wakings % NIGHT_EVERY == 0:
                    await self._night.once()
            except (DomainError, SQLAlchemyError) as error:
                log.error("billing.failed", exc_info=error)
            wakings += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), EVERY_SECONDS)
            self._woken.clear()
