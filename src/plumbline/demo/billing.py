"""Fictional accounts of the demonstration's suppliers, told on days of the past to the stand-in as well.

Nobody pays anything: it is the stand-in of the payment processor that pretends to. Told once to its end, into
a stand-in that begins anew with it.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Final, TypeVar
from uuid import UUID

from plumbline.accounts.identity import Identity, Party
from plumbline.accounts.roles import Role
from plumbline.billing import choosing, crediting, metering, service
from plumbline.billing.carrier import Carrier
from plumbline.billing.metering import Bought
from plumbline.billing.nightly import Night
from plumbline.billing.plan_data import PlanCode
from plumbline.billing.reconcile import Reconciler
from plumbline.billing.schemas import AddressIn, InvoiceOut, PayBy, PlanIn, TransferIn
from plumbline.demo import repository
from plumbline.demo.fixed import fixed_id
from plumbline.integrations.stripe.connecting import FILE, PAGES
from plumbline.integrations.stripe.fake.server import StandIn
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import FixedClock
from plumbline.kit.money import Money
from plumbline.kit.tenant import CHARGING
from plumbline.organisations.service import id_of
from plumbline.products.service import supplier_id_of
from plumbline.settings import Settings
from plumbline.storage.engine import Connection, Database

R = TypeVar("R")
_STORYTELLER: Final = Actor(kind="system", name="demonstration market")
_BUYER: Final = "ZZA1"
CHOICES: Final = (
    ("tern-teal-systems", "Tern & Teal Systems", PlanCode.LISTING, PayBy.INVOICE, ""),
    ("oxbow-health-software", "Oxbow Health Software", PlanCode.LISTING, PayBy.CARD, ""),
    ("northing-digital", "Northing Digital", PlanCode.LISTING, PayBy.BACS, ""),
    ("quayside-informatics", "Quayside Informatics", PlanCode.LISTING, PayBy.INVOICE, ""),
    ("dovetail-care", "Dovetail Care", PlanCode.MICRO, PayBy.INVOICE, "Seven people, £640,000 a year."),
    ("confluence-care", "Confluence Care", PlanCode.PUBLIC, PayBy.INVOICE, "Owned by an invented trust."),
)
"""Supplier, plan, how it pays, and why a free plan is its own."""
BOUGHT: Final = (("tern-teal-systems", "48000.00"), ("oxbow-health-software", "31250.50"))
_METHODS: Final = {"card": "pm_card_visa", "bacs_debit": "pm_bacsDebit_success"}


def load_billing(database: Database, settings: Settings) -> None:
    """Open the accounts, charge a quarter, and let all be paid but Tern & Teal's last invoice.

    What a story that was cut off left is forgotten first, unless a supplier of no story has an account.
    """
    with database.write(CHARGING) as db:
        if repository.have_others_accounts(db, [slug for slug, *_ in CHOICES]):
            return
        repository.forget_billing(db)
    path = Path(settings.stripe_standin or settings.secret_path.with_name(FILE))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    clock = FixedClock(_at(date(2026, 9, 1)))
    standin = StandIn(str(path), clock=clock, pages=settings.site + PAGES, strict=False, draft_seconds=0)
    try:
        asyncio.run(_Story(database, clock, standin).tell())
    finally:
        standin.close()
    ended = event(clock, _STORYTELLER, repository.BILLED, "market", "demonstration")
    with database.write(CHARGING) as db:
        repository.tell_end(db, event=ended)


class _Story:
    def __init__(self, database: Database, clock: FixedClock, standin: StandIn) -> None:
        self._database, self._clock, self._standin = database, clock, standin
        self._processor = standin.processor()

    async def tell(self) -> None:
        for slug, name, plan, pay_by, ground in CHOICES:
            data = _choice(slug, name, plan, pay_by, ground)
            self._do(partial(self._choose, slug=slug, name=name, data=data))
        await self._carry()
        with self._standin.world() as world:
            pages = [each for each in world.store.all("checkout.session") if each["status"] == "open"]
        for page in pages:
            self._standin.pay_checkout(page["id"], _METHODS[page["allowed_payment_method_types"][0]])
        await self._on(date(2026, 9, 15))
        for number, (supplier, net) in enumerate(BOUGHT):
            self._do(partial(self._buy, number=number, supplier=supplier, net=net))
        await self._on(date(2026, 9, 20))
        self._pay_by_transfer(but="")
        await self._on(date(2026, 10, 1))
        await Night(self._database, self._clock, self._processor, None).charge()
        await self._on(date(2026, 10, 20))
        self._pay_by_transfer(but="tern-teal-systems")
        await self._carry()
        self._standin.take(*self._standin.webhooks())  # all of it is known
        await self._processor.close()

    async def _on(self, day: date) -> None:
        await Carrier(self._database, self._clock, self._processor).run_due()
        self._clock.moment = _at(day)
        self._standin.run_due()
        await self._carry()

    async def _carry(self) -> None:
        await Carrier(self._database, self._clock, self._processor).run_due()
        await Reconciler(self._database, self._clock, self._processor).run()

    def _choose(self, db: Connection, slug: str, name: str, data: PlanIn) -> None:
        acting = _person(Role.SUPPLIER, Party(id=supplier_id_of(db, slug), code=slug, name=name))
        choosing.choose_plan(db, self._clock, acting, data, "http://127.0.0.1/billing")

    def _buy(self, db: Connection, number: int, supplier: str, net: str) -> None:
        bought = Bought(
            source="order",
            source_id=f"demonstration-{number}",
            organisation_id=id_of(db, _BUYER),
            supplier_id=supplier_id_of(db, supplier),
            net=Money.of(net),
            day=self._clock.now().date(),
        )
        metering.value_bought(db, self._clock, _STORYTELLER, bought)

    def _pay_by_transfer(self, but: str) -> None:
        for invoice in self._do(lambda db: service.all_invoices(db, _OPERATOR)).items:
            if invoice.state == "open" and invoice.supplier != but and not _is_taken(invoice):
                self._do(partial(self._note, invoice_id=invoice.id))

    def _note(self, db: Connection, invoice_id: UUID) -> None:
        said = TransferIn(words="An invented bank reference")
        crediting.note_transfer(db, self._clock, _OPERATOR, invoice_id, said)

    def _do(self, work: Callable[[Connection], R]) -> R:
        with self._database.write(CHARGING) as db:
            return work(db)


def _is_taken(invoice: InvoiceOut) -> bool:
    """Is the money of it on its way by card or Bacs?"""
    return invoice.supplier in {slug for slug, _, _, pay_by, _ in CHOICES if pay_by is not PayBy.INVOICE}


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=UTC)


def _choice(slug: str, name: str, plan: PlanCode, pay_by: PayBy, ground: str) -> PlanIn:
    return PlanIn(
        plan=plan,
        pay_by=pay_by,
        invoice_name=f"Accounts, {name}",
        invoice_email=f"accounts@{slug}.example",
        address=AddressIn(line1="1 Invented Street", city="Nowhere", postal_code="ZZ1 1ZZ"),
        ground=ground,
        purchase_order="FICT-2026-1" if pay_by is PayBy.INVOICE else "",
    )


def _person(role: Role, supplier: Party | None = None) -> Identity:
    return Identity(
        person_id=_ID,
        email="nobody@demo.example",
        name=_STORYTELLER.name,
        membership_id=_ID,
        role=role,
        supplier=supplier,
    )


_ID: Final[UUID] = fixed_id("billing", "storyteller")
_OPERATOR: Final = _person(Role.ADMINISTRATOR)
