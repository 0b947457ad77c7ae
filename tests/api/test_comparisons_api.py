"""Comparisons over HTTP: two to five, differences only, and the same rows as a file."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]
TWO = ["tern-record", "larkfield-acute"]


def compared(client: Client, products: list[str], **params: Any) -> Any:
    """The answer, which is good."""
    answer = client.get("/api/v1/comparisons", params={"product": products, **params})
    assert answer.status_code == 200, answer.text
    return answer.json()


def rows(found: Any) -> dict[tuple[str, str], Any]:
    """Every row by its group and name."""
    return {(group["id"], row["id"]): row for group in found["groups"] for row in group["rows"]}


def test_differences_only_leaves_out_what_is_the_same_and_nothing_else(market_client: Client) -> None:
    """The rows that are left are those marked as differing."""
    everything = rows(compared(market_client, TWO))
    different = rows(compared(market_client, TWO, differences_only=True))
    assert set(different) == {key for key, row in everything.items() if row["differs"]}
    assert 0 < len(different) < len(everything)


def test_a_product_differs_from_itself_in_nothing(market_client: Client) -> None:
    """Naming one twice is naming one: it takes two."""
    answer = market_client.get("/api/v1/comparisons", params={"product": ["tern-record", "tern-record"]})
    assert answer.status_code == 422


@pytest.mark.parametrize("count", [0, 1, 6])
def test_two_to_five(market_client: Client, count: int) -> None:
    """Fewer or more is refused, saying so."""
    every = [item["slug"] for item in market_client.get("/api/v1/products?limit=6").json()["items"]]
    answer = market_client.get("/api/v1/comparisons", params={"product": every[:count]})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_unknown_product_is_named(market_client: Client) -> None:
    """Not found, and which."""
    answer = market_client.get("/api/v1/comparisons", params={"product": ["tern-record", "nobody"]})
    assert answer.status_code == 404
    assert "nobody" in answer.json()["detail"]


def test_products_stand_in_the_order_asked_for(market_client: Client) -> None:
    """Left to right."""
    for order in (TWO, TWO[::-1]):
        assert [each["slug"] for each in compared(market_client, order)["products"]] == order


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_comparison_can_be_taken_away(market_client: Client, kind: str) -> None:
    """As a file of that kind."""
    answer = market_client.get("/api/v1/comparisons/export", params={"product": TWO, "format": kind})
    assert answer.status_code == 200
    assert f'.{kind}"' in answer.headers["content-disposition"]
    assert answer.content


def test_the_page_names_an_unknown_product_however_few_there_are(market_client: Client) -> None:
    """One that is not there is never left out without a word."""
    for asked in (["nobody"], ["tern-record", "nobody"]):
        answer = market_client.get("/compare", params={"product": asked}, headers={"accept": "text/html"})
        assert answer.status_code == 404
        assert "nobody" in answer.text


def test_the_page_says_that_what_can_be_chosen_is_fictional(market_client: Client) -> None:
    """Names of the demonstration market stand in its lists before anything is compared."""
    answer = market_client.get("/compare", headers={"accept": "text/html"})
    assert answer.status_code == 200
    assert "fictional demonstration market" in answer.text
