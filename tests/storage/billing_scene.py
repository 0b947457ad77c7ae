"""Billing at work: a supplier with products, its account, a stand-in of the processor, and who carries."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import insert

from plumbline.accounts.identity import Identity, Party
from plumbline.accounts.roles import Role
from plumbline.billing import choosing, inbox, intent_rows, metering, service
from plumbline.billing.clerk import Clerk
from plumbline.billing.metering import Bought
from plumbline.billing.nightly import Night
from plumbline.billing.plan_data import PlanCode
from plumbline.billing.reconcile import Reconciled, Reconciler
from plumbline.billing.schemas import AccountOut, AddressIn, InvoiceOut, ListingOut, PayBy, PlanIn
from plumbline.integrations.stripe.fake.faults import Crashed
from plumbline.integrations.stripe.fake.server import StandIn
from plumbline.kit.clock import FixedClock, today
from plumbline.kit.identifiers import new_id
from plumbline.kit.money import Money
from plumbline.kit.tenant import CHARGING, THE_OPERATOR
from plumbline.storage.engine import Database
from plumbline.storage.tables import organisations
from tests.storage.market_made import SUPPLIER, add_product, add_supplier

DAY = 86400
CHOICE = PlanIn(
    plan=PlanCode.LISTING,
    pay_by=PayBy.INVOICE,
    invoice_name="Accounts payable",
    invoice_email="accounts@acme.example",
    address=AddressIn(line1="1 Acme Street", city="Leeds", postal_code="LS1 1AA"),
    purchase_order="PO-77",
)
MICRO = msgspec.structs.replace(CHOICE, plan=PlanCode.MICRO, ground="Three people and £200,000 a year.")
BACK = "https://plumbline.example/billing"


def supplier_identity(supplier_id: UUID, slug: str) -> Identity:
    """Somebody who acts for a supplier."""
    return Identity(
        person_id=new_id(),
        email=f"pat@{slug}.example",
        name="Pat Acme",
        membership_id=new_id(),
        role=Role.SUPPLIER,
        supplier=Party(id=supplier_id, code=slug, name=slug.title()),
    )


OPERATOR = Identity(
    person_id=new_id(),
    email="op@market.example",
    name="Olive Operator",
    membership_id=new_id(),
    role=Role.ADMINISTRATOR,
)


class Scene:
    """One supplier and all that happens to its account. Processes come and go: `clerk` is a new one."""

    def __init__(self, database: Database, clock: FixedClock, slug: str = "acme", products: int = 2) -> None:
        self.database, self.clock = database, clock
        self.standin = StandIn(clock=clock)
        self.supplier_id = add_supplier(database, slug)
        for number in range(products):
            add_product(database, self.supplier_id, f"{slug}-{number}")
        self.identity = supplier_identity(self.supplier_id, slug)

    @property
    def clerk(self) -> Clerk:
        """A process that has just been started."""
        return Clerk(self.database, self.clock, "fake", self.standin.processor)

    def choose(self, data: PlanIn = CHOICE) -> None:
        """The supplier chooses a plan."""
        with self.database.write(self.identity.tenant) as db:
            choosing.choose_plan(db, self.clock, self.identity, data, BACK)

    def work(self) -> int:
        """Whatever is due is done."""
        return asyncio.run(self.clerk.run_due())

    def work_and_die(self) -> bool:
        """The same in a process that may die at it; tells whether it did."""
        try:
            asyncio.run(self.clerk.run_due())
        except Crashed:
            return True
        return False

    def advance(self, days: int = 0, seconds: int = 0) -> None:
        """Time passes, here and at the processor."""
        self.clock.advance(days * DAY + seconds)
        self.standin.run_due()

    def account(self) -> AccountOut:
        """The account as its supplier sees it."""
        with self.database.read(self.identity.tenant) as db:
            return service.account_of(db, self.clock, self.identity, "fake")

    def listing(self) -> ListingOut:
        """The yearly listing, which there is."""
        found = self.account().listing
        assert found is not None
        return found

    def invoices(self) -> list[InvoiceOut]:
        """The supplier's invoices, the newest first."""
        with self.database.read(self.identity.tenant) as db:
            return service.invoices_of(db, self.identity).items

    def hear(self, *, twice: bool = False) -> None:
        """The processor's messages come in, in their order, and are handled."""
        processor = self.standin.processor()
        for sent in self.standin.webhooks():
            for _ in range(1 + twice):
                message = processor.event(sent.body, sent.signature(self.clock.now()), self.clock.now())
                inbox.keep(self.database, self.clock, message)
            self.standin.take(sent)
        self.work()

    def reconcile(self, *, dry: bool = False) -> Reconciled:
        """Both sides are held against each other."""
        return asyncio.run(Reconciler(self.database, self.clock, self.standin.processor(), dry=dry).run())

    def night(self) -> None:
        """What is metered, closed and told each night, and then carried."""
        asyncio.run(Night(self.database, self.clock, self.standin.processor(), None).charge())
        self.work()

    def buy(self, net: str, source_id: str, *, day: date | None = None, taken: bool = False) -> bool:
        """An organisation buys from the supplier through the market."""
        organisation = self.organisation()
        with self.database.write(CHARGING) as db:
            return metering.value_bought(
                db,
                self.clock,
                SUPPLIER,
                Bought(
                    source="order",
                    source_id=source_id,
                    organisation_id=organisation,
                    supplier_id=self.supplier_id,
                    net=Money.of(net),
                    day=day or today(self.clock),
                    charge_taken=taken,
                ),
            )

    def organisation(self) -> UUID:
        """Whoever buys."""
        if not hasattr(self, "_organisation"):
            self._organisation = new_id()
            values = {"id": self._organisation, "code": "ZZ1", "name": "Trust", "kind": "trust"}
            values |= {"certainty": "certain", "source": "test", "updated_at": self.clock.now()}
            with self.database.write(THE_OPERATOR) as db:
                db.execute(insert(organisations).values(values))
        return self._organisation

    def open_intents(self) -> int:
        """How much waits for the processor."""
        with self.database.read(CHARGING) as db:
            return len(intent_rows.open_intents(db))

    def theirs(self, kind: str) -> list[dict[str, Any]]:
        """Everything of a kind that the processor holds."""
        with self.standin._store.writing():
            return list(self.standin._store.all(kind))
