"""Accounts over HTTP: sign in, who am I, tokens, and everything that must be refused."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.accounts.passwords import hash_password
from plumbline.accounts.service import add_member, create_person
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import FixedClock
from plumbline.storage.engine import Database

Client = TestClient[Litestar]
PASSWORD = "four words in a row"
HASHED = hash_password(PASSWORD)
SESSIONS, TOKENS, ME = "/api/v1/sessions", "/api/v1/tokens", "/api/v1/me"


@pytest.fixture
def known(client: Client, database: Database, clock: FixedClock) -> Client:
    """A client of a service with an assessor, who is an auditor too."""
    with database.write() as db:
        person = create_person(db, clock, OPERATOR, "ada@example.org", "Ada", password_hash=HASHED)
        add_member(db, clock, OPERATOR, person, "assessor")
        add_member(db, clock, OPERATOR, person, "auditor")
    return client


def sign_in(client: Client, **more: Any) -> dict[str, str]:
    """The header of somebody who signed in."""
    answer = client.post(SESSIONS, json={"email": "Ada@example.org", "password": PASSWORD, **more})
    assert answer.status_code == 201, answer.text
    return {"authorization": f"Bearer {answer.json()['token']}"}


def test_signing_in_gives_a_token_for_twelve_hours(known: Client) -> None:
    """And the token says who it speaks for."""
    answer = known.post(SESSIONS, json={"email": "ada@example.org", "password": PASSWORD})
    assert answer.json()["expires_at"] == "2026-11-24T00:00:00Z"
    me = known.get(ME, headers=sign_in(known)).json()
    assert (me["name"], me["acting"]["role"]) == ("Ada", "assessor")
    assert me["permissions"] == ["agree_plans", "decide_on_evidence", "moderate_feedback"]
    assert [each["role"] for each in me["memberships"]] == ["assessor", "auditor"]


def test_signing_in_as_another_of_ones_roles(known: Client) -> None:
    """By the membership's id; nobody else's."""
    me = known.get(ME, headers=sign_in(known)).json()
    other = sign_in(known, membership_id=me["memberships"][1]["id"])
    assert known.get(ME, headers=other).json()["acting"]["role"] == "auditor"
    body = {"email": "ada@example.org", "password": PASSWORD, "membership_id": "0" * 32}
    assert known.post(SESSIONS, json=body).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"email": "ada@example.org", "password": "wrong words in a row"}, 401),
        ({"email": "nobody@example.org", "password": PASSWORD}, 401),
        ({"email": "\x00", "password": PASSWORD}, 422),
        ({"email": "ada@example.org", "password": "\x00" * 20}, 422),
        ({"email": "ada@example.org"}, 422),
        ({"email": "ada@example.org", "password": "x" * 201}, 422),
        ({"email": "ada@example.org", "password": PASSWORD, "remember": True}, 422),
        ({"email": ["ada@example.org"], "password": PASSWORD}, 422),
    ],
)
def test_the_wrong_thing_is_a_problem(known: Client, body: dict[str, Any], status: int) -> None:
    """401 in the same words whatever was wrong; 422 for what cannot be read."""
    answer = known.post(SESSIONS, json=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    if status == 401:
        assert answer.json()["detail"] == "The e-mail address or the password is not right."


def test_half_a_character_is_a_problem(known: Client) -> None:
    """JSON can spell it; nothing can store it."""
    for field in ("email", "password"):
        body = {"email": "ada@example.org", "password": PASSWORD} | {field: "HERE"}
        raw = known.post(
            SESSIONS,
            content=str(body).replace("'", '"').replace("HERE", "a\\ud800@b.example"),
            headers={"content-type": "application/json"},
        )
        assert raw.status_code == 422, raw.text


def test_ten_failures_make_everybody_wait(known: Client) -> None:
    """429 with the seconds to wait, for the right password too."""
    for _ in range(10):
        assert known.post(SESSIONS, json={"email": "ada@example.org", "password": "x"}).status_code == 401
    answer = known.post(SESSIONS, json={"email": "ada@example.org", "password": PASSWORD})
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 301


def test_a_token_is_made_listed_and_revoked(known: Client) -> None:
    """Shown once; its use is noted; revoked it opens nothing."""
    header = sign_in(known)
    made = known.post(TOKENS, json={"name": "nightly report", "days": 30}, headers=header)
    assert made.status_code == 201
    assert made.json()["expires_at"] == "2026-12-23T12:00:00Z"
    assert made.headers["cache-control"] == "no-store"
    own = {"authorization": f"bearer {made.json()['token']}"}
    items = known.get(TOKENS, headers=own).json()["items"]
    assert [each["name"] for each in items] == ["nightly report", "signed in by password"]
    assert items[0]["last_used_at"] == "2026-11-23T12:00:00Z"
    assert not any("token" in each for each in items)
    assert known.delete(f"{TOKENS}/{items[0]['id']}", headers=header).status_code == 204
    assert known.get(ME, headers=own).status_code == 401
    assert known.get(ME, headers=header).status_code == 200


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer plb_x", "Basic YWRhOng=", "Bearer " + "x" * 5000, "plb_x"],
)
def test_without_a_token_nothing_opens(known: Client, header: str) -> None:
    """401, and the header that says how."""
    for method, path in (("GET", ME), ("GET", TOKENS), ("POST", TOKENS), ("DELETE", f"{TOKENS}/{'0' * 32}")):
        body = {"json": {"name": "x"}} if method == "POST" else {}
        answer = known.request(method, path, headers={"authorization": header}, **body)  # type: ignore[arg-type]
        assert answer.status_code == 401, (method, path, answer.text)
        assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"name": "x" * 101},
        {"name": "\x00"},
        {"name": "x", "days": 0},
        {"name": "x", "days": 366},
    ],
)
def test_a_token_has_a_name_and_an_end(known: Client, body: dict[str, Any]) -> None:
    """422 that names the field."""
    answer = known.post(TOKENS, json=body, headers=sign_in(known))
    assert answer.status_code == 422
    assert answer.json()["errors"]


def test_another_persons_token_reads_as_missing(known: Client, database: Database, clock: FixedClock) -> None:
    """404, whether it exists or not."""
    with database.write() as db:
        person = create_person(db, clock, OPERATOR, "otto@example.org", "Otto", password_hash=HASHED)
        add_member(db, clock, OPERATOR, person, "auditor")
    otto = known.post(SESSIONS, json={"email": "otto@example.org", "password": PASSWORD}).json()
    header = sign_in(known)
    theirs = known.delete(f"{TOKENS}/{otto['id']}", headers=header)
    missing = known.delete(f"{TOKENS}/{'0' * 32}", headers=header)
    assert (theirs.status_code, missing.status_code) == (404, 404)
    assert theirs.json()["detail"] == missing.json()["detail"]
