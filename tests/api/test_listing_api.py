"""A supplier lists products, releases and prices over HTTP; nobody else does it for them."""

from typing import Any

import pytest

from tests.api.evidence_asked import Client, assert_problem, sign_in

PRODUCTS = "/api/v1/products"
OWN, OTHERS = "tern-record", "oxbow-inpatient"
PRODUCT: dict[str, Any] = {
    "name": "Tern Diary",
    "product_type": "gp-system",
    "summary": "Appointments that the whole practice sees.",
    "capabilities": ["DEMO-APPOINT"],
}
RELEASE: dict[str, Any] = {"version": "5.0", "released_on": "2026-11-20"}
CHARGE: dict[str, Any] = {
    "kind": "per_unit",
    "title": "Each user",
    "price": "12.50",
    "unit": "user",
    "period": "month",
}
PRICES: dict[str, Any] = {
    "plan": {"title": "By user", "currency": "GBP", "charges": [CHARGE], "vat_rate": "0.20"},
    "valid_from": "2026-12-01",
}
BODIES = {"": PRODUCT, f"/{OWN}/releases": RELEASE, f"/{OWN}/price-plans": PRICES}


def test_a_product_is_public_and_not_assessed(demo_client: Client) -> None:
    """It is listed at once, says where it comes from, and claims nothing; its name is taken then."""
    headers = sign_in(demo_client, "supplier")
    answer = demo_client.post(PRODUCTS, json=PRODUCT, headers=headers)
    assert answer.status_code == 201, answer.text
    assert answer.json() == {"slug": "tern-diary", "address": f"{PRODUCTS}/tern-diary"}
    shown = demo_client.get(answer.json()["address"]).json()
    assert (shown["origin"], shown["supplier"], shown["release"]) == ("listed", "tern-teal-systems", None)
    conformance = demo_client.get(f"{PRODUCTS}/tern-diary/conformance").json()
    assert conformance["gate"]["state"] == "not_assessed"
    assert {v["kind"] for v in conformance["verdicts"]} == {"not_evidenced"}
    found = demo_client.get(PRODUCTS, params={"q": "tern diary"}).json()
    assert "tern-diary" in {each["slug"] for each in found["items"]}
    assert_problem(demo_client.post(PRODUCTS, json=PRODUCT, headers=headers), 409)


def test_a_release_takes_the_place_of_the_one_before(demo_client: Client) -> None:
    """Evidence on the old one no longer counts, in the next answer; a version is added once."""
    headers, path = sign_in(demo_client, "supplier"), f"{PRODUCTS}/{OWN}/releases"
    conformance = f"{PRODUCTS}/{OWN}/conformance"
    assert demo_client.get(conformance).json()["gate"]["state"] != "not_assessed"
    answer = demo_client.post(path, json=RELEASE, headers=headers)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["version"], answer.json()["current"]) == ("5.0", True)
    versions = [each["version"] for each in demo_client.get(path).json()["items"]]
    assert versions[:2] == ["5.0", "4.9"]
    assert demo_client.get(conformance).json()["gate"]["state"] == "not_assessed"
    assert_problem(demo_client.post(path, json=RELEASE, headers=headers), 409)


def test_a_price_plan_of_the_same_title_is_replaced(demo_client: Client) -> None:
    """Beside the others, and the cost follows in the next answer."""
    headers, path = sign_in(demo_client, "supplier"), f"{PRODUCTS}/{OWN}/price-plans"
    before = demo_client.get(f"{PRODUCTS}/{OWN}/prices").json()["items"]
    for price, net in (("12.50", "1500.00"), ("10.00", "1200.00")):
        plan = PRICES["plan"] | {"charges": [CHARGE | {"price": price}]}
        answer = demo_client.post(path, json=PRICES | {"plan": plan}, headers=headers)
        assert answer.status_code == 201, answer.text
        assert len(answer.json()["items"]) == len(before) + 1
        asked: dict[str, str] = {"size": "user:10", "term_months": "12"}
        cost = demo_client.get(f"{PRODUCTS}/{OWN}/cost", params=asked).json()
        assert next(each["net"] for each in cost["plans"] if each["title"] == "By user") == net


