"""Moderating over HTTP: marks take nothing away, rulings have reasons, appeals go to somebody else."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.demo.people import DEMO_PASSWORD
from plumbline.kit.idempotency import HEADER
from tests.api.keyed import is_replay
from tests.api.signed_in import demo_tokens
from tests.api.test_page_forms import HERE, token_in
from tests.api.test_page_forms import sign_in as signed_in

Client = TestClient[Litestar]
Headers = dict[str, str]
CONTRADICTORY: dict[str, Any] = {"instrument": "sus", "items": [5] * 10, "role": "nurse"}
WHY = {"reason": "Every item is answered alike, and every other one says the opposite."}


@pytest.fixture(scope="module")
def people(market_client: Client) -> dict[str, Headers]:
    """The header of a person of each role; "third_assessor" has declared all interests, too."""
    tokens = demo_tokens(market_client)
    body = {"email": "second-assessor@demo.example", "password": DEMO_PASSWORD}
    tokens["second_assessor"] = market_client.post("/api/v1/sessions", json=body).json()["token"]
    return {name: {"authorization": f"Bearer {token}"} for name, token in tokens.items()}


def given(client: Client, who: Headers, slug: str) -> Any:
    """What somebody said, after they sent a form that contradicts itself."""
    return client.put(f"/api/v1/products/{slug}/feedback/mine", json=CONTRADICTORY, headers=who).json()


def waiting(client: Client, who: Headers, slug: str) -> list[Any]:
    """What waits about a product."""
    items = client.get("/api/v1/feedback/queue", headers=who).json()["items"]
    return [each for each in items if each["product"] == slug]


def ruled(client: Client, who: Headers, ids: list[str], outcome: str) -> Any:
    """The answer to a ruling."""
    return client.post(
        "/api/v1/feedback/rulings", json={"answers": ids, "outcome": outcome, **WHY}, headers=who
    )


def shown(client: Client, slug: str) -> tuple[int, int, int]:
    """How many stand in the figures, how many are marked, how many are held."""
    found = client.get(f"/api/v1/products/{slug}/feedback").json()
    return found["answers"], found["marked"], found["held"]


def test_from_a_mark_to_an_appeal(market_client: Client, people: dict[str, Headers]) -> None:
    """Counts while marked; not while held, though appealed; and again once another moderator keeps it."""
    slug, client = "meadowgate-prescribe", market_client
    answers, marked, held = shown(client, slug)
    mine = given(client, people["staff"], slug)["items"][0]
    assert (mine["state"], mine["counts"]) == ("flagged", True)
    assert shown(client, slug) == (answers, marked + 1, held)
    item = next(each for each in waiting(client, people["assessor"], slug) if each["score"] == 50)
    assert [mark["rule"] for mark in item["marks"]] == ["straight"]
    assert ruled(client, people["assessor"], [item["id"]], "hold").status_code == 201
    assert shown(client, slug) == (answers, marked, held + 1)
    path = f"/api/v1/products/{slug}/feedback/mine"
    mine = client.get(path, headers=people["staff"]).json()["items"][0]
    assert (mine["state"], mine["counts"], mine["reason"]) == ("held", False, WHY["reason"])
    appeal = {"text": "I meant each word of it."}
    keyed = people["staff"] | {HEADER: "an-appeal"}
    sent, again = (client.post(f"{path}/2026-Q4/appeal", json=appeal, headers=keyed) for _ in range(2))
    assert (sent.status_code, sent.json()["items"][0]["state"]) == (201, "appealed")
    assert (is_replay(sent), is_replay(again), again.content) == (False, True, sent.content)
    assert client.post(f"{path}/2026-Q4/appeal", json=appeal, headers=people["staff"]).status_code == 409
    assert shown(client, slug) == (answers, marked, held + 1)
    assert ruled(client, people["assessor"], [item["id"]], "keep").status_code == 409, "the same moderator"
    assert ruled(client, people["second_assessor"], [item["id"]], "keep").status_code == 201
    assert shown(client, slug) == (answers, marked, held)
    assert client.get(path, headers=people["staff"]).json()["items"][0]["counts"]
    rulings = client.get(f"/api/v1/products/{slug}/feedback/rulings").json()["items"]
    assert [each["outcome"] for each in rulings[:2]] == ["keep", "hold"]
    assert item["id"] not in str(rulings)
    assert given(client, people["staff"], slug)["items"][0]["state"] == "kept", "no rule marks it twice"


def test_one_decision_on_many_is_kept_whole_or_not_at_all(
    market_client: Client, people: dict[str, Headers]
) -> None:
    """With one that never waited among them nothing is decided; then all thirteen of a burst at once."""
    burst = [each["id"] for each in waiting(market_client, people["assessor"], "titrate")]
    assert len(burst) >= 13
    stranger = market_client.get("/api/v1/products/tern-record/feedback").json()["comments"][0]["id"]
    assert ruled(market_client, people["assessor"], [*burst, stranger], "hold").status_code == 404
    assert len(waiting(market_client, people["assessor"], "titrate")) == len(burst)
    assert ruled(market_client, people["assessor"], burst, "hold").status_code == 201
    assert waiting(market_client, people["assessor"], "titrate") == []
    assert ruled(market_client, people["assessor"], burst, "hold").status_code == 409


def test_nobody_decides_about_a_supplier_that_they_declared_nothing_of(
    market_client: Client, people: dict[str, Headers]
) -> None:
    """The first assessor said nothing of Bellwether: the queue says so, and a ruling is refused."""
    given(market_client, people["staff"], "bellwether-gp")
    item = waiting(market_client, people["assessor"], "bellwether-gp")[0]
    assert "not declared" in item["obstacle"]
    assert ruled(market_client, people["assessor"], [item["id"]], "keep").status_code == 409


def test_a_supplier_appeals_once_against_the_newest_ruling(
    market_client: Client, people: dict[str, Headers]
) -> None:
    """On its own product; in public, under its name."""
    path = "/api/v1/products/tern-record/feedback/rulings"
    ruling = market_client.get(path).json()["items"][0]["id"]
    body = {"text": "Both are of one ward, and real."}
    where = f"{path}/{ruling}/appeal"
    assert market_client.post(where, json=body, headers=people["buyer"]).status_code == 403
    sent = market_client.post(where, json=body, headers=people["supplier"])
    assert (sent.status_code, sent.json()["items"][0]["appeal"]["source"]) == (201, "supplier")
    assert market_client.post(where, json=body, headers=people["supplier"]).status_code == 409
    others = where.replace("tern-record", "titrate")
    assert market_client.post(others, json=body, headers=people["supplier"]).status_code == 404
    assert body["text"] in market_client.get("/products/tern-record/feedback/rulings").text


def test_the_forest_marks_once_and_decides_nothing(market_client: Client, people: dict[str, Headers]) -> None:
    """A second look finds nothing new; what counted counts."""
    before = shown(market_client, "titrate")[0]
    why = {"reason": "After the autumn surveys."}
    first = market_client.post("/api/v1/feedback/looks", json=why, headers=people["assessor"])
    second = market_client.post("/api/v1/feedback/looks", json=why, headers=people["assessor"])
    assert (first.status_code, second.json()["marked"]) == (201, 0)
    assert shown(market_client, "titrate")[0] == before


def test_the_moderators_page_keeps_what_was_typed(market_client: Client) -> None:
    """Without a tick and a choice nothing is decided, and the reason stands."""
    market_client.headers.update(HERE)
    market_client.follow_redirects = False
    signed_in(market_client, "third-assessor")
    page = market_client.get("/moderate")
    assert "the cap on each organisation’s pull is the defence" in page.text
    sent = market_client.post("/moderate", data={"reason": "Kept <here>.", "form_token": token_in(page.text)})
    assert sent.status_code == 422
    assert "Kept &lt;here&gt;." in sent.text
    assert "Tick the answers that you decide on." in sent.text
    sent = market_client.post("/moderate", data={"form_token": token_in(page.text)})
    for words in ("Tick the answers", "Choose whether they count", "Say why"):
        assert words in sent.text, "all that is missing at once"


def test_a_burst_is_ticked_at_once(market_client: Client, people: dict[str, Headers]) -> None:
    """By a link, so without scripts too: all of one product, and nothing else."""
    for who in ("staff", "buyer"):
        given(market_client, people[who], "pestle-path")
    market_client.headers.update(HERE)
    market_client.follow_redirects = False
    signed_in(market_client, "assessor")
    page = market_client.get("/moderate").text
    assert 'href="/moderate?all_of=pestle-path#answers">all 2 of Pestle Path</a>' in page
    assert page.count(" checked") == 0
    assert market_client.get("/moderate?all_of=pestle-path").text.count(" checked") == 2
