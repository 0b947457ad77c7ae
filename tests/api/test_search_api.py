"""The search over HTTP: words, filters with true counts, orders, and pages that neither skip nor repeat."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]
SORTS = ("name", "gate", "compliance", "experience", "newest")


def search(client: Client, **params: Any) -> Any:
    """The answer, which is good."""
    answer = client.get("/api/v1/products", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def slugs(found: Any) -> list[str]:
    """The products of a page."""
    return [item["slug"] for item in found["items"]]


def test_every_count_is_what_choosing_it_shows(market_client: Client) -> None:
    """For each value of each filter, alone and within another choice."""
    for narrowed in ({}, {"product_type": ["epr", "lims"]}, {"q": "record"}):
        for facet in search(market_client, limit=1, **narrowed)["facets"]:
            if facet["name"] in narrowed:
                continue
            for value in facet["values"][:6]:
                shown = search(market_client, limit=1, **narrowed, **{facet["name"]: value["value"]})
                assert shown["total"] == value["count"], (narrowed, facet["name"], value)


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("limit", [1, 7, 100])
def test_pages_give_every_product_once(market_client: Client, sort: str, limit: int) -> None:
    """In the order of the whole, whatever the size of a page."""
    whole = slugs(search(market_client, sort=sort, limit=100))
    walked: list[str] = []
    cursor: str | None = None
    while True:
        page = search(market_client, sort=sort, limit=limit, **({"cursor": cursor} if cursor else {}))
        walked += slugs(page)
        cursor = page["next"]
        if cursor is None:
            break
    assert walked == whole
    assert len(set(walked)) == len(walked) == 40


def test_words_find_by_beginnings_in_any_order(market_client: Client) -> None:
    """The last may be cut off; capitals and accents do not matter; where nothing has both, one will do."""
    assert "tern-record" in slugs(search(market_client, q="record tern", limit=100))
    assert "tern-record" in slugs(search(market_client, q="TERN rec", limit=100))
    assert "tern-record" in slugs(search(market_client, q="térn", limit=100))
    half = search(market_client, q="tern zzzz")
    assert {"tern-record", "tern-medicines"} <= set(slugs(half))
    assert {tuple(each["words"]) for each in half["why"]} == {("tern",)}
    assert search(market_client, q="zzzz")["total"] == 0


def test_other_names_find_the_same(market_client: Client) -> None:
    """By the glossary: who looks for EPRs finds electronic patient records, and is told so."""
    found = search(market_client, q="EPR", limit=100)
    assert set(slugs(found)) == set(slugs(search(market_client, q="electronic health records", limit=100)))
    assert {item["product_type"] for item in found["items"]} == {"epr"}
    assert found["understood"] == [{"asked": "epr", "taken_for": [], "name": "electronic patient record"}]


def test_every_item_says_why_it_was_found(market_client: Client) -> None:
    """In the order of the items; without words there is nothing to say."""
    found = search(market_client, q="blood tranfusion", sort="newest", limit=3)
    assert [each["slug"] for each in found["why"]] == slugs(found)
    assert all(each["words"] == ["blood tranfusion"] for each in found["why"])
    assert search(market_client)["why"] == search(market_client)["understood"] == []


def test_why_is_told_in_the_words_that_the_product_has(market_client: Client) -> None:
    """A slip put right, another name by what it is called; as typed where it has that itself."""
    found = search(market_client, q="precribing EPR", limit=100)["why"]
    meant = {word: other for each in found for word, other in zip(each["words"], each["meant"], strict=True)}
    assert meant["precribing"] == "prescribing"
    told = {each["slug"]: each["meant"] for each in found}
    assert told["ferrybridge-epr"] == ["epr"]
    assert told["tern-record"] == ["electronic patient record"]
    phrase = search(market_client, q="electronic pateint records", limit=1)["why"][0]
    assert phrase["meant"] == ["electronic patient record"]
    page = market_client.get("/products", params={"q": "precribing"}).text
    assert "Found by: prescribing (you typed “precribing”)" in page


def test_words_typed_into_the_list_by_name_find_the_best_first(market_client: Client) -> None:
    """The order that holds anyway is not sent along; one that was chosen is, and stays."""
    page = market_client.get("/products").text
    assert '<option value="" selected>Name</option>' in page
    page = market_client.get("/products", params={"q": "record", "sort": ""}).text
    assert '<option value="" selected>Best match</option>' in page
    page = market_client.get("/products", params={"q": "record", "sort": "name"}).text
    assert '<option value="name" selected>Name</option>' in page


def test_whoever_finds_nothing_is_told_what_to_do(market_client: Client) -> None:
    """With filters, how many there are without; with words that nothing is like, other words."""
    narrowed = {"q": "record", "product_type": "lims", "capability": "DEMO-BOOK"}
    page = market_client.get("/products", params=narrowed).text
    total = search(market_client, q="record")["total"]
    assert f"{total} products are found by these words, and none fits every filter" in page
    assert "No product has anything like these words" in market_client.get("/products?q=zzzzqq").text


@pytest.mark.parametrize("words", ['"', "''", "%", "_", "(((", "🩺", "\u202e", "a" * 200, "-", "NEAR/2 OR"])
def test_strange_words_find_nothing_or_something_and_never_fail(market_client: Client, words: str) -> None:
    """A search is no query language."""
    search(market_client, q=words)


def test_a_mistyped_word_is_taken_for_the_nearest(market_client: Client) -> None:
    """And the answer says so."""
    found = search(market_client, q="recrod", limit=100)
    assert "record" in found["suggestions"]
    assert slugs(found) == slugs(search(market_client, q="record", limit=100))
    assert found["understood"][0]["taken_for"] == found["suggestions"]


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({"sort": "price"}, "/sort"),
        ({"product_type": "toaster"}, "/product_type"),
        ({"gate": "open"}, "/gate"),
        ({"limit": 0}, "/limit"),
        ({"limit": 101}, "/limit"),
        ({"as_of": "2026-02-30"}, "/as_of"),
        ({"cursor": "not-a-cursor"}, "/cursor"),
        ({"q": "a" * 201}, "/q"),
    ],
)
def test_wrong_questions_are_told_where(market_client: Client, params: dict[str, Any], pointer: str) -> None:
    """A problem detail pointing at the parameter."""
    answer = market_client.get("/api/v1/products", params=params)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_a_cursor_of_another_order_is_refused(market_client: Client) -> None:
    """It would skip and repeat."""
    cursor = search(market_client, sort="name", limit=5)["next"]
    answer = market_client.get("/api/v1/products", params={"sort": "newest", "cursor": cursor})
    assert answer.status_code == 422


def test_the_gate_is_asked_for_on_the_day(market_client: Client) -> None:
    """Before anything was handed in nothing is eligible: nothing recorded is never met."""
    then = search(market_client, as_of="2015-01-01", limit=100)
    assert {item["gate"] for item in then["items"]} == {"not_assessed"}
    now = search(market_client, limit=100)
    assert {"eligible_until", "in_remediation", "phasing_out"} <= {item["gate"] for item in now["items"]}


def test_an_unchanged_answer_is_not_sent_twice(market_client: Client) -> None:
    """ETag, then 304 without a body; another question has another tag."""
    first = market_client.get("/api/v1/products?q=record")
    again = market_client.get("/api/v1/products?q=record", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert market_client.get("/api/v1/products?q=tern").headers["etag"] != first.headers["etag"]
