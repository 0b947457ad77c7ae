"""Money never bends a ranking: every fact of billing changed, and not a byte of what is ranked moves."""

import random
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import Connection, delete, insert, select

from plumbline.billing.service import standing_of
from plumbline.kit.clock import FixedClock, today
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.settings import Settings
from plumbline.storage import tables
from plumbline.storage.engine import Database
from tests.api.signed_in import demo_tokens
from tests.composed import composed
from tests.conftest import NOON
from tests.inline import InlineClient

KINDS = ("epr", "gp-system", "epma", "lims")
BILLING = [table for name, table in tables.metadata.tables.items() if name.startswith("billing_")]
UNSETTLED = {"open": False, "paid": True, "void": True, "uncollectible": True}


def answers(url: str) -> dict[str, bytes]:
    """All that is ranked, searched, compared and judged, as it is sent."""
    settings = Settings(database=url, rate_limits=0)
    with composed(settings, FixedClock(NOON)) as app, InlineClient(app) as client:
        found = dict(_asked(client))
        found |= _of_who_holds(client)
        slugs = [each["slug"] for each in client.get("/api/v1/products?limit=100").json()["items"]]
        for slug in slugs:
            found[slug] = client.get(f"/api/v1/products/{slug}").content
            found[f"{slug} shown"] = client.get(
                f"/api/v1/products/{slug}/conformance?as_of=2026-11-23"
            ).content
    return found


def _asked(client: TestClient[Any]) -> list[tuple[str, bytes]]:
    paths = ["/api/v1/products?limit=100", "/api/v1/products?q=record&limit=100", "/products?q=medicines"]
    paths += [f"/rank?product_type={kind}&w_cost=40&w_experience=60" for kind in KINDS]
    got = [(path, client.get(path)) for path in paths]
    asked = [({"filter": {"product_type": [kind]}, "as_of": "2026-11-23"}, kind) for kind in KINDS]
    ranked = [(f"ranked {kind}", client.post("/api/v1/rankings", json=body)) for body, kind in asked]
    receipts = [(f"receipt {k}", client.post("/api/v1/rankings/receipt", json=body)) for body, k in asked]
    assert {answer.status_code for _, answer in (*got, *ranked, *receipts)} == {200}
    return [(name, answer.content) for name, answer in (*got, *ranked, *receipts)]


def _of_who_holds(client: TestClient[Any]) -> dict[str, bytes]:
    """What an organisation sees of the products that it holds, has listed and compares."""
    token = demo_tokens(client)["procurement_officer"]
    mine = {"authorization": f"Bearer {token}"}
    paths = ["/api/v1/products-in-use", "/api/v1/shortlists", "/api/v1/comparisons"]
    held = client.get(paths[0], headers=mine).json()["items"]
    assert held, "nobody holds anything: nothing could be hidden"
    slugs = [each["product"] for each in held]
    compared = "&".join(f"product={slug}" for slug in sorted(set(slugs))[:2])
    got = [client.get(path, headers=mine) for path in paths[:2]]
    got.append(client.get(f"{paths[2]}?{compared}", headers=mine))
    got += [client.get(f"/products/{slug}", headers=mine) for slug in slugs]
    assert {answer.status_code for answer in got} == {200}
    return {f"held {number}": answer.content for number, answer in enumerate(got)}


