"""One effect per key, on both engines: replays, refusals, and what is remembered for how long."""

from uuid import UUID

import pytest
from litestar import Litestar
from litestar.di import Provide

from plumbline.accounts.service import identity_for, person_by_email
from plumbline.kit.clock import FixedClock
from plumbline.kit.idempotency import ClaimsInFlight, claim_of
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.storage import kept_answers
from plumbline.storage.engine import Database
from plumbline.storage.tables import kept_answers as table
from plumbline.web.idempotency import asker_of
from tests.api.keyed import (
    TOKENS,
    Client,
    events_told,
    header_of,
    is_replay,
    person_with,
    rows_kept,
    same_answer,
    send,
    supplier_of,
    tokens_named,
)

BODY = {"name": "nightly", "days": 3}
PRODUCT = {"name": "Otter Diary", "product_type": "gp-system", "summary": "s", "description": "d"}


@pytest.fixture
def ada(client: Client, database: Database, clock: FixedClock) -> dict[str, str]:
    """An assessor's header."""
    return person_with(database, clock, "ada")


def claim_ada(database: Database, key: str) -> str:
    with database.read(THE_OPERATOR) as db:
        identity = identity_for(db, person_by_email(db, "ada@example.org"))
    return claim_of(asker_of(identity), key)


def test_a_retry_gets_the_same_answer_and_has_no_effect(
    client: Client, database: Database, ada: dict[str, str]
) -> None:
    """Byte for byte, and it says that it is a replay."""
    first = send(client, ada, "one", TOKENS, BODY)
    events = events_told(database)
    second, third = (send(client, ada, "one", TOKENS, BODY) for _ in range(2))
    assert first.status_code == 201
    assert same_answer(first, second)
    assert same_answer(first, third)
    assert [is_replay(each) for each in (first, second, third)] == [False, True, True]
    assert second.headers["cache-control"] == first.headers["cache-control"] == "no-store"
    assert tokens_named(database, "nightly") == 1
    assert events_told(database) == events
    assert len(rows_kept(database)) == 1


def test_another_key_or_none_is_another_act(client: Client, database: Database, ada: dict[str, str]) -> None:
    """The key makes the act, not the body; keys differ by case."""
    for key in ("one", "One", "two"):
        assert not is_replay(send(client, ada, key, TOKENS, BODY))
    for _ in range(2):
        assert client.post(TOKENS, json=BODY, headers=ada).status_code == 201
    assert tokens_named(database, "nightly") == 5
    assert len(rows_kept(database)) == 3


@pytest.mark.parametrize("change", ["body", "path", "method", "query"])
def test_another_request_with_the_key_is_refused(
    client: Client, database: Database, ada: dict[str, str], change: str
) -> None:
    """422, and nothing happens; the first is still answered as before.

    Nothing that keeps a key has a parameter, so that another query is refused for itself.
    """
    first = send(client, ada, "one", TOKENS, BODY)
    path = f"{TOKENS}?x=1" if change == "query" else TOKENS
    keyed = {**ada, "idempotency-key": "one"}
    if change in ("path", "method"):
        answer = client.delete(f"{TOKENS}/{first.json()['id']}", headers=keyed)
    else:
        answer = client.post(path, json=BODY | {"days": 4 if change == "body" else 3}, headers=keyed)
    assert answer.status_code == 422
    assert answer.json()["type"] == f"/problems/{'invalid' if change == 'query' else 'key-reused'}"
    assert tokens_named(database, "nightly") == 1
    assert same_answer(first, send(client, ada, "one", TOKENS, BODY))


def test_an_empty_answer_is_replayed_too(client: Client, database: Database, ada: dict[str, str]) -> None:
    """204 has no body, and is remembered all the same."""
    token = client.post(TOKENS, json=BODY, headers=ada).json()["id"]
    keyed = {**ada, "idempotency-key": "one"}
    first, second = (client.delete(f"{TOKENS}/{token}", headers=keyed) for _ in range(2))
    assert (first.status_code, first.content) == (204, b"")
    assert same_answer(first, second)
    assert (is_replay(first), is_replay(second)) == (False, True)


def test_what_failed_is_not_remembered(client: Client, database: Database, ada: dict[str, str]) -> None:
    """A failure has no effect: the key is free, and what was wrong can be put right."""
    for change, pointer in ({"days": 0}, "/days"), ({"name": " "}, "/name"):
        wrong = send(client, ada, "one", TOKENS, BODY | change)
        assert (wrong.status_code, is_replay(wrong)) == (422, False)
        assert wrong.json()["errors"][0]["pointer"] == pointer
    assert rows_kept(database) == []
    assert send(client, ada, "one", TOKENS, BODY).status_code == 201
    assert tokens_named(database, "nightly") == 1


