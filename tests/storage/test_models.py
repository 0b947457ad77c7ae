"""Models in the database, on both engines: kept with a card, taken up at once, without any say in a score."""

import json
from functools import cache
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import update

from plumbline.cli import main
from plumbline.demo import repository as demo_repository
from plumbline.demo.market import STORYTELLER
from plumbline.demo.rows import market_rows
from plumbline.kit.audit import event
from plumbline.kit.clock import FixedClock
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.market.finding import Finder
from plumbline.market.meaning import Meaning, grams_of_documents
from plumbline.market.text import TextIndex
from plumbline.models.training import train_all
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.storage.tables import models
from scoring.learned.space_training import train_space
from tests.composed import composed
from tests.inline import InlineClient
from tests.search.judged import demonstration, judgements

rows_of_the_market = cache(market_rows)  # its papers take a second to write


@pytest.fixture
def market(database: Database, clock: FixedClock) -> Database:
    """The products of the demonstration market, and no model."""
    rows = rows_of_the_market()
    told = event(clock, STORYTELLER, "demonstration.loaded", "market", "demonstration")
    with database.write(THE_OPERATOR) as db:
        demo_repository.insert_all(db, rows, event=told)
    return database


@pytest.fixture
def client(market: Database, database_url: str, clock: FixedClock) -> Any:
    """A client of that market."""
    with composed(Settings(database=database_url), clock) as app, InlineClient(app) as client:
        yield client


def ranking(client: TestClient[Litestar], **words: str) -> Any:
    """A ranking, narrowed down by words or not: every product with its parts, and what only meaning found."""
    question = {"weights": {"compliance": 60, "experience": 40}, "filter": words, "limit": 50}
    answer = client.post("/api/v1/rankings", json=question)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["items"]
    rows = [(row["product"]["slug"], row["score"], row["contributions"]) for row in found["items"]]
    return rows, found["found_by_meaning"]


def test_a_model_orders_searches_and_no_score(
    client: TestClient[Litestar], market: Database, clock: FixedClock
) -> None:
    """Taken up with the next answer; a ranking of all is the same, with a model and without. Of what words
    find there is more with one: it says so, and the others stand as they stood.
    """
    words = {"q": "monitor patients in their own home"}
    before, ranked = client.get("/api/v1/products", params=words).json(), ranking(client)
    fewer, none = ranking(client, **words)
    assert none == []
    assert all(each["nearness"] is None for each in before["why"])
    assert client.get("/api/v1/models").json() == {"items": []}
    assert "No model" in client.get("/api/v1/products/tern-record/similar").json()["note"]

    trained, _ = train_all(market, clock, STORYTELLER)

    after = client.get("/api/v1/products", params=words).json()
    assert after["items"][0]["slug"] == "doorstep-care"
    assert after["why"][0]["nearness"] > 0.3
    assert {item["slug"] for item in before["items"]} <= {item["slug"] for item in after["items"]}
    assert ranking(client) == ranked
    more, near = ranking(client, **words)
    assert near
    assert [row for row in more if row[0] not in near] == fewer
    assert set(map(str, more)) <= set(map(str, ranked[0]))
    assert trained.card is not None
    card = client.get("/api/v1/models/meaning").json()
    assert card["model_sha256"] == trained.card.model_sha256
    assert card["data"]["products"] == 40
    assert len(client.get("/api/v1/products/larkfield-bench/similar").json()["items"]) == 5


def test_training_twice_gives_the_same_figures(market: Database, clock: FixedClock) -> None:
    """Every figure of the card, the hashes among them."""
    first = train_all(market, clock, STORYTELLER)
    assert train_all(market, clock, STORYTELLER) == first


def test_both_engines_find_the_same_in_the_same_order(
    client: TestClient[Litestar], market: Database, clock: FixedClock
) -> None:
    """What is found without any database is found over either."""
    train_all(market, clock, STORYTELLER)
    texts = demonstration()
    index = TextIndex(texts.documents)
    finder = Finder(index, texts.ids, Meaning("m", train_space(grams_of_documents(index)), index))
    for judged in judgements()[::6]:
        found = finder.relevance(judged.words)
        assert found is not None
        items = client.get("/api/v1/products", params={"q": judged.words, "limit": 100}).json()["items"]
        assert [item["slug"] for item in items] == [texts.slugs[place] for place in found.order]


def test_the_command_trains(market: Database, database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """And ends with 1 where there was too little for one of the models."""
    assert main(["models", "train", "--json", "--database", database_url]) == 1
    meaning, themes = json.loads(capsys.readouterr().out)
    assert meaning["card"]["data"]["products"] == 40
    assert themes["refused"] == "There are 0 organisations, and it takes at least 2."
    assert main(["models", "train", "--database", database_url]) == 1
    assert f"model {meaning['card']['model_sha256'][:12]}" in capsys.readouterr().out


def test_too_small_a_market_learns_nothing(database: Database, clock: FixedClock) -> None:
    """And says how much it takes."""
    found = train_all(database, clock, STORYTELLER)
    assert [each.card for each in found] == [None, None]
    assert [each.refused for each in found] == [
        "There are 0 texts, and it takes at least 20.",
        "There are 0 organisations, and it takes at least 2.",
    ]


def test_a_model_of_another_version_is_not_used(
    client: TestClient[Litestar], market: Database, clock: FixedClock
) -> None:
    """The search goes by words until it is trained again."""
    train_all(market, clock, STORYTELLER)
    with market.write(THE_OPERATOR) as db:
        db.execute(update(models).values(content=b"\x80\x04\x95"))
    found = client.get("/api/v1/products", params={"q": "tern"}).json()
    assert found["total"]
    assert all(each["nearness"] is None for each in found["why"])
