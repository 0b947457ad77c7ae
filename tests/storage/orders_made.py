"""A trust, a supplier, a product that passes the gate, a decided shortlist: and orders at every state."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import insert, select

from catalog.prices import Flat, Period, PerUnit, PricePlan
from catalog.purchasing.legal import AuthorityClass
from catalog.words import GateState
from plumbline.accounts.identity import Identity
from plumbline.accounts.roles import Role
from plumbline.accounts.service import add_member, create_person, identity_for
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import FixedClock, today
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import ORDERING, THE_OPERATOR
from plumbline.market.snapshot import Snapshot
from plumbline.market.source import MarketSource
from plumbline.purchasing import deciding, service, supplying, thresholds
from plumbline.purchasing.drafting import draft_order
from plumbline.purchasing.schemas import (
    Answer,
    AnswerIn,
    ApprovalIn,
    OrderIn,
    OrderOut,
    Outcome,
    RequestIn,
    SendIn,
)
from plumbline.purchasing.threshold_schemas import ThresholdIn
from plumbline.shortlists import service as shortlists
from plumbline.shortlists.schemas import Choice, ProductDecision, ShortlistIn
from plumbline.storage import tables
from plumbline.storage.engine import Database
from tests.storage.market_made import add_product, add_supplier

WHY = "It does what we asked for."
PLAN = PricePlan(
    title="Standard",
    charges=(
        PerUnit(title="Licence", price=Decimal("64.50"), unit="user", period=Period.YEAR),
        Flat(title="Implementation", price=Decimal("999.99"), period=Period.ONE_OFF),
    ),
    vat_rate=Decimal("0.20"),
)


class Scene:
    """Everybody and everything that an order needs, on a database. `snapshot` is today's market."""

    def __init__(self, database: Database, clock: FixedClock) -> None:
        self.database, self.clock = database, clock
        self.supplier_id = add_supplier(database)
        self.product_id = add_product(database, self.supplier_id, "scope")
        add_product(database, self.supplier_id, "lamp")
        self.organisation_id = self._organisation("ZZZ1")
        self.buyer = self.person("bea", Role.BUYER)
        self.officer = self.person("petra", Role.PROCUREMENT_OFFICER)
        self.keeper = self.person("ivy", Role.ORGANISATION_ADMINISTRATOR)
        self.seller = self.person("sam", Role.SUPPLIER)
        self.publish(PLAN)
        self.snapshot = self._market()
        self.shortlist_id = self._shortlist()
        self.set_threshold("40000.00")

    def _organisation(self, code: str) -> UUID:
        row: dict[str, Any] = {"id": new_id(), "code": code, "name": f"Trust {code}", "kind": "trust"}
        row |= {"certainty": "certain", "source": "this test", "updated_at": self.clock.now()}
        with self.database.write(THE_OPERATOR) as db:
            db.execute(insert(tables.organisations).values(row))
        return UUID(str(row["id"]))

    def person(self, name: str, role: Role, *, elsewhere: bool = False) -> Identity:
        """Somebody of the trust or the supplier; of another one if `elsewhere`."""
        with self.database.write(THE_OPERATOR) as db:
            person_id = create_person(
                db, self.clock, OPERATOR, f"{name}@example.org", name, password_hash="none"
            )
        return self.member(person_id, role, elsewhere=elsewhere)

    def member(self, person_id: UUID, role: Role, *, elsewhere: bool = False) -> Identity:
        """The person in one more role."""
        named: dict[str, UUID] = {}
        if role is Role.SUPPLIER:
            named["supplier_id"] = add_supplier(self.database, "other") if elsewhere else self.supplier_id
        else:
            named["organisation_id"] = self._organisation("ZZZ2") if elsewhere else self.organisation_id
        with self.database.write(THE_OPERATOR) as db:
            membership_id = add_member(db, self.clock, OPERATOR, person_id, role, **named)
            return identity_for(db, person_id, membership_id)

    def publish(self, plan: PricePlan, valid_from: date = date(2025, 1, 1)) -> None:
        """A price of the product."""
        row = {"id": new_id(), "product_id": self.product_id, "title": plan.title, "origin": "listed"}
        with self.database.write() as db:
            db.execute(
                insert(tables.price_plans).values(
                    **row, plan=msgspec.to_builtins(plan), valid_from=valid_from
                )
            )

    def _market(self) -> Snapshot:
        market = MarketSource(self.database, self.clock)
        found = market.current()
        market.close()
        found.standings[:] = [msgspec.structs.replace(s, gate=GateState.ELIGIBLE) for s in found.standings]
        return found

    def stands(self, gate: GateState, until: date | None = None) -> None:
        """From now on the product's gate is this."""
        place = self.snapshot.position["scope"]
        self.snapshot.standings[place] = msgspec.structs.replace(
            self.snapshot.standings[place], gate=gate, until=until
        )

    def _shortlist(self) -> UUID:
        with self.database.write(self.buyer.tenant) as db:
            made = shortlists.create_shortlist(
                db, self.clock, self.buyer, self.snapshot, ShortlistIn(title="Scopes")
            )
            decided = [
                ProductDecision(slug="scope", choice=Choice.IN, reason=WHY),
                ProductDecision(slug="lamp", choice=Choice.OUT, reason="It does not do what we need."),
            ]
            shortlists.decide_all(db, self.clock, self.buyer, made, 1, decided)
        return made

    def set_threshold(self, net: str, kind: AuthorityClass = AuthorityClass.CENTRAL) -> None:
        """From today on the trust buys directly up to this much."""
        data = ThresholdIn(net=net, authority_class=kind, valid_from=today(self.clock), reason=WHY)
        with self.database.write(self.keeper.tenant) as db:
            thresholds.set_threshold(db, self.clock, self.keeper, data)

    def wanted(self, **changed: Any) -> OrderIn:
        """An order for 40 users for a year: £2,580 and £999.99 to begin with, £3,579.99 net."""
        plain = OrderIn(
            shortlist_id=self.shortlist_id,
            product="scope",
            size={"user": 40},
            term_months=12,
            starts_on=today(self.clock),
            notice_days=90,
        )
        return msgspec.structs.replace(plain, **changed)

    def drafted(self, by: Identity | None = None, **changed: Any) -> UUID:
        """A draft."""
        by = by or self.buyer
        with self.database.write(by.tenant) as db:
            return draft_order(db, self.clock, by, self.snapshot, self.wanted(**changed))

    def request(self, order_id: UUID, by: Identity | None = None, **reasons: str) -> None:
        """Somebody asks for its approval."""
        by = by or self.buyer
        with self.database.write(by.tenant) as db:
            deciding.request_approval(db, self.clock, by, self.snapshot, order_id, RequestIn(**reasons))

    def requested(self, **changed: Any) -> UUID:
        """An order that awaits approval."""
        made = self.drafted(**changed)
        self.request(made)
        return made

    def decide(self, order_id: UUID, by: Identity | None = None, outcome: Outcome = Outcome.APPROVE) -> None:
        """Somebody approves or refuses."""
        by = by or self.officer
        with self.database.write(by.tenant) as db:
            said = ApprovalIn(outcome=outcome, reason=WHY)
            deciding.decide(db, self.clock, by, self.snapshot, order_id, said)

    def approved(self, **changed: Any) -> UUID:
        """An approved order."""
        made = self.requested(**changed)
        self.decide(made)
        return made

    def send(self, order_id: UUID, number: str = "PO-1") -> None:
        """It goes to the supplier."""
        with self.database.write(self.buyer.tenant) as db:
            data = SendIn(purchase_order_number=number)
            supplying.send(db, self.clock, self.buyer, self.snapshot, order_id, data)

    def answer(self, order_id: UUID, by: Identity | None = None, answer: Answer = Answer.ACCEPT) -> None:
        """The supplier's word."""
        by = by or self.seller
        with self.database.write(by.tenant) as db:
            supplying.answer(db, self.clock, by, order_id, AnswerIn(answer=answer, reason=WHY))

    def accepted(self, number: str = "PO-1") -> UUID:
        """An order that the supplier accepted."""
        made = self.approved()
        self.send(made, number)
        self.answer(made)
        return made

    def seen(self, order_id: UUID, by: Identity | None = None) -> OrderOut:
        """The order as somebody sees it."""
        by = by or self.buyer
        with self.database.read(by.tenant) as db:
            return service.order_of(db, by, self.snapshot, order_id)

    def payable(self) -> None:
        """The supplier has told the payment processor all about itself."""
        row = {"id": new_id(), "supplier_id": self.supplier_id, "email": "sam@example.org", "wanted": ""}
        row |= {"account": "acct_1", "may_charge": True, "asked_by": "sam", "asked_at": self.clock.now()}
        with self.database.write(ORDERING) as db:
            db.execute(insert(tables.payees).values(row))

    def payments(self, order_id: UUID) -> list[Any]:
        """The rows of an order's payments."""
        query = select(tables.order_payments).where(tables.order_payments.c.order_id == order_id)
        with self.database.read(ORDERING) as db:
            return list(db.execute(query.order_by(tables.order_payments.c.number)))
