"""The life of a listing at the processor, and its six messages: delivered in any order, twice, late."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import select

from plumbline.billing import inbox
from plumbline.billing import port_asks as asks
from plumbline.billing import port_things as things
from plumbline.billing.schemas import PayBy
from plumbline.integrations.stripe.fake.post import Webhook
from plumbline.kit.clock import FixedClock
from plumbline.kit.tenant import CHARGING
from plumbline.storage.engine import Database
from plumbline.storage.tables import billing_events, billing_invoices, billing_lines, billing_subscriptions
from tests.storage.billing_scene import CHOICE, Scene

SAID: Final = (
    ("customer.subscription.created", "invoice.paid"),  # subscribe and pay
    ("invoice.payment_failed",),  # fail, a year later
    ("invoice.paid",),  # pay
    ("credit_note.created",),  # refund
    ("customer.subscription.deleted",),  # cancel
)
"""The messages of each step, six in all."""
STANDS: Final = ("ended", [("paid", 240_000, 0), ("paid", 240_000, 288_000)], 2)
"""How it ends, whatever the post did: both years paid, the second given back, the listing ended."""
BEGUN: Final = datetime(2026, 3, 20, 9, tzinfo=UTC)
"""Both years cost the same: what a renewal costs is told at night, and here only messages move our side."""
Plan = Sequence[tuple[int, int]]
"""What is delivered when: after which step, and which of the six."""


class Life:
    """One listing by card. Each step happens at the processor; what is said of it is kept to be delivered."""

    def __init__(self, database: Database, clock: FixedClock) -> None:
        clock.moment = BEGUN
        self.scene = Scene(database, clock)
        self.processor = self.scene.standin.processor()
        self.scene.choose(msgspec.structs.replace(CHOICE, pay_by=PayBy.CARD))
        self.scene.work()
        self._drain()
        self.kept: list[Webhook] = []

    def live(self, plan: Plan) -> None:
        """All steps, and after each what the plan delivers then."""
        steps: Sequence[Callable[[], None]] = (
            *(self._subscribe, self._fail, self._pay, self._refund, self._cancel),
        )
        for number, step in enumerate(steps):
            step()
            said = self._drain()
            for kind in SAID[number]:
                self.kept.append(next(each for each in said if each.event["type"] == kind))
            for message in [which for after, which in plan if after == number]:
                self.deliver(message)

    def deliver(self, message: int) -> None:
        """One message comes in and is handled."""
        sent, now = self.kept[message], self.scene.clock.now()
        inbox.keep(
            self.scene.database, self.scene.clock, self.processor.event(sent.body, sent.signature(now), now)
        )
        self.scene.work()

    def stands(self) -> tuple[str, list[tuple[str, int, int]], int]:
        """The listing, its invoices and how many lines were charged."""
        with self.scene.database.read(CHARGING) as db:
            listing = db.execute(select(billing_subscriptions.c.state)).scalar_one()
            its = billing_invoices.c
            found = db.execute(select(its.state, its.net, its.credited).order_by(its.issued_on)).all()
            lines = len(db.execute(select(billing_lines.c.id)).all())
        return listing, [tuple(row) for row in found], lines

    def outcomes(self) -> dict[str, str]:
        """What came of each message that was kept."""
        with self.scene.database.read(CHARGING) as db:
            rows = db.execute(select(billing_events.c.event_id, billing_events.c.outcome)).all()
        return {row.event_id: row.outcome for row in rows}

    def _drain(self) -> list[Webhook]:
        said = self.scene.standin.webhooks()
        self.scene.standin.take(*said)
        return said

    def _subscribe(self) -> None:
        (page,) = self.scene.theirs("checkout.session")
        self.scene.standin.pay_checkout(page["id"])

    def _fail(self) -> None:
        (customer,) = self.scene.theirs("customer")
        self.scene.standin.set_method(customer["id"], "pm_card_chargeDeclined")
        self.scene.advance(days=366)
        self.scene.advance(seconds=7200)  # until then it is a draft

    def _pay(self) -> None:
        self.scene.standin.pay_invoice(self._newest()["id"])

    def _refund(self) -> None:
        """By somebody at the processor itself."""
        asyncio.run(self._give_back(self._newest()["id"]))

    async def _give_back(self, invoice: str) -> None:
        paid = await self.processor.read(things.Invoice, invoice)
        line = asks.CreditLine(line=paid.lines[0].id, net=paid.lines[0].net)
        ask = asks.CreditAsk(reference="by-hand", invoice=invoice, lines=(line,), reason="order_change")
        await self.processor.credit(ask, key="by-hand")

    def _cancel(self) -> None:
        (listing,) = self.scene.theirs("subscription")
        ended = self.processor.end_subscription(listing["id"], at_period_end=False, key="cancel")
        asyncio.run(ended)

    def _newest(self) -> dict[str, Any]:
        return max(self.scene.theirs("invoice"), key=lambda each: int(each["created"]))
