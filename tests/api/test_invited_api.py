"""Answering by invitation over the API: by a code alone, by the rules of the pages, once per key."""

from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import func, select

from plumbline.kit.idempotency import HEADER
from plumbline.storage.engine import Database
from plumbline.storage.tables import feedback
from plumbline.web.limits import Kind, kind_of
from tests.api.keyed import is_replay
from tests.api.signed_in import demo_tokens
from tests.api.test_invited_pages import answers, give, invited

Client = TestClient[Litestar]
PATH = "/api/v1/feedback/invited"
SAID: dict[str, Any] = {"instrument": "umux_lite", "items": [7, 6], "role": "nurse", "comment": "Quick."}
NONE = "0000-0000-0000-0000"


@pytest.fixture(scope="module")
def officer(market_client: Client) -> dict[str, str]:
    """The header of somebody who sends out invitations."""
    return {"authorization": f"Bearer {demo_tokens(market_client)['procurement_officer']}"}


def sent(client: Client, path: str, body: dict[str, Any], method: str = "POST", **headers: str) -> Any:
    """The answer to somebody whom nobody knows."""
    client.cookies.clear()
    return client.request(method, PATH + path, json=body, headers=headers)


def versions(file: Path) -> int:
    """How many versions of answers are kept: figures move in batches, and would tell nothing yet."""
    database = Database(f"sqlite:///{file}")
    with database.read() as db:
        found = int(db.scalar(select(func.count()).select_from(feedback)) or 0)
    database.close()
    return found


def test_from_an_invitation_to_a_withdrawal(
    market_client: Client, market_file: Path, officer: dict[str, str]
) -> None:
    """Opened, answered, changed, withdrawn: a version each, seen on the page too and in no address."""
    client, slug = market_client, "kestrel-lab"
    (code,) = invited(client, officer, slug)
    before, shown = versions(market_file), answers(client, slug)
    opened = sent(client, "/open", {"code": code.lower().replace("-", " ")})
    assert opened.json() == {"product": slug, "product_name": "Kestrel Lab", "organisation": "ZZA1"}
    given = sent(client, "", {"code": code, **SAID})
    assert given.status_code == 201, given.text
    assert given.headers["cache-control"] == "no-store"
    assert versions(market_file) == before + 1
    own = given.json()["own"]
    assert own != code
    assert 'name="items-1" value="6" checked' in give(client, "yours", own=own).text, "the page knows it too"
    changed = sent(client, "", {"own": own, **SAID, "items": [7, 2]}, method="PUT")
    assert [(each["version"], each["items"]) for each in changed.json()["items"]] == [(2, [7, 2])]
    assert sent(client, "/mine", {"own": own}).json() == changed.json()
    assert versions(market_file) == before + 2
    gone = sent(client, "/withdrawal", {"own": own})
    assert (gone.status_code, gone.json()["items"][0]["counts"]) == (200, False)
    assert sent(client, "/withdrawal", {"own": own}).status_code == 409
    assert sent(client, "/appeal", {"own": own, "text": "I meant each word."}).status_code == 409
    assert (versions(market_file), answers(client, slug)) == (before + 3, shown)


def test_a_key_answers_once_and_gives_the_same_code_again(
    market_client: Client, market_file: Path, officer: dict[str, str]
) -> None:
    """A retry gets what was lost; other words under the key are refused; another's key is another key."""
    client, slug = market_client, "assayline"
    one, two = invited(client, officer, slug, 2)
    before = versions(market_file)
    first, again = (sent(client, "", {"code": one, **SAID}, **{HEADER: "1"}) for _ in range(2))
    assert (first.status_code, is_replay(first), is_replay(again)) == (201, False, True)
    assert first.content == again.content
    assert versions(market_file) == before + 1
    other = sent(client, "", {"code": one, **SAID, "comment": "Slow."}, **{HEADER: "1"})
    assert (other.status_code, other.json()["type"]) == (422, "/problems/key-reused")
    second = sent(client, "", {"code": two, **SAID}, **{HEADER: "1"})
    assert (second.status_code, is_replay(second)) == (201, False)
    assert second.json()["own"] != first.json()["own"]
    assert versions(market_file) == before + 2
    own = first.json()["own"]
    for _ in range(2):
        assert sent(client, "/withdrawal", {"own": own}, **{HEADER: "1"}).status_code == 200
    assert versions(market_file) == before + 3


def test_whoever_tries_codes_learns_nothing_from_the_words(
    market_client: Client, officer: dict[str, str]
) -> None:
    """A used one, one that never was and an empty one read the same, with a key and without."""
    (code,) = invited(market_client, officer, "titrate")
    assert sent(market_client, "", {"code": code, **SAID}).status_code == 201
    for path, body in (("/open", {}), ("", SAID)):
        for key in ({}, {HEADER: "2"}):
            told = [sent(market_client, path, {"code": c, **body}, **key) for c in (code, NONE, "")]
            assert {each.status_code for each in told} == {422}
            assert len({plain(each) for each in told}) == 1
    wrong = [sent(market_client, "/mine", {"own": own}) for own in (code, NONE, "")]
    assert len({plain(each) for each in wrong}) == 1


def plain(answer: Any) -> str:
    """A problem without what is another's each time."""
    return str({k: v for k, v in answer.json().items() if k not in ("request_id", "instance")})


def test_a_wrong_answer_uses_nothing_up(market_client: Client, officer: dict[str, str]) -> None:
    """It points at the field, and the invitation opens as before."""
    (code,) = invited(market_client, officer, "titrate")
    for changed, pointer in (({"items": [7]}, "/items"), ({"role": "emperor"}, "/role"), ({"x": 1}, "/x")):
        told = sent(market_client, "", {"code": code, **SAID, **changed})
        assert told.status_code == 422
        assert pointer in {each["pointer"] for each in told.json()["errors"]}
    assert sent(market_client, "/open", {"code": code}).status_code == 200


def test_codes_are_tried_no_faster_than_passwords() -> None:
    """By the same allowance, whatever the step."""
    for method, path in (("POST", ""), ("PUT", ""), ("POST", "/open"), ("POST", "/mine")):
        assert kind_of(method, PATH + path) is Kind.SIGN_IN
