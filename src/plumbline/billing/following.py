"""Follows one thing of the processor into our rows: reads it, applies it, and reads it again where we moved.

Nothing of the database is held while the processor is asked. What was read is applied only to a row that has
not changed meanwhile; else it is read again, so that of two that follow the same thing neither writes a state
that is older than what stands.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, TypeVar
from uuid import UUID

from plumbline.billing import applying, invoice_rows, port_things, renewing, repository
from plumbline.billing.applying import Moved
from plumbline.billing.differences import Difference
from plumbline.billing.port import Processor
from plumbline.billing.port_errors import ProcessorAway
from plumbline.kit.audit import Event
from plumbline.kit.clock import Clock
from plumbline.kit.tenant import CHARGING
from plumbline.storage.engine import Connection, Database
from plumbline.storage.events import waiting

TRIES: Final = 5
R = TypeVar("R")
T = TypeVar("T", bound=port_things.Held)


class Follower:
    """Applies what the processor holds. None of its methods trusts more than an id."""

    def __init__(self, database: Database, clock: Clock, processor: Processor, *, dry: bool = False) -> None:
        """`dry`: everything is worked out, and nothing is written."""
        self._database, self._clock, self._processor = database, clock, processor
        self._dry = dry
        self.told: list[Event] = []
        """What the last thing that was followed changed, or would have."""

    async def follow(self, kind: type[port_things.Held], thing: str) -> list[Difference] | None:
        """Bring our row of the thing to how it is now. None where it is none of ours."""
        way = _WAYS.get(kind)
        self.told = []
        for _ in range(TRIES if way else 0):
            try:
                found: list[Difference] | None = await way(self, thing)  # type: ignore[misc]
            except Moved:
                continue
            return found
        if way is None:
            return None
        raise ProcessorAway("Our own record moved each time it was to be brought up to date.")

    async def customer(self, thing: str) -> list[Difference] | None:
        """Whose customer it is, by our reference."""
        seen = await self._processor.read(port_things.Customer, thing)
        ours = applying.uuid_in(seen.reference)
        if ours is None:
            return None
        return await self.write(lambda db: self._apply_customer(db, ours, seen))

    async def checkout(self, thing: str) -> list[Difference] | None:
        """The page where a listing is begun; once somebody paid there, the listing itself."""
        row, seen = await self._row_first(thing, port_things.Checkout, applying.listing_for)
        if row is None:
            return None
        await self.write(lambda db: applying.apply_page(db, self._clock, row, seen))
        return await self.subscription(seen.subscription) if seen.subscription else []

    async def subscription(self, thing: str) -> list[Difference] | None:
        """A listing, and its newest invoice."""
        row, seen = await self._row_first(thing, port_things.Subscription, applying.subscription_for)
        if row is None:
            return None
        told = await self.write(lambda db: self._apply_subscription(db, row, seen))
        if seen.latest_invoice:
            told += await self.invoice(seen.latest_invoice) or []
        return told

    async def invoice(self, thing: str) -> list[Difference] | None:
        """An invoice: one that we asked for, or one that the processor made for a listing."""
        row, seen = await self._row_first(thing, port_things.Invoice, applying.invoice_for)
        if row is not None:
            return await self.write(lambda db: applying.apply_invoice(db, self._clock, row, seen))
        if not seen.subscription:
            return None
        listing = await self._listing_of(seen.subscription)
        if listing is None:
            return None
        if seen.state == "draft":
            return []  # its lines may still move; it is told of again when it is final
        return await self.write(lambda db: self._add_invoice(db, listing.id, seen))

    async def credit(self, thing: str) -> list[Difference] | None:
        """A credit note, the money that goes back with it, and the invoice it lowers."""
        seen = await self._processor.read(port_things.CreditNote, thing)
        ours = applying.uuid_in(seen.reference)
        row = await self.read(lambda db: invoice_rows.credit(db, ours) if ours else None)
        if row is None:
            return await self.invoice(seen.invoice)  # given at the processor itself: the invoice knows of it
        told = await self.write(lambda db: applying.apply_credit(db, self._clock, row, seen))
        for each in seen.refunds:
            await self.refund(each)
        return told + (await self.invoice(seen.invoice) or [])

    async def refund(self, thing: str) -> list[Difference] | None:
        """Money on its way back, if one of our credit notes sent it."""
        seen = await self._processor.read(port_things.Refund, thing)
        return await self.write(lambda db: self._apply_refund(db, seen))

    async def _row_first(
        self, thing: str, kind: type[T], row_of: Callable[[Connection, T], Any]
    ) -> tuple[Any, T]:
        """Our row, and the thing as it was read after it: the other way round, it would prove nothing."""
        first = await self._processor.read(kind, thing)
        row = await self.read(lambda db: row_of(db, first))
        return row, await self._processor.read(kind, thing)

    async def _listing_of(self, subscription: str) -> Any | None:
        """Our listing, which may be ours before we know the processor's id of it."""
        seen = await self._processor.read(port_things.Subscription, subscription)
        return await self.read(lambda db: applying.subscription_for(db, seen))

    def _apply_customer(
        self, db: Connection, ours: UUID, seen: port_things.Customer
    ) -> list[Difference] | None:
        row = repository.account_named(db, ours)
        if row is None:
            return None
        if row.customer not in (None, seen.id):
            words = f"it is {row.customer} here, and there is a second one"
            return [Difference(what="customer", ours=str(ours), theirs=seen.id, words=words)]
        applying.apply_customer(db, self._clock, row, seen)
        return []

    def _apply_subscription(
        self, db: Connection, row: Any, seen: port_things.Subscription
    ) -> list[Difference]:
        told = applying.apply_subscription(db, self._clock, row, seen)
        return told or renewing.compare(db, self._clock, applying.BILLING, row.id, seen)

    def _add_invoice(self, db: Connection, listing: UUID, seen: port_things.Invoice) -> list[Difference]:
        row = repository.subscription(db, listing)
        assert row is not None
        repository.lock_account(db, row.account_id)
        if applying.invoice_for(db, seen) is not None:
            raise Moved  # another was quicker
        return applying.add_invoice_of_listing(db, self._clock, row, seen)

    def _apply_refund(self, db: Connection, seen: port_things.Refund) -> list[Difference] | None:
        row = invoice_rows.credit_refunded_by(db, seen.id)
        if row is None:
            return None
        applying.apply_refund(db, self._clock, row, seen)
        return []

    async def read(self, work: Callable[[Connection], R]) -> R:
        """One look, off the event loop."""
        return await asyncio.to_thread(self._looked, work)

    async def write(self, work: Callable[[Connection], R]) -> R:
        """One transaction, off the event loop."""
        return await asyncio.to_thread(self._written, work)

    def _looked(self, work: Callable[[Connection], R]) -> R:
        with self._database.read(CHARGING) as db:
            return work(db)

    def _written(self, work: Callable[[Connection], R]) -> R:
        with suppress(_Dry), self._database.write(CHARGING) as db:
            found = work(db)
            self.told += waiting(db)
            if self._dry:
                raise _Dry
        return found


class _Dry(Exception):
    """Takes back what was written to see what would have been."""


_WAYS: Final[dict[type[port_things.Held], Callable[..., Any]]] = {
    port_things.Customer: Follower.customer,
    port_things.Checkout: Follower.checkout,
    port_things.Subscription: Follower.subscription,
    port_things.Invoice: Follower.invoice,
    port_things.CreditNote: Follower.credit,
    port_things.Refund: Follower.refund,
}
