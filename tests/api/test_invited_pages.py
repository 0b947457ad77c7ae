"""Answering by invitation: once, without an account, changed and withdrawn by one's own code; and replies."""

import re
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.demo.collecting import INVITATION
from tests.api.signed_in import demo_tokens
from tests.api.test_page_forms import HERE

Client = TestClient[Litestar]
Headers = dict[str, str]
TYPED = {"instrument": "umux_lite", "items-0": "7", "items-1": "6", "role": "nurse"}


@pytest.fixture(scope="module")
def people(market_client: Client) -> dict[str, Headers]:
    """The header of a person of each role."""
    tokens = demo_tokens(market_client)
    return {name: {"authorization": f"Bearer {token}"} for name, token in tokens.items()}


def give(client: Client, do: str, **fields: str) -> Any:
    """The page that a step leads to."""
    return client.post("/give", data={"do": do, **fields}, headers=HERE)


def invited(client: Client, officer: Headers, product: str, count: int = 1) -> list[str]:
    """Codes for people of the officer's organisation."""
    uses = client.get("/api/v1/products-in-use", headers=officer).json()["items"]
    found = [each for each in uses if each["product"] == product]
    body = {"product": product, "since": "2026-01-05"}
    use = found[0] if found else client.post("/api/v1/products-in-use", json=body, headers=officer).json()
    answer = client.post(
        f"/api/v1/products-in-use/{use['id']}/invitations", json={"count": count}, headers=officer
    )
    assert answer.status_code == 201, answer.text
    return list(answer.json()["codes"])


def answers(client: Client, slug: str) -> Any:
    """What is shown."""
    return client.get(f"/api/v1/products/{slug}/feedback").json()


def test_from_the_code_to_thanks_and_back_again(market_client: Client) -> None:
    """A code is typed as one likes and opens once; nothing typed is lost; one's own code changes it."""
    before = answers(market_client, "tern-record")
    opened = give(market_client, "open", code=INVITATION.lower().replace("-", " "), questions="umux_lite")
    assert (opened.status_code, "What do you think of Tern Record?" in opened.text) == (200, True)
    wrong = give(market_client, "answer", code=INVITATION, **TYPED | {"items-1": "", "comment": "Kept?"})
    assert (wrong.status_code, "Kept?" in wrong.text) == (422, True)
    assert 'id="items-0-7" name="items-0" value="7" checked' in wrong.text
    done = give(market_client, "answer", code=INVITATION, **TYPED)
    assert done.status_code == 200
    own = re.search(r'id="own-code">([0-9A-Z-]+)<', done.text)
    assert own
    assert "with the next batch of answers" in done.text
    assert give(market_client, "answer", code=INVITATION, **TYPED).status_code == 422, "it opens once"
    mine = give(market_client, "yours", own=own[1])
    assert 'id="items-1-6" name="items-1" value="6" checked' in mine.text
    assert give(market_client, "change", own=own[1], **TYPED | {"items-1": "2"}).status_code == 200
    assert "withdrawn" in give(market_client, "withdraw", own=own[1]).text
    assert answers(market_client, "tern-record") == before
    assert give(market_client, "withdraw", own=own[1]).status_code == 409


def test_a_used_a_late_and_a_wrong_code_read_the_same(
    market_client: Client, people: dict[str, Headers]
) -> None:
    """Whoever tries codes learns nothing from the words."""
    (code,) = invited(market_client, people["procurement_officer"], "titrate")
    assert give(market_client, "answer", code=code, **TYPED).status_code == 200
    pages = [give(market_client, "open", code=each) for each in (code, "0000-0000-0000-0000", "")]
    words = [re.sub(r'value="[0-9A-Z-]*"', "", page.text) for page in pages]
    assert {page.status_code for page in pages} == {422}
    assert words[0] == words[1] == words[2]
    for do in ("yours", "change", "withdraw"):
        assert give(market_client, do, own="0000-0000-0000-0000").status_code == 422


def test_what_is_not_in_use_invites_nobody(market_client: Client, people: dict[str, Headers]) -> None:
    """After its last day; a day to come, or before it began, ends nothing; another's use is not there."""
    officer = people["procurement_officer"]
    body = {"product": "harrow-hall-ward", "since": "2026-05-01"}
    made = market_client.post("/api/v1/products-in-use", json=body, headers=officer)
    uses = market_client.get("/api/v1/products-in-use", headers=officer).json()["items"]
    use = next(each["id"] for each in uses if each["product"] == "harrow-hall-ward" and not each["until"])
    assert made.status_code in (201, 409)
    path = f"/api/v1/products-in-use/{use}"
    for day in ("2026-11-24", "2020-01-01"):
        assert market_client.post(f"{path}/end", json={"until": day}, headers=officer).status_code == 422
    ended = market_client.post(f"{path}/end", json={"until": "2026-11-22"}, headers=officer)
    assert (ended.status_code, ended.json()["until"]) == (201, "2026-11-22")
    assert market_client.post(f"{path}/end", json={"until": "2026-11-22"}, headers=officer).status_code == 409
    assert market_client.post(f"{path}/invitations", json={"count": 1}, headers=officer).status_code == 409
    late = market_client.post("/api/v1/products-in-use", json=body | {"since": "2026-11-24"}, headers=officer)
    assert late.status_code == 422


def test_a_supplier_replies_once_and_is_not_told_to_whom(
    market_client: Client, people: dict[str, Headers]
) -> None:
    """On its own product, to a comment that is shown; everybody reads the reply beside it."""
    path = "/api/v1/products/tern-medicines/feedback"
    comment = market_client.get(path).json()["comments"][0]["id"]
    reply = {"text": "The next release has one click less."}
    where = f"{path}/comments/{comment}/reply"
    sent = market_client.post(where, json=reply, headers=people["supplier"])
    assert sent.status_code == 201, sent.text
    assert market_client.post(where, json=reply, headers=people["supplier"]).status_code == 409
    shown = market_client.get(path).json()["comments"][0]["reply"]
    assert (shown["text"], shown["replied_by"], shown["earlier"]) == (reply["text"], "Sam Supply", False)
    assert reply["text"] in market_client.get("/products/tern-medicines").text
    others = where.replace("tern-medicines", "kindly")
    assert market_client.post(others, json=reply, headers=people["supplier"]).status_code == 404
