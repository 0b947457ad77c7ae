"""Carries out what was written down, reads again what is waited for, and mends what a crash left between.

It may run any number of times, in any number of processes: each thing has one effect, and is recorded once.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
import structlog
from sqlalchemy.exc import SQLAlchemyError

from catalog.purchasing.orders import OrderAct, OrderState, turn_for
from plumbline.billing import port_things as things
from plumbline.billing.port import Processor
from plumbline.billing.port_errors import ProcessorAway, ProcessorError
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import DomainError
from plumbline.kit.money import Money
from plumbline.kit.repeated import repeated
from plumbline.kit.tenant import ORDERING
from plumbline.purchasing import acting, asking, payees, payment_rows, refund_rows, repository
from plumbline.purchasing.desk import Desk
from plumbline.purchasing.refunding import OrderRefunds, Returned
from plumbline.purchasing.schemas import PaymentState, Way
from plumbline.storage.engine import Connection, Database

log = structlog.get_logger()
PAYMENTS: Final = Actor(kind="system", name="payments of orders")
EVERY_SECONDS: Final = 5
LOOK_EVERY: Final = 12
"""Rounds between two looks at what is waited for: webhooks usually come sooner."""


class Reconciled(msgspec.Struct, frozen=True, kw_only=True):
    """What a run did; `left` is what the processor could not be asked about."""

    asked: int = 0
    paid: int = 0
    failed: int = 0
    left: int = 0
    refunds: Returned = Returned()

    def __str__(self) -> str:
        """One line for the command line."""
        return (
            f"Orders: {self.asked} payments asked for, {self.paid} paid, {self.failed} came to nothing, "
            f"{self.left} left for the next time. Refunds: {self.refunds}"
        )


class OrderPayments(Desk):
    """The payments of orders, and their refunds. `site` is this service's own address."""

    def __init__(
        self, database: Database, clock: Clock, processor: Callable[[], Processor], site: str
    ) -> None:
        super().__init__(database, clock, processor)
        self.refunds: Final = OrderRefunds(database, clock, processor)
        self.site, self._rounds = site, 0
        self._held_on: date | None = None

    async def carry_out(self, payment_id: UUID, *, again: bool = True) -> PaymentState | None:
        """Ask the processor for a payment that was written down, and record what it said.

        `again=False` spares looking for what was asked before: only right after it was written down. Gives
        where the payment stands; None where the processor could not be reached, and the next run tries.
        """
        row = await self._seen(lambda db: payment_rows.one(db, payment_id))
        if row is None or row.state != PaymentState.INTENDED:
            return None if row is None else PaymentState(row.state)
        try:
            asked = await asking.ask(self._processor, row, self.site, again=again)
        except ProcessorAway as error:
            log.warning("order.payment.away", payment=str(payment_id), detail=error.detail)
            return None
        except ProcessorError as error:
            why = error.detail
            return await self._done(lambda db: self._end(db, payment_id, OrderAct.RELEASE, why))
        return await self._done(lambda db: self._note_asked(db, payment_id, asked))

    async def look(self, payment_id: UUID) -> PaymentState | None:
        """Read again what became of a payment, and record it if it ended. None where nobody could say."""
        row = await self._seen(lambda db: payment_rows.one(db, payment_id))
        if row is None or row.state != PaymentState.ASKED:
            return None if row is None else PaymentState(row.state)
        try:
            act, why, payment = await self._heard(row)
        except ProcessorError as error:
            log.warning("order.payment.unread", payment=str(payment_id), detail=error.detail)
            return None
        if act is None:
            return PaymentState.ASKED
        return await self._done(lambda db: self._end(db, payment_id, act, why, payment))

    async def reconcile(self) -> Reconciled:
        """Everything that is open: carried out, read again, recorded."""
        found = [await self.carry_out(each) for each in await self._seen(payment_rows.open_intents)]
        for payment_id in await self._seen(payment_rows.waiting):
            state = await self.look(payment_id)
            found += [] if state is PaymentState.ASKED else [state]
        await payees.read_again(self._database, self._clock, self._processor)
        return Reconciled(
            asked=found.count(PaymentState.ASKED),
            paid=found.count(PaymentState.PAID),
            failed=found.count(PaymentState.FAILED),
            left=found.count(None),
            refunds=await self.refunds.reconcile(),
        )

    async def onboarding(self, payee_id: UUID) -> things.Link:
        """A page of the processor where a supplier tells it about itself. Raises `ProcessorError`."""
        return await payees.onboarding(self._database, self._clock, self._processor, payee_id, self.site)

    async def read_payee(self, payee_id: UUID) -> None:
        """Read again what the processor still asks of a supplier. Raises `ProcessorError`."""
        await payees.read_one(self._database, self._clock, self._processor, payee_id)

    async def heard(self, event: things.Event) -> bool:
        """A message of the processor: the payment it is about is read again. False for none of ours."""
        if event.kind == "account":
            await payees.read_again(self._database, self._clock, self._processor)
            return True
        if event.kind == "refund":
            return await self.refunds.heard(event.thing)
        payment_id = await self._seen(lambda db: payment_rows.of_thing(db, event.thing))
        if payment_id is None:
            return False
        await self.look(payment_id)
        return True

    @asynccontextmanager
    async def lifespan(self, _app: object) -> AsyncIterator[None]:
        """Runs as long as the application does: what was written down over the API is asked for."""
        trouble = (DomainError, SQLAlchemyError)
        async with repeated(self.once, EVERY_SECONDS, trouble, "order.payments.failed"):
            yield

    def once(self) -> None:
        """Carry out what is open, and once a minute look at what is waited for; on the first round of a day
        hold both sides against each other. In a thread of its own.
        """
        day = today(self._clock)
        if day != self._held_on:
            self._held_on = day  # first: where the processor is away, the other rounds go on trying
            asyncio.run(self._held_against())
        with self._database.read(ORDERING) as db:
            due: Due = [(self, payment_rows.open_intents(db)), (self.refunds, refund_rows.open_intents(db))]
            self._rounds += 1
            waiting: Due = []
            if self._rounds % LOOK_EVERY == 0:
                waiting = [(self, payment_rows.waiting(db)), (self.refunds, refund_rows.waiting(db))]
        if any(ids for _, ids in (*due, *waiting)):
            asyncio.run(self._all_of(due, waiting))

    async def _held_against(self) -> None:
        if await self._seen(payment_rows.any_asked):
            found = await self.reconcile()
            tell = log.warning if found.refunds.unknown else log.info
            tell("order.payments.held_against", **msgspec.to_builtins(found))
            await self._processor.close()

    async def _all_of(self, due: "Due", waiting: "Due") -> None:
        for desk, ids in due:
            for each in ids:
                await desk.carry_out(each)
        for desk, ids in waiting:
            for each in ids:
                await desk.look(each)
        await self._processor.close()  # the connections of this thread's own loop

    async def _heard(self, row: Any) -> tuple[OrderAct | None, str, str]:
        """What the processor says of a payment: the act that follows, none while it is waited for; why it
        came to nothing; and its own id of the payment.
        """
        if row.way == Way.CARD:
            page = await self._processor.read(things.Checkout, row.processor_id)
            if page.paid:
                return OrderAct.SETTLE, "", page.payment
            if page.state == "expired":
                return OrderAct.RELEASE, "The page to pay on ran out.", ""
            return None, "", ""
        invoice = await self._processor.read(things.Invoice, row.processor_id)
        if invoice.state == "paid":
            return OrderAct.SETTLE, "", invoice.payment
        ended = invoice.state in ("void", "uncollectible")
        return (OrderAct.RELEASE, f"The invoice is {invoice.state}.", "") if ended else (None, "", "")

    def _note_asked(self, db: Connection, payment_id: UUID, asked: asking.Asked) -> PaymentState:
        row = payment_rows.one(db, payment_id, lock=True)
        if (
            row is None or row.state != PaymentState.INTENDED
        ):  # another process was quicker, with the same key
            return PaymentState.ASKED
        told = event(
            self._clock,
            PAYMENTS,
            "payment.asked",
            "order",
            row.order_id,
            gross=str(Money(row.gross_minor).units),
        )
        values = {
            "state": str(PaymentState.ASKED),
            "customer": asked.customer,
            "processor_id": asked.processor_id,
            "page": asked.page or None,
            "asked_at": self._clock.now(),
        }
        payment_rows.note(db, payment_id, values, event=told)
        return PaymentState.ASKED

    def _end(
        self, db: Connection, payment_id: UUID, act: OrderAct, why: str, payment: str = ""
    ) -> PaymentState:
        """Record that it was paid, or came to nothing, with the turn that the order makes by it."""
        state = PaymentState.PAID if act is OrderAct.SETTLE else PaymentState.FAILED
        row = payment_rows.one(db, payment_id, lock=True)
        if row is None or row.state not in (PaymentState.INTENDED, PaymentState.ASKED):
            return state
        ended = {"state": str(state), "why": why or None, "ended_at": self._clock.now()}
        ended["payment"] = payment or None
        payment_rows.change(db, payment_id, ended)
        order = repository.named(db, row.order_id)
        turn = turn_for(OrderState(order.state), act) if order is not None else None
        assert order is not None
        assert turn is not None  # a payment stands only while its order waits for it
        acting.record(db, self._clock, PAYMENTS, order, act, turn.target, reason=why)
        return state


Due = list[tuple[OrderPayments | OrderRefunds, list[UUID]]]
"""What is to be done at each desk."""
