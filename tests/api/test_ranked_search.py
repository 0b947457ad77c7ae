"""A ranking under words is of what the search shows for them: none more, none fewer, no other figure."""

import re
from html import unescape
from itertools import zip_longest
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tests.search.judged import judgements

Client = TestClient[Litestar]
QUERIES = [judged.words for judged in judgements()]


def searched(client: Client, **asked: Any) -> dict[str, Any]:
    """Each product that the search shows, and why."""
    found = client.get("/api/v1/products", params={"limit": 100, **asked}).json()
    return {each["slug"]: why for each, why in zip_longest(found["items"], found["why"])}


def ranked(client: Client, **asked: Any) -> tuple[dict[str, Any], set[str], Any]:
    """The rows of a ranking, what it leaves out, and the whole answer."""
    question = {"filter": asked, "limit": 500}
    found = client.post("/api/v1/rankings", json=question)
    left_out = client.post("/api/v1/rankings/excluded", json=question)
    assert (found.status_code, left_out.status_code) == (200, 200), (found.text, left_out.text)
    rows = {row["product"]["slug"]: row for row in found.json()["items"]}
    return rows, {row["product"]["slug"] for row in left_out.json()["items"]}, found.json()


@pytest.fixture(scope="module")
def everything(market_client: Client) -> dict[str, Any]:
    """The rows of the ranking of the whole market."""
    return ranked(market_client)[0]


def test_what_the_search_shows_is_what_is_ranked(market_client: Client, everything: dict[str, Any]) -> None:
    """For every judged query: the same set, each with the score that it has among all."""
    by_meaning = 0
    for words in QUERIES:
        shown = searched(market_client, q=words)
        rows, left_out, answer = ranked(market_client, q=words)
        assert rows.keys() | left_out == shown.keys(), words
        assert not rows.keys() & left_out
        near = answer["found_by_meaning"]
        assert {slug for slug, why in shown.items() if not why["words"]} <= set(near)
        assert all(shown[slug]["nearness"] for slug in near)
        by_meaning += len(near)
        for slug, row in rows.items():
            for part in ("score", "contributions", "raw", "cost"):
                assert row[part] == everything[slug][part], (words, slug)
    assert by_meaning > len(QUERIES)


@pytest.mark.parametrize(
    "narrowed",
    [{"gate": ["eligible"]}, {"gate": ["in_remediation", "phasing_out"]}, {"product_type": ["lims", "epr"]}],
)
def test_filters_narrow_both_alike(market_client: Client, narrowed: dict[str, Any]) -> None:
    """With words and without; without words nothing is found by meaning."""
    for asked in ({**narrowed}, {**narrowed, "q": "patients at home"}):
        rows, left_out, answer = ranked(market_client, **asked)
        assert rows.keys() | left_out == searched(market_client, **asked).keys()
        assert "q" in asked or answer["found_by_meaning"] == []


def test_the_pages_hand_the_question_on(market_client: Client) -> None:
    """The button under a search leads to a ranking that says what it looked at, filters in words."""
    found = market_client.get("/products", params={"q": "patients at home", "gate": "eligible_until"}).text
    (link,) = re.findall(r'href="(/rank\?[^"]+)">Rank these products', found)
    page = market_client.get(unescape(link)).text
    assert 'by <a href="/models/meaning">meaning</a> alone' in page
    assert "May it be bought?: " in page
    assert "found by its" in page
