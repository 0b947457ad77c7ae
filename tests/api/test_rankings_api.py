"""Rankings over HTTP: the same figures as the page's, exact parts, receipts, and clear refusals."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.cli import main

Client = TestClient[Litestar]
WEIGHTS = {"compliance": 20, "experience": 45, "cost": 25, "coverage": 10}


def ranked(client: Client, **question: Any) -> Any:
    """The answer, which is good."""
    answer = client.post("/api/v1/rankings", json=question)
    assert answer.status_code == 200, answer.text
    return answer.json()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 100), min_size=4, max_size=4).filter(any))
def test_parts_add_up_and_better_comes_first(market_client: Client, numbers: list[int]) -> None:
    """Contributions sum to the score to 1e-12 of the whole; ranks follow scores; ties share one."""
    weights = dict(zip(WEIGHTS, numbers, strict=True))
    found = ranked(market_client, weights=weights, limit=500)
    scores = [row["score"] for row in found["items"]]
    assert scores == sorted(scores, reverse=True)
    for row in found["items"]:
        assert abs(sum(row["contributions"]) - row["score"]) <= 1e-12 * 100
        assert row["rank"] == 1 + sum(score > row["score"] for score in scores)
    assert found["total"] + found["excluded_total"] == 40


def test_only_proportions_of_weights_matter(market_client: Client) -> None:
    """Ten times as heavy is the same ranking."""
    one = ranked(market_client, weights=WEIGHTS)
    ten = ranked(market_client, weights={name: 10 * weight for name, weight in WEIGHTS.items()})
    assert one["items"] == ten["items"]


def test_the_same_question_has_the_same_bytes(market_client: Client) -> None:
    """Nothing in an answer depends on when it was asked, or on what was asked in between."""
    question = {"weights": WEIGHTS, "filter": {"product_type": ["epr"]}, "needs": ["DEMO-OBS"]}
    first = market_client.post("/api/v1/rankings", json=question).content
    ranked(market_client, weights={"cost": 1})
    assert market_client.post("/api/v1/rankings", json=question).content == first


def test_what_does_not_pass_the_gate_is_listed_with_reasons_and_never_ranked(market_client: Client) -> None:
    """Ranked and excluded share nothing."""
    inside = {row["product"]["slug"] for row in ranked(market_client, limit=500)["items"]}
    left_out = market_client.post("/api/v1/rankings/excluded", json={"limit": 500}).json()["items"]
    assert left_out
    assert all(each["reasons"] for each in left_out)
    assert not inside & {each["product"]["slug"] for each in left_out}


def test_page_and_api_say_the_same(market_client: Client) -> None:
    """One function serves both: order and scores."""
    rows = ranked(market_client, weights=WEIGHTS, filter={"product_type": ["epr"]})["items"]
    asked = "&".join(f"w_{name}={weight}" for name, weight in WEIGHTS.items())
    page = market_client.get(f"/rank?product_type=epr&{asked}").text
    assert re.findall(r'<span class="app-rank">\d+</span> <a href="/products/([\w-]+)"', page) == [
        row["product"]["slug"] for row in rows
    ]
    assert re.findall(r'class="app-total">([\d.]+)<', page) == [f"{row['score']:.1f}" for row in rows]


def test_a_page_says_what_is_wrong_without_the_words_of_programs(market_client: Client) -> None:
    """The field by its name, once, and the way back."""
    page = market_client.get("/rank?w_compliance=-4", headers={"accept": "text/html"})
    assert page.status_code == 422
    assert "<strong>Weight of compliance</strong>: &#39;-4&#39; is not a whole number" in page.text
    assert page.text.count("is not a whole number") == 1
    assert "Go back, put that right" in page.text
    assert "JSON" not in page.text


def test_needs_size_and_budget_move_what_they_should(market_client: Client) -> None:
    """Coverage follows needs, cost follows size, its part follows the budget."""
    plain = {row["product"]["slug"]: row for row in ranked(market_client, limit=500)["items"]}
    large = {
        r["product"]["slug"]: r for r in ranked(market_client, limit=500, size={"user": 90_000})["items"]
    }
    assert any((large[s]["cost"] or 0) > (plain[s]["cost"] or 0) for s in plain)
    assert all((large[s]["cost"] or 0) >= (plain[s]["cost"] or 0) for s in plain)
    needy = ranked(market_client, limit=500, needs=["DEMO-QC", "DEMO-OBS"], weights={"coverage": 1})["items"]
    assert len({row["raw"][3] for row in needy}) > 1
    rich = {r["product"]["slug"]: r for r in ranked(market_client, limit=500, budget=10**9)["items"]}
    assert all(rich[s]["contributions"][2] >= plain[s]["contributions"][2] for s in plain)


@pytest.mark.parametrize(
    ("question", "status", "pointer"),
    [
        ({"weights": {"compliance": -1}}, 422, "/weights/compliance"),
        ({"weights": {"compliance": 0, "cost": 0}}, 422, "/weights"),
        ({"weights": {"beauty": 1}}, 422, "/weights/beauty"),
        ({"weights": {"cost": "much"}}, 422, "/weights"),
        ({"filter": {"product_type": ["toaster"]}}, 422, "/filter/product_type"),
        ({"needs": ["DEMO-OBS", "C999"]}, 422, "/needs/1"),
        ({"filter": {"colour": ["red"]}}, 422, "/filter/colour"),
        ({"term_months": 0}, 422, "/term_months"),
        ({"limit": 501}, 422, "/limit"),
        ({"as_of": "2026-13-01"}, 422, "/as_of"),
        ({"wieghts": {}}, 422, "/wieghts"),
    ],
)
def test_a_question_that_cannot_be_answered_says_where(
    market_client: Client, question: dict[str, Any], status: int, pointer: str
) -> None:
    """A problem detail pointing into the body."""
    answer = market_client.post("/api/v1/rankings", json=question)
    assert answer.status_code == status, answer.text
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert any(found.startswith(pointer) or found.endswith(pointer) for found in pointers), pointers


def test_an_unknown_method_is_not_found(market_client: Client) -> None:
    """With the names of those there are."""
    answer = market_client.post("/api/v1/rankings", json={"method": "tea-leaves"})
    assert answer.status_code == 404
    assert "plumbline-2" in answer.json()["next_step"]


def test_a_method_that_another_has_followed_ranks_no_more(market_client: Client) -> None:
    """Its receipts do verify: who asks is told so, and by what to rank."""
    answer = market_client.post("/api/v1/rankings", json={"method": "plumbline-1"})
    assert answer.status_code == 422
    assert "receipts still verify" in answer.text
    assert "plumbline-2" in answer.json()["next_step"]


def test_a_receipt_verifies_and_a_changed_one_does_not(market_client: Client, tmp_path: Path) -> None:
    """By the command, without a database; any figure that is changed is found."""
    receipt = market_client.post("/api/v1/rankings/receipt", json={"weights": WEIGHTS}).json()
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(receipt))
    assert main(["rankings", "verify", str(file)]) == 0
    receipt["output"][0]["score"] += 1
    file.write_text(json.dumps(receipt))
    assert main(["rankings", "verify", str(file)]) == 1