def test_where_a_retry_would_conflict_it_is_answered_instead(
    client: Client, database: Database, clock: FixedClock
) -> None:
    """Without the key the second is told that the product is there already."""
    maker = person_with(database, clock, "maker", supplier=supplier_of(database))
    first, second = (send(client, maker, "one", "/api/v1/products", PRODUCT) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert same_answer(first, second)
    assert client.post("/api/v1/products", json=PRODUCT, headers=maker).status_code == 409


def test_a_key_is_of_who_asks(
    client: Client, database: Database, clock: FixedClock, ada: dict[str, str]
) -> None:
    """Another person is not in its way; a token with less scope is refused, and never shown the answer."""
    first = send(client, ada, "one", TOKENS, BODY)
    bob = send(client, person_with(database, clock, "bob"), "one", TOKENS, BODY)
    with database.read(THE_OPERATOR) as db:
        person = person_by_email(db, "ada@example.org")
    less = send(client, header_of(database, clock, person, "read"), "one", TOKENS, BODY)
    again = send(client, header_of(database, clock, person), "one", TOKENS, BODY)
    assert [is_replay(each) for each in (bob, less, again)] == [False, False, True]
    assert same_answer(first, again)
    assert less.status_code == 403
    assert first.json()["token"] != bob.json()["token"]


def test_who_is_not_let_in_is_not_answered(client: Client, database: Database, ada: dict[str, str]) -> None:
    """A revoked token gets 401, not the answer from before."""
    (mine,) = (each["id"] for each in client.get(TOKENS, headers=ada).json()["items"])
    assert send(client, ada, "one", TOKENS, BODY).status_code == 201
    assert client.delete(f"{TOKENS}/{mine}", headers=ada).status_code < 300
    assert send(client, ada, "one", TOKENS, BODY).status_code == 401


def test_a_key_is_remembered_for_a_day(
    client: Client, database: Database, clock: FixedClock, ada: dict[str, str]
) -> None:
    """24 hours to the second; then it is forgotten, and cleaned away."""
    first = send(client, ada, "one", TOKENS, BODY)
    clock.advance(24 * 3600 - 1)
    ada = header_of(database, clock, _person(database))  # the one from yesterday has expired
    assert same_answer(first, send(client, ada, "one", TOKENS, BODY))
    clock.advance(1)
    again = send(client, ada, "two", TOKENS, BODY)
    assert not is_replay(again)
    assert len(rows_kept(database)) == 1
    assert not is_replay(send(client, ada, "one", TOKENS, BODY))


def _person(database: Database) -> UUID:
    with database.read(THE_OPERATOR) as db:
        return person_by_email(db, "ada@example.org")


def test_no_secret_is_kept_in_clear(client: Client, database: Database, ada: dict[str, str]) -> None:
    """The answer holds a token: its row shows neither that, nor the key, nor what was asked."""
    answer = send(client, ada, "my-very-own-key", TOKENS, BODY)
    (row,) = rows_kept(database)
    assert answer.json()["token"] not in str(tuple(row))
    assert "my-very-own-key" not in str(tuple(row))
    assert "nightly" not in str(tuple(row))


def test_an_answer_that_cannot_be_opened_is_no_licence_to_act_again(
    client: Client, database: Database, ada: dict[str, str]
) -> None:
    """The secret was lost: 409 says that it was carried out."""
    send(client, ada, "one", TOKENS, BODY)
    with database.write(THE_OPERATOR) as db:
        db.execute(table.update().values(sealed_answer="c2VhbGVkIGJ5IHNvbWVib2R5IGVsc2U="))
    answer = send(client, ada, "one", TOKENS, BODY)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/answer-lost")
    assert tokens_named(database, "nightly") == 1


def test_while_the_first_is_in_flight_the_second_is_told(
    client: Client, app: Litestar, database: Database, ada: dict[str, str]
) -> None:
    """409 with a time to wait; afterwards it is free."""
    given = app.dependencies["claims"]
    assert isinstance(given, Provide)
    claims = given.dependency()
    assert isinstance(claims, ClaimsInFlight)
    with claims.alone(claim_ada(database, "one")):
        answer = send(client, ada, "one", TOKENS, BODY)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/in-flight")
        assert answer.headers["retry-after"] == "1"
        assert send(client, ada, "two", TOKENS, BODY).status_code == 201
    assert send(client, ada, "one", TOKENS, BODY).status_code == 201


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_also_while_another_process_has_it(client: Client, database: Database, ada: dict[str, str]) -> None:
    """On PostgreSQL the claim is a lock that others see."""
    with database.write(THE_OPERATOR) as db:
        assert kept_answers.is_alone(db, claim_ada(database, "one"))
        assert send(client, ada, "one", TOKENS, BODY).status_code == 409
    assert send(client, ada, "one", TOKENS, BODY).status_code == 201


@pytest.mark.parametrize("key", ["", "two words", "é", "k" * 256, "tab\t"])
@pytest.mark.parametrize("path", [TOKENS, "/api/v1/rankings", "/api/v1/sessions"])
def test_what_cannot_be_a_key_is_refused(client: Client, path: str, key: str) -> None:
    """Before anything else is looked at, and by every unsafe operation."""
    answer = client.post(path, json={}, headers={b"idempotency-key": key.encode("latin-1")})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/Idempotency-Key"


def test_signing_in_takes_no_key(client: Client) -> None:
    """A promise that cannot be kept is not made."""
    answer = client.post("/api/v1/sessions", json={}, headers={"idempotency-key": "one"})
    assert answer.status_code == 422
    assert "takes no key" in answer.json()["detail"]


def test_reading_looks_at_no_key(client: Client, ada: dict[str, str]) -> None:
    """The header says nothing on a GET."""
    assert client.get("/api/v1/me", headers={**ada, "idempotency-key": "two words"}).status_code == 200
