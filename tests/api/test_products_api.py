"""Suppliers, products, capabilities and costs over HTTP, on the fictional market's rows."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.demo import repository
from plumbline.demo.rows import Rows, market_rows
from plumbline.kit.audit import OPERATOR, event
from plumbline.kit.clock import FixedClock
from plumbline.storage.engine import Database

Client = TestClient[Litestar]
ROOT = "/api/v1"
WANTED = ("suppliers", "capabilities", "products", "product_capabilities", "releases", "price_plans")


@pytest.fixture(scope="module")
def rows() -> Rows:
    """The market's rows: made once, they are the same each time."""
    return market_rows()


@pytest.fixture
def asked(client: Client, database: Database, clock: FixedClock, rows: Rows) -> Client:
    """A client of a service that holds the market's products, without their papers."""
    told = event(clock, OPERATOR, "demonstration.loaded", "market", "demonstration")
    with database.write() as db:
        repository.insert_all(db, {name: rows[name] for name in WANTED}, event=told)
    return client


def ok(client: Client, path: str, **params: Any) -> Any:
    """The answer, which is good."""
    answer = client.get(f"{ROOT}{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_pages_of_suppliers_hold_everyone_once(asked: Client, rows: Rows) -> None:
    """Following `next` reads every supplier once, in the order of names."""
    slugs, cursor = [], None
    while True:
        page = ok(asked, "/suppliers", limit=10, **({"cursor": cursor} if cursor else {}))
        slugs += [item["slug"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert sorted(slugs) == sorted(row["slug"] for row in rows["suppliers"])
    assert page["total"] == len(slugs) == len(set(slugs))


def test_everything_about_a_product_says_that_it_is_fiction(asked: Client) -> None:
    """The origin stands on the supplier, the product, its prices and its cost."""
    assert ok(asked, "/suppliers/tern-teal-systems")["origin"] == "demonstration"
    assert ok(asked, "/products/tern-record")["origin"] == "demonstration"
    assert {plan["origin"] for plan in ok(asked, "/products/tern-record/prices")["items"]} == {
        "demonstration"
    }
    assert ok(asked, "/products/tern-record/cost")["origin"] == "demonstration"


def test_the_arithmetic_adds_up_for_every_product(asked: Client, rows: Rows) -> None:
    """The lines of every plan sum to its net, to the penny, whatever its shape."""
    sizes = ["patient:300000", "user:2000", "bed:500", "site:4"]
    for row in rows["products"]:
        cost = ok(asked, f"/products/{row['slug']}/cost", size=sizes, term_months=60)
        assert cost["plans"]
        for plan in cost["plans"]:
            pennies = sum(round(float(line["amount"]) * 100) for line in plan["lines"])
            assert pennies == round(float(plan["net"]) * 100)


def test_a_number_that_was_not_given_is_named(asked: Client) -> None:
    """Nothing is guessed: the plan says which unit it needs."""
    (plan,) = ok(asked, "/products/tern-record/cost")["plans"]
    assert (plan["net"], plan["missing"]) == (None, "user")


def test_counts_of_capabilities_are_those_of_the_products(asked: Client, rows: Rows) -> None:
    """Each capability counts the products that hold it."""
    held = [row["capability_code"] for row in rows["product_capabilities"]]
    counts = {item["code"]: item["products"] for item in ok(asked, "/capabilities")["items"]}
    assert counts == {row["code"]: held.count(row["code"]) for row in rows["capabilities"]}


ODD = {
    "/suppliers?cursor=nonsense": 422,
    "/suppliers?limit=0": 422,
    "/suppliers?limit=1000": 422,
    "/suppliers?q=%00": 422,
    "/suppliers?origin=invented": 422,
    "/suppliers/nobody": 404,
    "/suppliers/%00": 404,
    "/capabilities/C99": 404,
    "/products/nothing": 404,
    "/products/%00/prices": 404,
    "/products/nothing/releases": 404,
    "/products/nothing/cost": 404,
    "/products/tern-record/cost?term_months=0": 422,
    "/products/tern-record/cost?term_months=99999999999999999999": 422,
    "/products/tern-record/cost?size=user": 422,
    "/products/tern-record/cost?size=user:-1": 422,
    "/products/tern-record/cost?size=user:999999999999": 422,
    "/products/tern-record/cost?" + "&".join(["size=user:1"] * 21): 422,
}


def test_odd_questions_get_a_problem_in_words(asked: Client) -> None:
    """What names nothing is not found; what breaks a rule says which field."""
    for path, status in ODD.items():
        answer = asked.get(f"{ROOT}{path}")
        assert answer.status_code == status, f"{path}: {answer.text}"
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert answer.json()["detail"]
