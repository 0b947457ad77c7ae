"""The orders of the demonstration's trust: one at every step, and a contract. Placed as anybody would."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from catalog.purchasing.legal import AuthorityClass
from catalog.purchasing.orders import OrderState
from plumbline.accounts.identity import Identity, Party
from plumbline.accounts.service import identity_by_email
from plumbline.demo import repository
from plumbline.demo.fixed import fixed_id
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import DomainError
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.market.snapshot import Snapshot
from plumbline.market.source import MarketSource
from plumbline.products.service import supplier_id_of
from plumbline.purchasing import charging, deciding, supplying, thresholds
from plumbline.purchasing.drafting import draft_order
from plumbline.purchasing.schemas import (
    Answer,
    AnswerIn,
    ApprovalIn,
    ChargeIn,
    OrderIn,
    Outcome,
    RequestIn,
    SendIn,
    Way,
)
from plumbline.purchasing.threshold_schemas import ThresholdIn
from plumbline.rankings.schemas import Filter, Question
from plumbline.shortlists import service as shortlists
from plumbline.shortlists.schemas import Choice, ProductDecision, ShortlistIn
from plumbline.storage.engine import Database
from plumbline.storage.tables import purchase_thresholds
from plumbline.storage.tables import shortlists as shortlist_rows

SELLERS: Final = (
    "tern-teal-systems",
    "kindly-patient-services",
    "plainspoken-health",
    "doorstep-digital",
    "waymarker-health",
)
CHOSEN: Final = ("tern-medicines", "kindly", "plainspoken", "doorstep-care", "waymarker")
SIZE: Final = {"user": 60, "bed": 30, "patient": 12_000, "site": 1}
BEGAN: Final = date(2026, 4, 1)
RENEWED: Final = "The supplier has shown us that the certificate is being renewed."


class Wanted(msgspec.Struct, frozen=True):
    """An order of the demonstration: what it is called here, of what, and how far it has come."""

    name: str
    product: str
    state: OrderState


_S = OrderState
WAY: Final = (_S.DRAFT, _S.AWAITING_APPROVAL, _S.APPROVED, _S.SENT, _S.ACCEPTED, _S.PAID)
WANTED: Final = (
    Wanted("contract", "kindly", _S.ACCEPTED),
    Wanted("paid", "doorstep-care", _S.PAID),
    Wanted("sent", "tern-medicines", _S.SENT),
    Wanted("approved", "waymarker", _S.APPROVED),
    Wanted("waiting", "plainspoken", _S.AWAITING_APPROVAL),
    Wanted("taken-back", "doorstep-care", _S.DRAFT),
    Wanted("draft", "kindly", _S.DRAFT),
)
"""Oldest first."""


def order_id(name: str) -> UUID:
    """The same each time: worked examples name it."""
    return UUID(str(fixed_id("order", name)))


def place_orders(database: Database, clock: Clock) -> None:
    """Set the trust's threshold, decide a shortlist, and place the orders; an order that the market no longer
    lets through on the day is left out. What stands already, whole or half, is gone on with.
    """
    market = MarketSource(database, clock)
    snapshot = market.current()
    market.close()
    story = _Story(database, clock, snapshot)
    story.set_threshold()
    shortlist_id = story.shortlist()
    for number, wanted in enumerate(WANTED):
        try:
            story.place(wanted, shortlist_id, number)
        except DomainError:
            continue


class _Story:
    def __init__(self, database: Database, clock: Clock, snapshot: Snapshot) -> None:
        self._database, self._clock, self._snapshot = database, clock, snapshot
        with database.read(THE_OPERATOR) as db:
            self._buyer = identity_by_email(db, "buyer@demo.example")
            self._officer = identity_by_email(db, "officer@demo.example")
            self._keeper = identity_by_email(db, "trust-admin@demo.example")
            self._seller = identity_by_email(db, "supplier@demo.example")

    def set_threshold(self) -> None:
        """£110,000 net, unless one is set."""
        with self._database.read(self._keeper.tenant) as db:
            if not repository.is_without(db, purchase_thresholds):
                return
        data = ThresholdIn(
            net="110000.00",
            authority_class=AuthorityClass.CENTRAL,
            valid_from=BEGAN,
            reason="Decided by the (fictional) board in its standing financial instructions.",
        )
        with self._database.write(self._keeper.tenant) as db:
            thresholds.set_threshold(db, self._clock, self._keeper, data, earliest=BEGAN)

    def shortlist(self) -> UUID:
        """Products of a few suppliers, each in or out with its reason."""
        name = fixed_id("shortlist", "clinic")
        with self._database.read(self._buyer.tenant) as db:
            if repository.has(db, shortlist_rows, name):
                return name
        question = Question(filter=Filter(supplier=SELLERS), size=SIZE, term_months=12)
        data = ShortlistIn(title="Small systems for the new clinic", question=question)
        with self._database.write(self._buyer.tenant) as db:
            made = shortlists.create_shortlist(db, self._clock, self._buyer, self._snapshot, data, name)
            found = shortlists.shortlist_of(db, self._buyer, made, 0)
            decided = [_decided(line.slug) for line in found.lines]
            shortlists.decide_all(db, self._clock, self._buyer, made, found.version, decided)
        return made

    def place(self, wanted: Wanted, shortlist_id: UUID, number: int) -> None:
        """One order, as far as it has come: from where it stands, if a start before placed it."""
        data = OrderIn(
            shortlist_id=shortlist_id,
            product=wanted.product,
            size=SIZE,
            term_months=3,
            starts_on=today(self._clock) + timedelta(days=14),
            notice_days=30,
        )
        identifier = order_id(wanted.name)
        with self._database.write(self._buyer.tenant) as db:
            state = repository.order_state(db, identifier)
            if state is None:
                draft_order(db, self._clock, self._buyer, self._snapshot, data, identifier)
        for step in self._steps(wanted, number, OrderState(state or _S.DRAFT)):
            step(identifier)

    def _steps(self, wanted: Wanted, number: int, state: OrderState) -> list[Callable[[UUID], None]]:
        """What is left to do with it; nothing with one that somebody took elsewhere."""

        def request(it: UUID) -> None:
            said = RequestIn(standing_reason=RENEWED)
            self._as(self._buyer, deciding.request_approval, self._snapshot, it, said)

        def approve(it: UUID) -> None:
            said = ApprovalIn(outcome=Outcome.APPROVE, reason="Within the clinic's budget for this year.")
            self._as(self._officer, deciding.decide, self._snapshot, it, said)

        def send(it: UUID) -> None:
            said = SendIn(purchase_order_number=f"PO-2026-{number + 1:04d}")
            self._as(self._buyer, supplying.send, self._snapshot, it, said)

        def accept(it: UUID) -> None:
            self._as(self._seller_of(wanted), supplying.answer, it, AnswerIn(answer=Answer.ACCEPT))

        def pay(it: UUID) -> None:
            said = ChargeIn(
                way=Way.OUTSIDE, reason="By bank transfer, under the supplier's invoice 2026-118."
            )
            charging.charge(self._database, self._clock, self._buyer, it, said)

        every: list[Callable[[UUID], None]] = [request, approve, send, accept, pay]
        return every[WAY.index(state) : WAY.index(wanted.state)] if state in WAY else []

    def _seller_of(self, wanted: Wanted) -> Identity:
        """Somebody of the product's supplier: of one that nobody can sign in for, somebody made up."""
        record = self._snapshot.records[self._snapshot.position[wanted.product]]
        with self._database.read(THE_OPERATOR) as db:
            supplier_id = supplier_id_of(db, record.supplier_slug)
        if supplier_id == self._seller.supplier_id:
            return self._seller
        party = Party(id=supplier_id, code=record.supplier_slug, name=record.supplier_name)
        return msgspec.structs.replace(self._seller, person_id=new_id(), name="Kit Counter", supplier=party)

    def _as(self, who: Identity, act: Callable[..., object], *given: Any) -> None:
        with self._database.write(who.tenant) as db:
            act(db, self._clock, who, *given)


def _decided(slug: str) -> ProductDecision:
    if slug in CHOSEN:
        return ProductDecision(slug=slug, choice=Choice.IN, reason="It does what the clinic needs.")
    return ProductDecision(slug=slug, choice=Choice.OUT, reason="The clinic has no use for it this year.")
