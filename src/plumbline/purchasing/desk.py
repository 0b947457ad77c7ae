"""What every desk that works with the payment processor shares: looks and transactions off the event loop."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from plumbline.billing.port import Processor
from plumbline.kit.clock import Clock
from plumbline.kit.tenant import ORDERING, Tenant
from plumbline.storage.engine import Connection, Database

T = TypeVar("T")


class Desk:
    """On a database, with a processor that is made when first it is needed."""

    def __init__(self, database: Database, clock: Clock, processor: Callable[[], Processor]) -> None:
        self._database, self._clock = database, clock
        self._made = processor

    @property
    def _processor(self) -> Processor:
        return self._made()

    async def _seen(self, work: Callable[[Connection], T]) -> T:
        """One look, off the event loop."""
        return await asyncio.to_thread(self._looked, work)

    def _looked(self, work: Callable[[Connection], T]) -> T:
        with self._database.read(ORDERING) as db:
            return work(db)

    async def _done(self, work: Callable[[Connection], T], tenant: Tenant = ORDERING) -> T:
        """One transaction, off the event loop."""
        return await asyncio.to_thread(self._in_transaction, work, tenant)

    def _in_transaction(self, work: Callable[[Connection], T], tenant: Tenant) -> T:
        with self._database.write(tenant) as db:
            return work(db)
