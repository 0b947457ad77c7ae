"""Two trusts with a person each, and a row of theirs in every table behind the second wall."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import Connection, func, insert, select

from plumbline.accounts import sessions, tokens
from plumbline.accounts.identity import Identity, Party
from plumbline.accounts.service import add_member, create_person, identity_for
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import FixedClock, today
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.market.source import MarketSource
from plumbline.shortlists import service
from plumbline.shortlists.schemas import Choice, DecisionIn, ShortlistIn
from plumbline.storage import tables
from plumbline.storage.engine import Database
from plumbline.storage.row_security import RULES
from tests.storage.market_made import add_product, add_supplier

OWNED = [name for name, rule in RULES.items() if rule.own != "false"]
"""The tables whose rows are somebody's; the others are the service's own work."""
WHY = DecisionIn(choice=Choice.IN, reason="It does what we need.", version=1)


@pytest.fixture
def wall(postgres_url: str) -> Iterator[Database]:
    """A PostgreSQL whose user is a superuser: whom row-level security does not bind by itself."""
    database = Database(postgres_url)
    yield database
    database.close()


@pytest.fixture
def buyers(wall: Database, clock: FixedClock) -> tuple[Identity, Identity]:
    """Two trusts with a person each, who has a row in every table behind the wall."""
    supplier = add_supplier(wall)
    add_product(wall, supplier, "scope")
    market = MarketSource(wall, clock)
    found = _buyer(wall, clock, market, supplier, "ZZ1"), _buyer(wall, clock, market, supplier, "ZZ2")
    market.close()
    return found


def _buyer(
    database: Database, clock: FixedClock, market: MarketSource, supplier: UUID, code: str
) -> Identity:
    organisation = {"id": new_id(), "code": code, "name": code, "kind": "trust", "certainty": "certain"}
    with database.write(THE_OPERATOR) as db:
        db.execute(insert(tables.organisations).values(**organisation, source="test", updated_at=clock.now()))
        address = f"{code.lower()}@example.org"
        person = create_person(db, clock, OPERATOR, address, code, password_hash="none")
        add_member(db, clock, OPERATOR, person, "buyer", organisation_id=UUID(str(organisation["id"])))
        identity = identity_for(db, person)
    # Nobody acts for both; here one is, so that each has a row in the tables of either.
    party = Party(id=add_supplier(database, code.lower()), code=code.lower(), name=code)
    identity = msgspec.structs.replace(identity, supplier=party)
    with database.write(identity.tenant) as db:
        made = service.create_shortlist(db, clock, identity, market.current(), ShortlistIn(title=code * 2))
        service.decide(db, clock, identity, made, "scope", WHY)
        sessions.open_session(db, clock, identity)
        tokens.make_token(db, clock, identity, "CI", 30)
        theirs = {"person_id": person, "issuer": "https://id.example", "subject": code}
        db.execute(insert(tables.recovery_codes).values(code_hash=code, person_id=person))
        db.execute(insert(tables.person_identities).values(id=new_id(), created_at=clock.now(), **theirs))
        _live_check(db, clock, identity)
        said = {"supplier_id": supplier, "version": 1, "conflict": False, "words": ""}
        said |= {"declared_on": today(clock), "declared_at": clock.now()}
        db.execute(insert(tables.interests).values(id=new_id(), person_id=person, **said))
        _in_use(db, clock, identity)
        _order(db, clock, identity, made)
        _charged(db, clock, identity)
    return identity


def _order(db: Connection, clock: FixedClock, identity: Identity, shortlist_id: UUID) -> None:
    """An order that their organisation placed with themselves, all that hangs on it, and how it is paid."""
    release = db.execute(select(tables.releases.c.id, tables.releases.c.product_id)).first()
    assert release is not None
    parties: dict[str, Any] = {
        "organisation_id": identity.organisation_id,
        "supplier_id": identity.supplier_id,
    }
    parties |= {"product_id": release.product_id, "release_id": release.id}
    named: dict[str, Any] = {
        "organisation_name": "a",
        "supplier_name": "b",
        "product_name": "c",
        "product_slug": "scope",
    }
    named |= {"release_version": "1.0", "term_months": 12, "starts_on": today(clock), "ends_on": today(clock)}
    named |= {"notice_days": 30, "currency": "GBP", "net_minor": 100, "gross_minor": 120}
    order_id, now = new_id(), clock.now()
    priced: dict[str, Any] = {
        "plan_title": "Standard",
        "size": {},
        "vat_minor": 20,
        "vat_rate": "0.2",
        "arithmetic": [],
    }
    drafted: dict[str, Any] = {
        "drafted_by": "a",
        "drafted_by_id": identity.person_id,
        "drafted_at": now,
        "changed_at": now,
    }
    made: dict[str, Any] = {
        "id": order_id,
        "shortlist_id": shortlist_id,
        "state": "draft",
        "version": 1,
        "origin": "listed",
    }
    db.execute(insert(tables.orders).values(**made, **parties, **named, **priced, **drafted))
    step: dict[str, Any] = {
        "order_id": order_id,
        "number": 1,
        "act": "draft",
        "state": "draft",
        "internal": True,
    }
    step |= {"reason": "", "facts": {}, "made_by": "a", "made_at": now}
    db.execute(insert(tables.order_steps).values(id=new_id(), **step))
    paid: dict[str, Any] = {
        "way": "card",
        "state": "paid",
        "email": "a@b.example",
        "account": "x",
        "currency": "GBP",
    }
    paid |= {"order_id": order_id, "number": 1, "gross_minor": 120, "intended_at": now}
    payment_id = new_id()
    db.execute(insert(tables.order_payments).values(id=payment_id, **paid))
    back: dict[str, Any] = {"state": "given_back", "currency": "GBP", "reason": "a", "given_by": "a"}
    back |= {"net_minor": 100, "vat_minor": 20, "gross_minor": 120, "number": 1, "intended_at": now}
    refund = insert(tables.order_refunds).values(
        id=new_id(), order_id=order_id, payment_id=payment_id, **back
    )
    db.execute(refund)
    agreed: dict[str, Any] = {"id": new_id(), "order_id": order_id, "agreed_at": now}
    db.execute(insert(tables.contracts).values(**agreed, **parties, **named))
    payee: dict[str, Any] = {
        "supplier_id": identity.supplier_id,
        "email": "a@b.example",
        "may_charge": False,
        "wanted": "",
    }
    db.execute(insert(tables.payees).values(id=new_id(), **payee, asked_by="a", asked_at=now))
    limit: dict[str, Any] = {
        "organisation_id": identity.organisation_id,
        "version": 1,
        "net_minor": 100,
        "set_at": now,
    }
    limit |= {"authority_class": "central", "valid_from": today(clock), "reason": "", "set_by": "a"}
    db.execute(insert(tables.purchase_thresholds).values(id=new_id(), **limit))


def _in_use(db: Connection, clock: FixedClock, identity: Identity) -> None:
    """That their organisation uses the product."""
    product = db.execute(select(tables.products.c.id)).scalars().first()
    values = {"id": new_id(), "organisation_id": identity.organisation_id, "product_id": product}
    values |= {"since": today(clock), "declared_by": "test", "declared_at": clock.now()}
    db.execute(insert(tables.products_in_use).values(values))


def _charged(db: Connection, clock: FixedClock, identity: Identity) -> None:
    """That their supplier has an account with all that belongs to one, and that their organisation bought."""
    account, day = new_id(), today(clock)
    by, at = {"asked_by": "test"}, {"asked_at": clock.now()}
    choice = {"plan": "listing", "plan_since": day, "ground": "", "pay_by": "invoice", "purchase_order": ""}
    whom = {
        "invoice_name": "x",
        "invoice_email": "x@y.example",
        "address": {},
        "country": "GB",
    }
    opened = {"version": 1, "opened_at": clock.now(), "opened_by": "test"}
    row = {"id": account, "supplier_id": identity.supplier_id, **choice, **whom, **opened}
    row["vat_number"] = ""
    db.execute(insert(tables.billing_accounts).values(row))
    invoice, line = new_id(), new_id()
    money = {"currency": "GBP", "net": 100}
    listing = {"edition": "2026-11", "products": 1, "products_now": 1, "pay_by": "invoice", "state": "asked"}
    db.execute(
        insert(tables.billing_subscriptions).values(
            id=new_id(), account_id=account, ends=False, version=1, **at, **listing, **money
        )
    )
    days = {"issued_on": day, "due_on": day, "purchase_order": "", "version": 1, "made_at": clock.now()}
    values = {"about": "2026-Q4", "state": "open", "number": "1", "vat": 20, "credited": 0, **money, **days}
    db.execute(insert(tables.billing_invoices).values(id=invoice, account_id=account, **values))
    charged = {"charge": "market", "about": "2026-Q4", "words": "x", "first": day, "last": day, "vat": 20}
    taxed = {"percent": "20", "treatment": "standard", "added_on": day, **money}
    db.execute(
        insert(tables.billing_lines).values(
            id=line, account_id=account, invoice_id=invoice, **charged, **taxed
        )
    )
    given = {"state": "asked", "vat": 20, "back": "open", "reason": "duplicate", "words": "x", "number": ""}
    db.execute(
        insert(tables.billing_credits).values(
            id=new_id(), account_id=account, invoice_id=invoice, line_id=line, refund_state="",
            given_on=day, given_by="test", **given, **money,
        )
    )  # fmt: skip
    asked = {"asked": {}, "state": "asked", "attempts": 0, "failure": "", "thing": "", **by, **at}
    db.execute(
        insert(tables.billing_intents).values(id=new_id(), account_id=account, about_id=account, **asked)
    )
    told = {"account_id": account, "invoice_id": invoice, "stage": "grace", "given_on": day}
    db.execute(insert(tables.billing_notices).values(id=new_id(), **told))
    theirs = {"organisation_id": identity.organisation_id, "supplier_id": identity.supplier_id}
    bought = {"source": "order", "source_id": str(account), "day": day, "charge_taken": False}
    db.execute(
        insert(tables.billing_bought).values(
            id=new_id(), recorded_at=clock.now(), **theirs, **bought, **money
        )
    )


def _live_check(db: Connection, clock: FixedClock, identity: Identity) -> None:
    """A host that was registered for the product, by whoever it is, and a look at it."""
    check_id, release = new_id(), db.execute(select(tables.releases.c.id)).scalars().first()
    values = {"proof": "dns", "token": str(check_id), "state": "waiting", "misses": 0, "failures": 0}
    values |= {"release_id": release, "address": f"https://{check_id}.example", "registered_by": "test"}
    made = {"id": check_id, "supplier_id": identity.supplier_id, "registered_at": clock.now(), **values}
    db.execute(insert(tables.live_checks).values(made))
    look = {"at": clock.now(), "about": "proof", "outcome": "missing", "live_check_id": check_id}
    db.execute(insert(tables.live_looks).values(id=new_id(), **look))


def counted(db: Connection) -> dict[str, int]:
    """How many rows each table behind the wall shows."""
    found = {
        name: db.execute(select(func.count()).select_from(tables.metadata.tables[name])).scalar_one()
        for name in OWNED
    }
    return {name: int(count) for name, count in found.items()}


def all_of(count: int) -> dict[str, int]:
    """`count` rows in each table."""
    return dict.fromkeys(OWNED, count)


def shortlist_of(database: Database, identity: Identity) -> UUID:
    """The id of somebody's shortlist."""
    with database.read(identity.tenant) as db:
        return service.shortlists_of(db, identity)[0].id
