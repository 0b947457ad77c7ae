"""Carries out refunds of orders that were written down, and follows what the processor says of them.

It may run any number of times, in any number of processes: each refund is made once, and recorded once.
"""

from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

import msgspec
import structlog

from catalog.purchasing.orders import OrderAct, OrderState, turn_for
from catalog.purchasing.refunds import RefundState, may_turn
from plumbline.billing import port_things as things
from plumbline.billing.metering import value_given_back
from plumbline.billing.port_errors import ProcessorAway, ProcessorError
from plumbline.kit.audit import Actor, event
from plumbline.kit.money import Money
from plumbline.kit.tenant import System, Tenant
from plumbline.purchasing import acting, contract_rows, refund_rows, repository, returning
from plumbline.purchasing.desk import Desk
from plumbline.purchasing.schemas import Way
from plumbline.storage.engine import Connection

log = structlog.get_logger()
REFUNDS: Final = Actor(kind="system", name="refunds of orders")
LOOKS_BACK: Final = timedelta(days=400)
_STATES: Final[dict[things.RefundState, RefundState]] = {
    "pending": RefundState.UNDER_WAY,
    "requires_action": RefundState.UNDER_WAY,
    "succeeded": RefundState.GIVEN_BACK,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}


class Returned(msgspec.Struct, frozen=True, kw_only=True):
    """What a run did; `unknown` are refunds of our payments that somebody made at the processor itself."""

    given_back: int = 0
    failed: int = 0
    left: int = 0
    unknown: tuple[str, ...] = ()

    def __str__(self) -> str:
        """One line for the command line."""
        words = f"{self.given_back} given back, {self.failed} came to nothing, {self.left} left."
        if not self.unknown:
            return words
        return (
            f"{words} Made at the processor itself, and nothing of it is recorded: {', '.join(self.unknown)}."
        )


