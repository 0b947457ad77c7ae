"""Writers of evidence at the same moment, on both engines: one decision, one file, no surprise."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import func, select

from plumbline.accounts.passwords import hash_password
from plumbline.accounts.service import add_member, create_person
from plumbline.demo.people import DEMO_PASSWORD
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import FixedClock
from plumbline.storage.engine import Database
from plumbline.storage.tables import decisions, evidence, files
from tests.api.evidence_asked import (
    CERTIFICATE,
    FILE,
    Client,
    Headers,
    assert_problem,
    decide,
    hand_in,
    sign_in,
    sign_in_free,
)
from tests.storage.market_made import add_product, add_supplier

HASHED = hash_password(DEMO_PASSWORD)
SUPPLIER, ASSESSORS = "maker", ("ada", "otto")


@pytest.fixture
def client(app: Litestar) -> Iterator[Client]:
    """A client whose requests overlap."""
    with TestClient(app) as client:
        yield client


@pytest.fixture
def market(client: Client, database: Database, clock: FixedClock) -> Client:
    """A client of a service with one product, its supplier's member and two assessors."""
    supplier = add_supplier(database)
    add_product(database, supplier, "scope")
    with database.write() as db:
        for name in (SUPPLIER, *ASSESSORS):
            person = create_person(db, clock, OPERATOR, f"{name}@demo.example", name, password_hash=HASHED)
            if name == SUPPLIER:
                add_member(db, clock, OPERATOR, person, "supplier", supplier_id=supplier)
            else:
                add_member(db, clock, OPERATOR, person, "assessor")
    return client


def at_once(asks: list[Callable[[], Response]]) -> list[Response]:
    """The answers to what is asked in the same moment."""
    gate, answers = threading.Barrier(len(asks)), list[Response]()

    def ask(one: Callable[[], Response]) -> None:
        gate.wait()
        answers.append(one())

    threads = [threading.Thread(target=ask, args=(one,)) for one in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_assessors_decide_the_same_version(market: Client, database: Database) -> None:
    """Exactly one is recorded; every other is told that somebody was first."""
    evidence_id = hand_in(market, sign_in(market, SUPPLIER), slug="scope").json()["id"]
    asks = [_decision(market, sign_in_free(market, name, "acme"), evidence_id) for name in ASSESSORS * 4]
    answers = at_once(asks)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    for answer in answers:
        if answer.status_code == 409:
            assert assert_problem(answer, 409)["next_step"].startswith("Read the decisions")
    with database.read() as db:
        assert db.scalar(select(func.count()).select_from(decisions)) == 1


def _decision(client: Client, headers: Headers, evidence_id: str) -> Callable[[], Response]:
    return lambda: decide(client, headers, evidence_id)


def test_the_same_file_twice_in_one_moment(market: Client, database: Database) -> None:
    """Both are recorded, and the file is kept once."""
    headers = sign_in(market, SUPPLIER)
    answers = at_once([lambda: hand_in(market, headers, slug="scope")] * 6)
    assert [answer.status_code for answer in answers] == [201] * 6
    with database.read() as db:
        assert db.scalar(select(func.count()).select_from(evidence)) == 6
        assert db.scalar(select(func.count()).select_from(files)) == 1


@pytest.mark.parametrize(
    "changes",
    [{"title": "a \x00 b"}, {"scope": "half \ud800"}, {"number": "7" * 101}, {"title": "x" * 301}],
)
def test_neither_engine_is_handed_what_it_cannot_keep(market: Client, changes: dict[str, Any]) -> None:
    """422 on both, for the engines differ in what they take."""
    headers = sign_in(market, SUPPLIER)
    assert_problem(hand_in(market, headers, CERTIFICATE | changes, slug="scope"), 422)
    longest = {"title": "é" * 300, "number": "é" * 100, "issuer": "é" * 300, "scope": "é" * 4000}
    name = {"file": ("é" * 250 + ".pdf", FILE["file"][1], "application/" + "x" * 200)}
    answer = hand_in(market, headers, CERTIFICATE | longest, name, slug="scope")
    assert answer.status_code == 201, answer.text


def test_a_slug_that_no_engine_keeps(market: Client) -> None:
    """404 on both."""
    for slug in ("%00", "a%00b", "x" * 3000, "%ed%a0%80"):
        assert_problem(hand_in(market, sign_in(market, SUPPLIER), slug=slug), 404)
        plan = {
            "standard_id": "DCB0129",
            "requirement_ids": ["DCB0129-1"],
            "due_on": "2027-01-31",
            "text": "We will mend it.",
        }
        headers = sign_in(market, ASSESSORS[0])
        assert_problem(market.post(f"/api/v1/products/{slug}/plans", json=plan, headers=headers), 404)
