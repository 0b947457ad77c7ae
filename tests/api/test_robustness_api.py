"""How sure a ranking is, over the API: what is answered, what is refused, and what an outsider can check."""

import json
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.cli import main

Client = TestClient[Litestar]
ROBUST = "/api/v1/rankings/robustness"
WEIGHTS = {"compliance": 20, "experience": 45, "cost": 25, "coverage": 10}


def asked(client: Client, path: str = ROBUST, **question: Any) -> Any:
    """The answer to a question that can be answered."""
    answer = client.post(path, json={"weights": WEIGHTS, **question})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_every_ranked_product_is_tried(market_client: Client) -> None:
    """In the order of the ranking; the shares of the first place sum to one, for nobody is level for long."""
    found = asked(market_client, limit=500)
    ranking = market_client.post("/api/v1/rankings", json={"weights": WEIGHTS, "limit": 500}).json()
    assert [each["product"] for each in found["items"]] == [r["product"]["slug"] for r in ranking["items"]]
    assert [each["rank"] for each in found["items"]] == [r["rank"] for r in ranking["items"]]
    assert sum(each["first"] for each in found["items"]) == pytest.approx(1, abs=0.01)
    assert (found["ways"], found["draws"], found["total"]) == ("any", 10_000, ranking["total"])
    for each in found["items"]:
        assert each["first"] <= each["among_first"] <= 1
        assert (each["central"] is None) == (each["first"] == 0)


def test_what_keeps_the_winner_first(market_client: Client) -> None:
    """Its own weight lies within each interval; the least change sums to the whole; nothing dominates it."""
    found = asked(market_client, limit=500)
    stability = found["stability"]
    assert stability["winner"] == found["items"][0]["product"]
    assert stability["winner"] in found["efficient"]
    for each in stability["stays"]:
        assert each["from_weight"] - 1e-9 <= each["weight"] <= each["to_weight"] + 1e-9
    if stability["least_change"] is not None:
        assert sum(stability["least_change"]["weights"].values()) == pytest.approx(1)
    dominated = {each["product"]: each["dominated_by"] for each in found["items"]}
    assert {slug for slug, by in dominated.items() if not by} == set(found["efficient"])
    assert {each["method"] for each in found["others"]} == {"topsis", "vikor", "promethee2"}
    assert all(each["weakness"] for each in found["others"])


def test_what_users_leave_open_is_told(market_client: Client) -> None:
    """With too few answers a product stands at the mean of all, with a wider interval than the others."""
    found = asked(market_client, limit=500, exact=True)
    assert found["ways"] == "exact"
    hits = market_client.post("/api/v1/rankings", json={"limit": 500}).json()["items"]
    told = {hit["product"]["slug"]: hit["product"]["experience"] for hit in hits}
    wide = {e["product"]: e["experience_to"] - e["experience_from"] for e in found["items"]}
    unsure = [slug for slug, mean in told.items() if mean is None]
    sure = [slug for slug, mean in told.items() if mean is not None]
    assert unsure
    assert min(wide[slug] for slug in unsure) > max(wide[slug] for slug in sure)


@pytest.mark.parametrize(
    "way",
    [
        {},
        {"exact": True},
        {"ranges": {"experience": [30, 60], "cost": [10, 30]}},
        {"order": ["experience", "compliance", "cost", "coverage"]},
    ],
)
def test_an_outsider_counts_again(market_client: Client, tmp_path: Path, way: dict[str, Any]) -> None:
    """By the command, from the file alone; a count that is changed is found."""
    receipt = asked(market_client, f"{ROBUST}/receipt", filter={"product_type": ["epr"]}, **way)
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(receipt))
    assert main(["rankings", "verify", str(file)]) == 0
    receipt["output"][0]["ranks"][0] -= 1
    file.write_text(json.dumps(receipt))
    assert main(["rankings", "verify", str(file)]) == 1


@pytest.mark.parametrize(
    ("question", "pointer"),
    [
        ({"ranges": {"price": [1, 2]}}, "/ranges/price"),
        ({"ranges": {"cost": [30, 10]}}, "/ranges/cost"),
        ({"ranges": {"cost": [0, 101]}}, "/ranges/..."),
        ({"ranges": {"cost": [60, 70], "experience": [50, 60]}}, "/ranges"),
        ({"order": ["cost"]}, "/order"),
        ({"order": ["cost", "price", "experience", "coverage"]}, "/order"),
        ({"exact": True, "order": ["cost"]}, "/order"),
        ({"method": "plumbline-1"}, "/method"),
        ({"draws": 5}, "/draws"),
    ],
)
def test_ways_that_there_are_not(market_client: Client, question: dict[str, Any], pointer: str) -> None:
    """A problem detail that points at what is wrong."""
    answer = market_client.post(ROBUST, json=question)
    assert answer.status_code == 422, answer.text
    assert pointer.rstrip(".") in answer.json()["errors"][0]["pointer"], answer.text


def test_what_if_a_product_were_cheaper(market_client: Client) -> None:
    """More of a good thing never lowers a score, and what changes nothing changes nothing."""
    items = market_client.post("/api/v1/rankings", json={"weights": WEIGHTS, "limit": 500}).json()["items"]
    last = items[-1]
    change = {"product": last["product"]["slug"], "criterion": "experience", "figure": 100}
    then = asked(market_client, "/api/v1/rankings/what-if", changes=[change])
    (moved,) = then["changed"]
    assert (moved["rank"], moved["score"]) == (last["rank"], last["score"])
    assert moved["score_then"] > moved["score"]
    assert moved["rank_then"] <= moved["rank"]
    same = {"product": change["product"], "criterion": "experience", "figure": last["raw"][1]}
    (still,) = asked(market_client, "/api/v1/rankings/what-if", changes=[same])["changed"]
    assert (still["rank_then"], still["score_then"]) == (last["rank"], last["score"])
    unknown = {"product": change["product"], "criterion": "experience", "figure": None}
    (less,) = asked(market_client, "/api/v1/rankings/what-if", changes=[unknown])["changed"]
    assert less["score_then"] < last["score"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"product": "nowhere", "criterion": "cost", "figure": 1}, 404),
        ({"product": "tern-record", "criterion": "price", "figure": 1}, 422),
        ({"product": "tern-record", "criterion": "cost", "figure": "much"}, 422),
        ({"product": "tern-record", "criterion": "cost", "figure": 1, "why": ""}, 422),
    ],
)
def test_a_change_of_nothing_that_is_there(
    market_client: Client, change: dict[str, Any], status: int
) -> None:
    """Told, and nothing computed."""
    answer = market_client.post("/api/v1/rankings/what-if", json={"changes": [change]})
    assert answer.status_code == status, answer.text


def test_weights_out_of_choices_are_advice_and_say_so(market_client: Client) -> None:
    """Whoever always takes the one that users like better is advised to weigh experience most."""
    items = market_client.post("/api/v1/rankings", json={"limit": 500}).json()["items"]
    by_users = sorted(items, key=lambda row: -row["raw"][1])
    names = [row["product"]["slug"] for row in by_users]
    half = len(names) // 2
    choices = [
        {"chosen": better, "over": worse} for better in names[:half] for worse in names[half : half + 6]
    ]
    found = asked(market_client, "/api/v1/rankings/weights-advice", choices=choices)
    weights = {each["criterion"]: each["weight"] for each in found["weights"]}
    assert max(weights, key=lambda name: weights[name]) == "experience"
    assert sum(weights.values()) == pytest.approx(1)
    assert found["note"].startswith("Advice only")
    assert all(each["from_weight"] <= each["weight"] <= each["to_weight"] for each in found["weights"])
