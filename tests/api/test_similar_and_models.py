"""Products like another, and the cards of what was learned, over HTTP and on pages."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]


def test_alike_is_what_does_alike(market_client: Client) -> None:
    """At most five, nearest first, itself left out, with what both have."""
    found = market_client.get("/api/v1/products/larkfield-bench/similar").json()
    kinds = [item["product"]["product_type"] for item in found["items"]]
    likeness = [item["likeness"] for item in found["items"]]
    assert kinds == ["lims"] * 5
    assert likeness == sorted(likeness, reverse=True)
    assert "Specimens" in found["items"][0]["shared"]
    assert "larkfield-bench" not in [item["product"]["slug"] for item in found["items"]]


def test_nothing_is_like_what_is_not_there(market_client: Client) -> None:
    """404, for a product and for a model."""
    assert market_client.get("/api/v1/products/none/similar").status_code == 404
    assert market_client.get("/api/v1/models/none").status_code == 404
    assert market_client.get("/models/none").status_code == 404


def test_the_product_page_names_others(market_client: Client) -> None:
    """With a link to each, and to how they were found."""
    page = market_client.get("/products/larkfield-bench").text
    assert 'id="similar"' in page
    assert 'href="/products/sedgewick-specimen"' in page
    assert 'href="/models/meaning"' in page


def test_the_search_page_says_why(market_client: Client) -> None:
    """By words, by other names, by slips put right, by meaning."""
    page = market_client.get("/products", params={"q": "maternty EPR patients at home"}).text
    assert "Nothing is called “maternty”" in page
    assert "looked for under its other names too: electronic patient record" in page
    assert "Found by: " in page
    assert "near in meaning" in page.lower()


@pytest.mark.parametrize("path", ["/models", "/models/meaning"])
def test_a_model_says_what_it_is(market_client: Client, path: str) -> None:
    """What it is for, and on its card what it cannot do, how good it is and how it was made."""
    page = market_client.get(path).text
    assert "What texts mean" in page
    if path != "/models":
        for words in ("No score, gate or award reads it", "NDCG@10", "scikit-learn", "SHA-256 of the model"):
            assert words in page