def another_market(database: Database, chance: random.Random) -> None:
    """Some of what was said and decided never was: a market in which other products lead."""
    with database.write(THE_OPERATOR) as db:
        for table in (tables.feedback, tables.decisions):
            ids = list(db.execute(select(table.c.id).order_by(table.c.id)).scalars())
            gone = chance.sample(ids, len(ids) // 3)
            for start in range(0, len(gone), 500):
                these = gone[start : start + 500]
                if table is tables.feedback:
                    _forget_answers(db, these)
                db.execute(delete(table).where(table.c.id.in_(these)))


def _forget_answers(db: Connection, ids: list[Any]) -> None:
    of_rulings = select(tables.feedback_rulings.c.id).where(tables.feedback_rulings.c.answer_id.in_(ids))
    db.execute(delete(tables.feedback_appeals).where(tables.feedback_appeals.c.ruling_id.in_(of_rulings)))
    for table in (tables.feedback_rulings, tables.feedback_marks, tables.feedback_replies):
        db.execute(delete(table).where(table.c.answer_id.in_(ids)))


def other_facts(database: Database, chance: random.Random, *, paused: bool = False) -> None:
    """Every fact of billing of every supplier is another: nothing, or any plan, paid, late or given back.
    With `paused`, each has an account and an invoice that is so late that its listing is paused.
    """
    day = today(FixedClock(NOON))
    with database.write(THE_OPERATOR) as db:
        for table in reversed(tables.metadata.sorted_tables):
            if table in BILLING:
                db.execute(delete(table))
        organisations = list(db.execute(select(tables.organisations.c.id).limit(5)).scalars())
        for supplier in db.execute(select(tables.suppliers.c.id)).scalars().all():
            if paused or chance.random() < 0.8:
                account = _account(db, supplier, day, chance)
                if paused:
                    _invoice(db, account, 9, day - timedelta(46), chance, "open")
                for number in range(chance.randint(0, 4)):
                    _invoice(db, account, number, day - timedelta(chance.randint(0, 400)), chance)
            bought = {
                "source": "order",
                "source_id": str(new_id()),
                "organisation_id": chance.choice(organisations),
            }
            money = {
                "currency": "GBP",
                "net": chance.randint(1, 10**9),
                "charge_taken": chance.random() < 0.5,
            }
            at = {"day": day, "recorded_at": NOON, "supplier_id": supplier}
            db.execute(insert(tables.billing_bought).values(id=new_id(), **bought, **money, **at))


def _account(db: Connection, supplier: Any, day: Any, chance: random.Random) -> Any:
    account = new_id()
    plan = {"plan": chance.choice(["listing", "micro", "public"]), "plan_since": day, "ground": "x"}
    whom = {
        "invoice_name": "x",
        "invoice_email": "x@y.example",
        "address": {},
        "country": "GB",
        "vat_number": "",
    }
    pays = {"pay_by": chance.choice(["card", "bacs", "invoice"]), "purchase_order": ""}
    made = {"version": 1, "opened_at": NOON, "opened_by": "x", "supplier_id": supplier}
    db.execute(insert(tables.billing_accounts).values(id=account, **plan, **whom, **pays, **made))
    listing = {
        "edition": "2026-04",
        "products": 1,
        "products_now": 1,
        "pay_by": "card",
        "net": 1,
        "version": 1,
    }
    state = {"state": chance.choice(["asked", "active", "past_due"]), "ends": chance.random() < 0.5}
    db.execute(
        insert(tables.billing_subscriptions).values(
            id=new_id(), account_id=account, currency="GBP", asked_at=NOON, **listing, **state
        )
    )
    return account


def _invoice(
    db: Connection, account: Any, number: int, due: Any, chance: random.Random, state: str = ""
) -> None:
    state = state or chance.choice(list(UNSETTLED))
    money = {"currency": "GBP", "net": chance.randint(1, 10**7), "vat": 0, "credited": 0}
    days = {"issued_on": due, "due_on": due, "settled_on": due if UNSETTLED[state] else None, "made_at": NOON}
    more = {"about": str(number), "number": str(number), "purchase_order": "", "version": 1, "state": state}
    db.execute(
        insert(tables.billing_invoices).values(id=new_id(), account_id=account, **money, **days, **more)
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_no_fact_of_billing_moves_a_byte(demo_template: Path, tmp_path: Path, seed: int) -> None:
    """In a random market: the same answers before and after, and the same revision of the market."""
    url, chance = f"sqlite:///{tmp_path / 'market.sqlite'}", random.Random(seed)
    shutil.copy(demo_template, tmp_path / "market.sqlite")
    database = Database(url)
    another_market(database, chance)
    before, revision = answers(url), _revision(database)
    for paused in (False, True):
        other_facts(database, chance, paused=paused)
        assert not paused or _all_paused(database)
        after = answers(url)
        assert [name for name in before if before[name] != after[name]] == []
        assert _revision(database) == revision
    database.close()


def _all_paused(database: Database) -> bool:
    """Does billing itself say so of each supplier?"""
    with database.read(THE_OPERATOR) as db:
        accounts = db.execute(select(tables.billing_accounts.c.id)).scalars().all()
        suppliers = db.execute(select(tables.suppliers.c.id)).scalars().all()
        day = today(FixedClock(NOON))
        paused = [standing_of(db, each, day).is_paused for each in accounts]
    return len(accounts) == len(suppliers) and all(paused)


def _revision(database: Database) -> int:
    with database.read() as db:
        return int(db.execute(select(tables.market_state.c.revision)).scalar_one())


def test_another_market_is_another(demo_template: Path, tmp_path: Path) -> None:
    """The search for differences finds some where there are some: what was said does move ranks."""
    url = f"sqlite:///{tmp_path / 'market.sqlite'}"
    shutil.copy(demo_template, tmp_path / "market.sqlite")
    database = Database(url)
    before = answers(url)
    another_market(database, random.Random(1))
    after = answers(url)
    assert sum(before[name] != after.get(name) for name in before) > 10
    database.close()