@pytest.mark.parametrize("path", [f"/{OTHERS}/releases", f"/{OTHERS}/price-plans", "/none/releases"])
def test_another_supplier_s_product_reads_as_missing(demo_client: Client, path: str) -> None:
    """404 in the same words, whether it is there or not."""
    body = RELEASE if path.endswith("releases") else PRICES
    answer = demo_client.post(PRODUCTS + path, json=body, headers=sign_in(demo_client, "supplier"))
    problem = assert_problem(answer, 404)
    assert problem["detail"].startswith("You have no product")


@pytest.mark.parametrize("path", sorted(BODIES))
def test_only_a_supplier_lists(demo_client: Client, path: str) -> None:
    """401 without an account, 403 with another role, and who may is named."""
    assert_problem(demo_client.post(PRODUCTS + path, json=BODIES[path]), 401)
    for who in ("buyer", "assessor", "admin"):
        answer = demo_client.post(PRODUCTS + path, json=BODIES[path], headers=sign_in(demo_client, who))
        assert "supplier" in assert_problem(answer, 403)["next_step"]


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"name": "\u202egro"}, ["/name"]),
        ({"name": "", "summary": "x"}, ["/name"]),
        ({"name": "…"}, ["/name"]),
        ({"name": "x" * 301}, ["/name"]),
        ({"summary": "a \x00 b"}, ["/summary"]),
        ({"description": "\x07", "tags": ["lovely"]}, ["/description", "/tags/0"]),
        ({"product_type": "toaster"}, ["/product_type"]),
        ({"capabilities": ["DEMO-APPOINT", "NONE"]}, ["/capabilities/1"]),
        ({"capabilities": ["DEMO-APPOINT", "DEMO-APPOINT"]}, ["/capabilities"]),
    ],
)
def test_a_product_that_breaks_a_rule(
    demo_client: Client, changes: dict[str, Any], pointers: list[str]
) -> None:
    """422 that points at every field, and nothing is listed."""
    total = demo_client.get(PRODUCTS).json()["total"]
    answer = demo_client.post(PRODUCTS, json=PRODUCT | changes, headers=sign_in(demo_client, "supplier"))
    assert_problem(answer, 422, *pointers)
    assert demo_client.get(PRODUCTS).json()["total"] == total


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"version": ""}, "/version"),
        ({"version": " "}, "/version"),
        ({"version": "5\x00"}, "/version"),
        ({"released_on": "2026-11-24"}, "/released_on"),
        ({"released_on": "2001-01-01"}, "/released_on"),
        ({"released_on": "2026-02-30"}, "/released_on"),
    ],
)
def test_a_release_that_breaks_a_rule(demo_client: Client, changes: dict[str, Any], pointer: str) -> None:
    """422 that points at the field."""
    headers = sign_in(demo_client, "supplier")
    answer = demo_client.post(f"{PRODUCTS}/{OWN}/releases", json=RELEASE | changes, headers=headers)
    assert_problem(answer, 422, pointer)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"charges": []}, "/plan/charges"),
        ({"charges": [CHARGE | {"price": "-1"}]}, "/plan/charges/0/price"),
        ({"charges": [CHARGE | {"price": "NaN"}]}, "/plan/charges/0/price"),
        ({"charges": [CHARGE | {"price": "1e30"}]}, "/plan/charges/0/price"),
        ({"charges": [CHARGE | {"unit": "u" * 41}]}, "/plan/charges/0/unit"),
        ({"currency": "pounds"}, "/plan/currency"),
        ({"vat_rate": "20"}, "/plan/vat_rate"),
        ({"title": "\x00"}, "/plan/title"),
    ],
)
def test_prices_that_break_a_rule(demo_client: Client, changes: dict[str, Any], pointer: str) -> None:
    """422 that points at the field, and the prices stay as they were."""
    headers, path = sign_in(demo_client, "supplier"), f"{PRODUCTS}/{OWN}/prices"
    before = demo_client.get(path).json()
    body = PRICES | {"plan": PRICES["plan"] | changes}
    answer = demo_client.post(f"{PRODUCTS}/{OWN}/price-plans", json=body, headers=headers)
    assert_problem(answer, 422, pointer)
    assert demo_client.get(path).json() == before