class OrderRefunds(Desk):
    """The refunds of orders."""

    async def carry_out(self, refund_id: UUID, *, again: bool = True) -> RefundState | None:
        """Ask the processor for a refund that was written down, and record what it said.

        `again=False` spares looking for what was asked before: only right after it was written down. Gives
        where it stands; None where the processor could not be reached, and the next run tries.
        """
        row = await self._seen(lambda db: refund_rows.one(db, refund_id))
        if row is None or row.state != RefundState.INTENDED:
            return None if row is None else RefundState(row.state)
        try:
            sent = await returning.send_back(self._processor, row, again=again)
        except ProcessorAway as error:
            log.warning("order.refund.away", refund=str(refund_id), detail=error.detail)
            return None
        except ProcessorError as error:
            return await self._moved(row, RefundState.FAILED, why=error.detail)
        await self._moved(row, RefundState.UNDER_WAY, processor_id=sent.id, asked_at=self._clock.now())
        return await self.look(refund_id)

    async def look(self, refund_id: UUID) -> RefundState | None:
        """Read again what became of a refund, and record it. None where nobody could say."""
        row = await self._seen(lambda db: refund_rows.one(db, refund_id))
        if row is None or row.processor_id is None:
            return None if row is None else RefundState(row.state)
        try:
            seen = await self._processor.read(things.Refund, row.processor_id)
        except ProcessorError as error:
            log.warning("order.refund.unread", refund=str(refund_id), detail=error.detail)
            return None
        state = await self._followed(row, seen)
        if state is RefundState.GIVEN_BACK and row.way == Way.INVOICE and row.credit_note is None:
            await self._paper(row)
        return state

    async def reconcile(self) -> Returned:
        """Everything that is open carried out and read again; then what the processor has, against ours."""
        found = [await self.carry_out(each) for each in await self._seen(refund_rows.open_intents)]
        found += [await self.look(each) for each in await self._seen(refund_rows.waiting)]
        unknown = []
        async for seen in self._processor.since(things.Refund, self._clock.now() - LOOKS_BACK):
            refund_id = await self._seen(partial(refund_rows.of_thing, processor_id=seen.id))
            if refund_id is not None:
                found += await self._moved_unheard(refund_id, seen)
            elif await self._seen(partial(refund_rows.order_of_payment, payment=seen.payment)):
                unknown.append(seen.id)
        return Returned(
            given_back=found.count(RefundState.GIVEN_BACK),
            failed=found.count(RefundState.FAILED),
            left=found.count(None),
            unknown=tuple(unknown),
        )

    async def heard(self, thing: str) -> bool:
        """The processor speaks of a refund: it is read again. False for none of ours."""
        refund_id = await self._seen(lambda db: refund_rows.of_thing(db, thing))
        if refund_id is not None:
            await self.look(refund_id)
        return refund_id is not None

    async def _moved_unheard(self, refund_id: UUID, seen: things.Refund) -> list[RefundState | None]:
        """What a bank sent back after it had gone through, and nobody told us."""
        row = await self._seen(lambda db: refund_rows.one(db, refund_id))
        assert row is not None
        state = await self._followed(row, seen)
        return [] if state == row.state else [state]

    async def _followed(self, row: Any, seen: things.Refund) -> RefundState:
        state = _STATES[seen.state]
        if state == row.state:
            return state
        why = f"The buyer’s bank did not take it: {seen.why or seen.state}." if state == "failed" else None
        return await self._moved(row, state, why=why)

    async def _paper(self, row: Any) -> None:
        """Give the credit note of what went back. Where it is refused, the money is back all the same."""
        try:
            note = await returning.paper(self._processor, row)
        except ProcessorAway as error:
            log.warning("order.credit_note.away", refund=str(row.id), detail=error.detail)
            return
        except ProcessorError as error:
            values = {"why": f"It went back, and its credit note was not given. {error.detail}"}
            told = {"failure": error.detail}
        else:
            values = {"credit_note": note.number, "credit_page": note.pdf}
            told = {"number": note.number}

        def noted(db: Connection) -> None:
            said = event(self._clock, REFUNDS, "refund.credit_note", "order", row.order_id, **told)
            refund_rows.change(db, row.id, values, events=[said])

        await self._done(noted)

    async def _moved(self, row: Any, state: RefundState, **values: Any) -> RefundState:
        """Record where it stands now, with all that follows from it, in one transaction."""
        whose = Tenant(system=System.ORDERING, supplier_id=row.supplier_id)
        return await self._done(lambda db: self._record(db, row, state, values), whose)

    def _record(self, db: Connection, row: Any, state: RefundState, values: dict[str, Any]) -> RefundState:
        order = repository.named(db, row.order_id)
        now = refund_rows.one(db, row.id, lock=True)
        assert order is not None
        assert now is not None
        if not may_turn(RefundState(now.state), state):  # another process was quicker
            return RefundState(now.state)
        gross = str(Money(now.gross_minor, now.currency).units)
        told = [event(self._clock, REFUNDS, f"refund.{state}", "order", row.order_id, gross=gross)]
        if state is not RefundState.UNDER_WAY:
            values["ended_at"] = self._clock.now()
        back = (state is RefundState.GIVEN_BACK) - (now.state == RefundState.GIVEN_BACK)
        if back:
            told += self._value(db, now, back)
        refund_rows.change(db, row.id, {**values, "state": str(state)}, events=told)
        if back:
            self._turn(db, order)
        return state

    def _value(self, db: Connection, row: Any, back: int) -> list[Any]:
        """Take it off what the market charges for, or put it back; the contract stands, and this is added."""
        contract_id = contract_rows.of_orders(db, [row.order_id]).get(row.order_id)
        if contract_id is None:
            return []
        net = Money(-back * row.net_minor, row.currency)
        name = str(row.id) if back > 0 else f"{row.id} undone"
        value_given_back(db, self._clock, REFUNDS, ("contract", str(contract_id)), name, net)
        act = "contract.given_back" if back > 0 else "contract.not_given_back"
        return [event(self._clock, REFUNDS, act, "contract", contract_id, net=str(net.units))]

    def _turn(self, db: Connection, order: Any) -> None:
        """The turn that the order makes once all of it went back, or no longer did."""
        there = [each for each in refund_rows.of_orders(db, [order.id]) if each.state == "given_back"]
        whole = sum(each.gross_minor for each in there) == order.gross_minor
        act = OrderAct.RETURN if whole else OrderAct.RELAPSE
        turn = turn_for(OrderState(order.state), act)
        if turn is not None:
            acting.record(db, self._clock, REFUNDS, order, act, turn.target)
