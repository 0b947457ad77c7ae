"""A token does what its scopes say and its role includes, and never makes one that may do more."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import update

from plumbline.accounts import tokens
from plumbline.accounts.identity import require
from plumbline.accounts.roles import PERMISSIONS, Permission, Role
from plumbline.accounts.scopes import READ, READING, SCOPES, checked, permissions_of
from plumbline.cli import main
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import Invalid, NotAllowed
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.storage import tables
from plumbline.storage.engine import Database
from tests.api.browsing import PASSWORD, a_member

Client = TestClient[Litestar]
TOKENS, ME = "/api/v1/tokens", "/api/v1/me"


@pytest.fixture
def header(client: Client, database: Database, clock: FixedClock) -> dict[str, str]:
    """An assessor who signed in by password."""
    a_member(database, clock)
    body = {"email": "ada@example.org", "password": PASSWORD}
    return {"authorization": f"Bearer {client.post('/api/v1/sessions', json=body).json()['token']}"}


def made(client: Client, header: dict[str, str], **more: Any) -> dict[str, str]:
    """The header of a token made with `header`."""
    answer = client.post(TOKENS, json={"name": "x", **more}, headers=header)
    assert answer.status_code == 201, answer.text
    return {"authorization": f"Bearer {answer.json()['token']}"}


def may(client: Client, header: dict[str, str]) -> list[str]:
    """What a token may do."""
    return list(client.get(ME, headers=header).json()["permissions"])


def test_a_token_reads_unless_more_is_asked_for(client: Client, header: dict[str, str]) -> None:
    """An assessor's token that only reads decides on nothing; one with the scope gets further."""
    reads = made(client, header)
    decides = made(client, header, scopes=["decide_on_evidence", "read"])
    assert (may(client, reads), may(client, decides)) == ([], ["decide_on_evidence"])
    assert may(client, header) == ["agree_plans", "decide_on_evidence", "moderate_feedback"], (
        "signing in gives all of the role"
    )
    path = f"/api/v1/evidence/{'0' * 32}/decisions"
    body: dict[str, Any] = {
        "requirement_id": "CE-1",
        "outcome": "met",
        "assurance": "certified",
        "version": 1,
    }
    body["reason"] = "The certificate is in date."
    assert client.post(path, json=body, headers=reads).status_code == 403
    assert client.post(path, json=body, headers=decides).status_code == 404, (
        "let in; there is no such evidence"
    )
    listed = client.get(TOKENS, headers=reads).json()["items"]
    assert [each["scopes"] for each in listed] == [["read", "decide_on_evidence"], ["read"], None]


def test_a_token_held_to_scopes_looks_after_itself_alone(client: Client, header: dict[str, str]) -> None:
    """It makes none, though it may do as much, and ends none but itself: who found it gains nothing."""
    decides = made(client, header, scopes=["decide_on_evidence"])
    made(client, header)
    for scopes in (["decide_on_evidence"], ["read"], ["agree_plans"]):
        answer = client.post(TOKENS, json={"name": "x", "scopes": scopes}, headers=decides)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-allowed")
    other, itself, _ = (each["id"] for each in client.get(TOKENS, headers=header).json()["items"])
    assert client.delete(f"{TOKENS}/{other}", headers=decides).status_code == 403
    assert client.delete(f"{TOKENS}/{itself}", headers=decides).status_code == 204
    assert client.get(ME, headers=decides).status_code == 401


@pytest.mark.parametrize(
    "scopes", [[], ["king"], ["list_products"], ["read", 1], "read", ["read_shortlists "]]
)
def test_what_is_no_scope_of_the_role_is_refused(client: Client, header: dict[str, str], scopes: Any) -> None:
    """422 that names the field."""
    answer = client.post(TOKENS, json={"name": "x", "scopes": scopes}, headers=header)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/scopes")


def test_a_token_from_before_there_were_scopes_keeps_what_it_may(
    client: Client, header: dict[str, str], database: Database
) -> None:
    """No scope stored: all of the role."""
    old = made(client, header)
    with database.write(THE_OPERATOR) as db:
        db.execute(update(tables.api_tokens).values(scopes=None))
    assert may(client, old) == ["agree_plans", "decide_on_evidence", "moderate_feedback"]


def test_the_refusal_names_the_scope(database: Database, clock: FixedClock) -> None:
    """So that whoever runs the program knows which token to make."""
    ada = a_member(database, clock)
    with database.write(THE_OPERATOR) as db:
        issued = tokens.make_token(db, clock, ada, "CI", 30)
        identity = tokens.identity_of_token(db, clock, issued.token).identity
    with pytest.raises(NotAllowed, match="scopes of the token 'CI'"):
        require(identity, Permission.DECIDE_ON_EVIDENCE)
    require(ada, Permission.DECIDE_ON_EVIDENCE)


@pytest.mark.parametrize("role", list(Role))
def test_no_words_give_more_than_the_role(role: Role) -> None:
    """Every permission is a scope of its own for the roles that include it, and for no other."""
    for permission in Permission:
        if permission in PERMISSIONS[role]:
            assert checked([permission, permission], role) == [permission]
        else:
            with pytest.raises(Invalid):
                checked([permission], role)
    assert permissions_of([READ]) == READING
    assert permissions_of(["of an older version"]) == frozenset()
    assert set(SCOPES) == {READ, *Permission}


def test_the_command_line_makes_a_token_that_reads(
    database_url: str, client: Client, header: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Unless more is said."""
    call = ["token", "ada@example.org", "--name", "CI", "--database", database_url]
    for more, allowed in (([], []), (["--scope", "read", "--scope", "agree_plans"], ["agree_plans"])):
        capsys.readouterr()
        assert main([*call, *more]) == 0
        token = capsys.readouterr().out.strip()
        assert may(client, {"authorization": f"Bearer {token}"}) == allowed
    assert main([*call, "--scope", "list_products"]) == 3
