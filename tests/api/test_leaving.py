"""Whoever is shut out or removed is out at once, at every worker, with every session and token."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import func, select

from plumbline.accounts import sessions, tokens
from plumbline.accounts.leaving import disable_person, remove_member
from plumbline.accounts.passwords import hash_password
from plumbline.accounts.service import Identity, add_member, create_person, memberships_of
from plumbline.cli import main
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import SystemClock
from plumbline.kit.errors import NotFound
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.settings import Settings
from plumbline.storage import tables
from plumbline.storage.engine import Database
from tests.composed import composed
from tests.inline import InlineClient

Client = TestClient[Litestar]
PASSWORD = "four words in a row"
HASHED = hash_password(PASSWORD)
NOW = SystemClock()


@pytest.fixture
def ada(database: Database) -> list[Identity]:
    """An assessor who is an auditor too: both identities, the assessor first."""
    with database.write(THE_OPERATOR) as db:
        person = create_person(db, NOW, OPERATOR, "ada@example.org", "Ada", password_hash=HASHED)
        for role in ("assessor", "auditor"):
            add_member(db, NOW, OPERATOR, person, role)
        return memberships_of(db, person)


@pytest.fixture
def workers(database_url: str, ada: list[Identity]) -> Iterator[list[Client]]:
    """Two workers that share nothing but the database."""
    settings = Settings(database=database_url, access_log="none")
    with (
        composed(settings, NOW) as first,
        composed(settings, NOW) as second,
        InlineClient(first) as one,
        InlineClient(second) as other,
    ):
        yield [one, other]


def opened(database: Database, identity: Identity) -> tuple[dict[str, str], dict[str, str]]:
    """Headers of a browser and of a program that are signed in."""
    with database.write(THE_OPERATOR) as db:
        secret = sessions.open_session(db, NOW, identity).secret
        token = tokens.make_token(db, NOW, identity, "CI", 30).token
    return {"cookie": f"plumbline_session={secret}"}, {"authorization": f"Bearer {token}"}


def statuses(workers: list[Client], browser: dict[str, str], program: dict[str, str]) -> list[int]:
    """What each worker answers to the browser and to the program."""
    page: dict[str, Any] = {"headers": browser | {"accept": "text/html"}, "follow_redirects": False}
    return [
        status
        for worker in workers
        for status in (
            worker.get("/account", **page).status_code,
            worker.get("/api/v1/me", headers=program).status_code,
        )
    ]


def test_a_person_who_is_shut_out_is_out_at_every_worker(
    workers: list[Client], database: Database, ada: list[Identity]
) -> None:
    """The request after the change is refused, well within a second; signing in is too."""
    both = [opened(database, identity) for identity in ada]
    assert [statuses(workers, *each) for each in both] == [[200, 200, 200, 200]] * 2
    with database.write(THE_OPERATOR) as db:
        disable_person(db, NOW, OPERATOR, ada[0].person_id)
    started = time.monotonic()
    assert [statuses(workers, *each) for each in both] == [[303, 401, 303, 401]] * 2
    assert time.monotonic() - started < 1
    body = {"email": "ada@example.org", "password": PASSWORD}
    assert workers[1].post("/api/v1/sessions", json=body).status_code == 401


def test_a_membership_that_ends_ends_only_what_acts_in_it(
    workers: list[Client], database: Database, ada: list[Identity]
) -> None:
    """The other role of the person goes on."""
    assessor, auditor = (opened(database, identity) for identity in ada)
    with database.write(THE_OPERATOR) as db:
        remove_member(db, NOW, OPERATOR, ada[0].person_id, ada[0].membership_id)
    assert statuses(workers, *assessor) == [303, 401, 303, 401]
    assert statuses(workers, *auditor) == [200, 200, 200, 200]


def test_nothing_stays_behind_that_could_open_again(database: Database, ada: list[Identity]) -> None:
    """No session row, every token revoked, and each act is in the trail once."""
    for identity in ada:
        opened(database, identity)
    with database.write(THE_OPERATOR) as db:
        disable_person(db, NOW, OPERATOR, ada[0].person_id)
    with database.read(THE_OPERATOR) as db:
        assert db.execute(select(func.count()).select_from(tables.sessions)).scalar_one() == 0
        assert None not in db.execute(select(tables.api_tokens.c.revoked_at)).scalars().all()
        told = select(func.count()).where(tables.events.c.action == "person.disabled")
        assert db.execute(told).scalar_one() == 1


def test_only_what_is_there_can_be_taken_away(database: Database, ada: list[Identity]) -> None:
    """A stranger's id, and another person's membership, are not found."""
    with database.write(THE_OPERATOR) as db:
        other = create_person(db, NOW, OPERATOR, "otto@example.org", "Otto", password_hash=HASHED)
        with pytest.raises(NotFound):
            disable_person(db, NOW, OPERATOR, new_id())
        with pytest.raises(NotFound):
            remove_member(db, NOW, OPERATOR, other, ada[0].membership_id)


def test_the_command_line_shows_removes_and_disables(
    database_url: str, database: Database, ada: list[Identity], capsys: pytest.CaptureFixture[str]
) -> None:
    """By e-mail address; what does not fit is exit code 3 and changes nothing."""
    at = ["--database", database_url]
    assert main(["person", "show", "ada@example.org", *at]) == 0
    assert capsys.readouterr().out == "assessor for the market\nauditor for the market\n"
    assert main(["person", "remove", "ada@example.org", "--role", "buyer", *at]) == 3
    assert main(["person", "remove", "ada@example.org", "--role", "auditor", *at]) == 0
    with database.read(THE_OPERATOR) as db:
        assert [each.role for each in memberships_of(db, ada[0].person_id)] == ["assessor"]
    assert main(["person", "disable", "Ada@example.org", *at]) == 0
    with database.read(THE_OPERATOR) as db:
        assert memberships_of(db, ada[0].person_id) == []
    assert main(["person", "disable", "nobody@example.org", *at]) == 3


def test_a_role_change_gives_a_new_session_and_ends_the_old(
    workers: list[Client], database: Database, ada: list[Identity]
) -> None:
    """Threat row 24: whoever knew the secret before knows nothing now."""
    with database.write(THE_OPERATOR) as db:
        secret = sessions.open_session(db, NOW, ada[0]).secret
        session = sessions.session_of(db, NOW, secret)
    assert session is not None
    client = workers[0]
    headers = {"origin": "http://testserver.local", "cookie": f"plumbline_session={secret}"}
    path = f"/account/memberships/{ada[1].membership_id}"
    form = {"form_token": session.form_token}
    answer = client.post(path, data=form, headers=headers, follow_redirects=False)
    assert answer.status_code == 303
    fresh = client.cookies["plumbline_session"]
    client.cookies.clear()
    assert fresh != secret
    for kept, status in ((secret, 303), (fresh, 200)):
        asked = {"cookie": f"plumbline_session={kept}", "accept": "text/html"}
        assert workers[1].get("/account", headers=asked, follow_redirects=False).status_code == status
