"""A till: an order that was accepted, a supplier who can be paid, and the stand-in of the processor."""

import asyncio
from collections.abc import Callable
from uuid import UUID

from plumbline.accounts.identity import Identity
from plumbline.integrations.stripe.fake.server import StandIn
from plumbline.kit.clock import FixedClock
from plumbline.purchasing import charging, giving_back, payees
from plumbline.purchasing.contract_schemas import PayeeIn
from plumbline.purchasing.reconciling import OrderPayments
from plumbline.purchasing.schemas import ChargeIn, RefundIn, Way
from plumbline.storage.engine import Database
from tests.storage.orders_made import Scene


class Till:
    """Orders, payments and refunds, one after the other, with nobody else at it."""

    def __init__(self, database: Database, clock: FixedClock) -> None:
        self.database, self.clock = database, clock
        self.scene, self.standin = Scene(database, clock), StandIn(clock=clock)
        processor = self.standin.processor()
        self.payments = OrderPayments(database, clock, lambda: processor, "http://127.0.0.1:8000")
        self.order_id = self.scene.accepted()

    def connect(self) -> None:
        """The supplier answers what the processor asks."""
        seller = self.scene.seller
        with self.database.write(seller.tenant) as db:
            payees.ask_to_be_paid(db, self.clock, seller, PayeeIn(email="sam@example.org"))
            payee_id = payees.payee_id_of(db, seller)
        link = asyncio.run(self.payments.onboarding(payee_id))
        self.standin.answer_onboarding(link.url.partition("/account/")[2].partition("?")[0])
        asyncio.run(self.payments.read_payee(payee_id))

    def charge(self, way: Way) -> UUID:
        """The buyer asks for the payment: it is written down, and nobody was asked yet."""
        data = ChargeIn(way=way, email="payables@trust.example")
        made = charging.charge(self.database, self.clock, self.scene.buyer, self.order_id, data)
        assert made is not None
        return made

    def pay(self, way: Way, method: str = "pm_card_visa") -> None:
        """Somebody pays on the processor's page."""
        thing = self.scene.payments(self.order_id)[-1].processor_id
        pay: Callable[[str, str], None] = (
            self.standin.pay_checkout if way is Way.CARD else self.standin.pay_invoice
        )
        pay(thing, method)

    def paid(self, way: Way, method: str = "pm_card_visa") -> None:
        """The order is paid, and we know of it."""
        asyncio.run(self.payments.carry_out(self.charge(way), again=False))
        self.pay(way, method)
        self.reconcile()

    def give_back(self, net: str | None = None, by: Identity | None = None) -> UUID:
        """The supplier gives back: it is written down, and nobody was asked yet."""
        by = by or self.scene.seller
        with self.database.write(by.tenant) as db:
            data = RefundIn(net=net, reason="It was not what was ordered.")
            return giving_back.give_back(db, self.clock, by, self.order_id, data)

    def reconcile(self) -> None:
        """Twice, for it may run any number of times."""
        asyncio.run(self.payments.reconcile())
        asyncio.run(self.payments.reconcile())

    @property
    def state(self) -> str:
        """Where the order stands."""
        return self.scene.seen(self.order_id).state
