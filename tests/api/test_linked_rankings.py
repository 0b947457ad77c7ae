"""A ranking by its address: the same as by a document, and as strict."""

from typing import Any
from urllib.parse import urlencode

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.rankings.asked import query_of
from plumbline.rankings.linked import PARAMETERS
from plumbline.rankings.schemas import Filter, Question
from plumbline.storage.engine import Database

Client = TestClient[Litestar]
PATH = "/api/v1/rankings"
WEIGHTS = {"compliance": 20.0, "experience": 45.0, "cost": 25.0, "coverage": 10.0}


@pytest.mark.parametrize(
    "question",
    [
        Question(),
        Question(weights=WEIGHTS, filter=Filter(product_type=("epr", "epma")), needs=("DEMO-OBS", "DEMO-QC")),
        Question(filter=Filter(q="clear record"), size={"user": 900, "bed": 60}, term_months=36),
        Question(weights={"cost": 1.0}, budget=2_000_000, limit=3),
        Question(estate=("tern-record", "dovetail-record")),
    ],
)
def test_it_answers_what_the_document_answers(market_client: Client, question: Question) -> None:
    """The same bytes, whichever way it is asked."""
    asked = query_of(question) | {"limit": question.limit}
    by_address = market_client.get(f"{PATH}?{urlencode(asked, doseq=True)}")
    weights = question.weights and dict.fromkeys(WEIGHTS, 0.0) | question.weights
    document = {
        "weights": weights,
        "filter": {"q": question.filter.q, "product_type": question.filter.product_type},
        "needs": question.needs,
        "estate": question.estate,
        "size": question.size,
        "term_months": question.term_months,
        "budget": question.budget,
        "limit": question.limit,
    }
    assert by_address.status_code == 200
    assert by_address.content == market_client.post(PATH, json=document).content


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("w_costs=3", "/w_costs"),
        ("w_cost=1&w_cost=2", "/w_cost"),
        ("w_cost=heavy", "/w_cost"),
        ("w_cost=101", "/w_cost"),
        ("product_type=" + "x" * 300, "/product_type"),
        ("product_type=spaceship", "/product_type"),
        ("need=DEMO-OBS&need=C999", "/need/1"),
        ("limit=0", "/limit"),
        ("limit=501", "/limit"),
        ("as_of=2026-02-30", "/as_of"),
        ("term_months=241", "/term_months"),
        ("budget=-1", "/budget"),
        ("method=tea-leaves", "/method"),
        ("q=%00", "/q"),
        ("estate=no-such-product", "/estate/0"),
    ],
)
def test_what_is_wrong_is_named(market_client: Client, query: str, pointer: str) -> None:
    """A 422 with the parameter."""
    answer = market_client.get(f"{PATH}?{query}")
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]


def test_the_document_describes_every_parameter(market_client: Client) -> None:
    """In `openapi.json`, which the handler's signature alone would leave without any."""
    operation: dict[str, Any] = market_client.get("/api/v1/schema/openapi.json").json()["paths"][PATH]["get"]
    assert {each["name"] for each in operation["parameters"]} == set(PARAMETERS)


def test_asked_again_it_is_304_until_the_market_moves(demo_client: Client, demo_url: str) -> None:
    """The tag follows from the question, the day and the market's revision."""
    path = f"{PATH}?w_cost=10&as_of=2026-11-23"
    tag = demo_client.get(path).headers["etag"]
    again = {"if-none-match": tag}
    assert demo_client.get(path, headers=again).status_code == 304
    assert demo_client.get(f"{path}&limit=5", headers=again).status_code == 200
    assert demo_client.get(path.replace("23", "24"), headers=again).status_code == 200
    database = Database(demo_url)
    with database.write() as db:
        db.exec_driver_sql("UPDATE market_state SET revision = revision + 1")
    database.close()
    assert demo_client.get(path, headers=again).status_code == 200
