"""A second factor: set up on pages, asked for at each sign-in, each code good once."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from plumbline.accounts import totp
from plumbline.accounts.sealing import Sealer
from plumbline.accounts.second_factor import prove_code
from plumbline.accounts.service import Identity
from plumbline.accounts.tries import Tries
from plumbline.cli import main
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import NotSignedIn
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.settings import Settings
from plumbline.storage import tables
from plumbline.storage.engine import Database
from tests.api.browsing import (
    FACTOR,
    PASSWORD,
    a_member,
    as_browser,
    code_now,
    enrol,
    form_token,
    give_password,
)
from tests.composed import composed
from tests.inline import InlineClient

Client = TestClient[Litestar]
Enrolled = tuple[bytes, list[str]]
CODE, SESSIONS = "/sign-in/code", "/api/v1/sessions"


@pytest.fixture
def ada(database: Database, clock: FixedClock) -> Identity:
    """An assessor."""
    return a_member(database, clock)


@pytest.fixture
def browser(app: Litestar, ada: Identity) -> Iterator[Client]:
    """A browser in which Ada gave her password."""
    with InlineClient(app) as client:
        give_password(as_browser(client))
        yield client


@pytest.fixture
def enrolled(browser: Client, clock: FixedClock) -> Enrolled:
    """The secret and the recovery codes of Ada, who is signed out again."""
    found = enrol(browser, clock)
    browser.cookies.clear()
    return found


def test_setting_up_shows_ten_codes_once_and_changes_the_session(browser: Client, clock: FixedClock) -> None:
    """The secret that was shown while setting up is never shown again, nor are the recovery codes."""
    before = browser.cookies["plumbline_session"]
    secret, recovery = enrol(browser, clock)
    assert len(set(recovery)) == 10
    assert browser.cookies["plumbline_session"] != before
    page = browser.get(FACTOR).text
    assert "10 recovery codes are left" in page
    assert not any(code in page for code in recovery)
    assert totp.in_letters(secret) not in page.replace(" ", "")
    assert browser.post(FACTOR, data={"form_token": form_token(browser)}).status_code == 409


def test_a_wrong_code_turns_nothing_on(browser: Client) -> None:
    """The form comes back with what is wrong, and with the secret still there."""
    browser.post(FACTOR, data={"form_token": form_token(browser)})
    for code in ("", "000000x", "abcdef"):
        sent = {"form_token": form_token(browser), "code": code}
        answer = browser.post(f"{FACTOR}/confirmation", data=sent)
        assert answer.status_code == 422
        assert 'id="secret"' in answer.text
    browser.cookies.clear()
    assert give_password(browser) == "/account"


def test_the_password_alone_opens_nothing(browser: Client, clock: FixedClock, enrolled: Enrolled) -> None:
    """After it comes the code, in the same browser; then a new session, at the page that was wanted."""
    assert give_password(browser, wanted="/account/tokens") == CODE
    assert "plumbline_session" not in browser.cookies
    assert browser.get("/account").status_code == 303
    assert "six digits" in browser.get(CODE).text
    wrong = browser.post(CODE, data={"code": "not a code"})
    assert (wrong.status_code, "The code is not right" in wrong.text) == (422, True)
    right = browser.post(CODE, data={"code": code_now(enrolled[0], clock)})
    assert (right.status_code, right.headers["location"]) == (303, "/account/tokens")
    assert browser.get("/account").status_code == 200


def test_a_code_opens_once(browser: Client, clock: FixedClock, enrolled: Enrolled) -> None:
    """Nor does the one before it, once a later one was taken; the next one does."""
    code = code_now(enrolled[0], clock)
    earlier = totp.code_at(enrolled[0], totp.step_of(clock.now()) - 1)
    give_password(browser)
    assert browser.post(CODE, data={"code": code}).status_code == 303
    browser.cookies.clear()
    give_password(browser)
    for used in (code, earlier):
        assert browser.post(CODE, data={"code": used}).status_code == 422
    clock.moment += timedelta(seconds=30)
    assert browser.post(CODE, data={"code": code_now(enrolled[0], clock)}).status_code == 303


def test_a_recovery_code_opens_once(browser: Client, enrolled: Enrolled) -> None:
    """In any case, with or without its dashes."""
    first, second = enrolled[1][:2]
    give_password(browser)
    assert browser.post(CODE, data={"code": first.upper().replace("-", " ")}).status_code == 303
    assert "9 recovery codes are left" in browser.get(FACTOR).text
    browser.cookies.clear()
    give_password(browser)
    assert browser.post(CODE, data={"code": first}).status_code == 422
    assert browser.post(CODE, data={"code": second}).status_code == 303


def test_nothing_readable_is_kept(database: Database, enrolled: Enrolled) -> None:
    """Neither the secret nor a recovery code stands in the tables."""
    with database.read(THE_OPERATOR) as db:
        sealed = db.execute(select(tables.second_factors.c.sealed_secret)).scalar_one()
        hashes = db.execute(select(tables.recovery_codes.c.code_hash)).scalars().all()
    assert totp.in_letters(enrolled[0]) not in sealed
    assert {len(each) for each in hashes} == {64}


def test_guessing_codes_is_stopped(browser: Client, clock: FixedClock, enrolled: Enrolled) -> None:
    """Five wrong ones, and the right one has to wait as well, on pages and over the API."""
    give_password(browser)
    for _ in range(5):
        assert browser.post(CODE, data={"code": "wrong!"}).status_code == 422
    answer = browser.post(CODE, data={"code": code_now(enrolled[0], clock)})
    assert answer.status_code == 429
    wait = int(answer.headers["retry-after"])
    assert 1 <= wait <= 301
    body = {"email": "ada@example.org", "password": PASSWORD, "code": code_now(enrolled[0], clock)}
    assert browser.post(SESSIONS, json=body).status_code == 429
    clock.moment += timedelta(seconds=wait)
    assert browser.post(SESSIONS, json=body | {"code": code_now(enrolled[0], clock)}).status_code == 201


def test_the_first_step_holds_for_five_minutes_once(
    browser: Client, clock: FixedClock, enrolled: Enrolled
) -> None:
    """Too late, without it, or after it was used: begin again."""
    give_password(browser)
    copied = {"cookie": f"plumbline_step={browser.cookies['plumbline_step']}"}
    browser.cookies.clear()
    assert browser.get(CODE).headers["location"] == "/sign-in"
    assert browser.post(CODE, data={"code": code_now(enrolled[0], clock)}).status_code == 401
    assert browser.post(CODE, data={"code": enrolled[1][0]}, headers=copied).status_code == 303
    browser.cookies.clear()
    assert browser.post(CODE, data={"code": enrolled[1][1]}, headers=copied).status_code == 401
    browser.cookies.clear()
    give_password(browser)
    clock.moment += timedelta(minutes=5)
    assert browser.post(CODE, data={"code": code_now(enrolled[0], clock)}).status_code == 401


def test_a_program_sends_the_code_along(browser: Client, clock: FixedClock, enrolled: Enrolled) -> None:
    """Without it, a problem that says so; a wrong password reads as ever."""
    body = {"email": "ada@example.org", "password": PASSWORD}
    needed = browser.post(SESSIONS, json=body)
    assert (needed.status_code, needed.json()["type"]) == (401, "/problems/code-needed")
    for code in ("000000x", "x" * 5000, "\x00"):
        assert browser.post(SESSIONS, json=body | {"code": code}).status_code in (401, 422)
    sent = body | {"code": code_now(enrolled[0], clock)}
    wrong = browser.post(SESSIONS, json=sent | {"password": "wrong"})
    assert wrong.json()["type"] == "/problems/not-signed-in"
    assert browser.post(SESSIONS, json=sent).status_code == 201
    assert browser.post(SESSIONS, json=sent).status_code == 401


def test_a_crowd_with_one_code_gets_in_once(
    database_url: str, database: Database, clock: FixedClock, enrolled: Enrolled, ada: Identity
) -> None:
    """Five at once: the check and the note are one."""
    sealer = Sealer(Settings(database=database_url).secret_path)
    for code in (code_now(enrolled[0], clock), enrolled[1][0]):
        through: list[int] = []
        start = threading.Barrier(5)

        def run(number: int, code: str = code, start: threading.Barrier = start) -> None:
            start.wait()
            try:
                prove_code(database, clock, Tries(database, clock), sealer, ada, code)
            except NotSignedIn:
                return
            through.append(number)  # noqa: B023 joined before the next round

        threads = [threading.Thread(target=run, args=(number,)) for number in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(through) == 1
        clock.moment += timedelta(minutes=6)


def test_it_is_removed_after_a_step_up_only(browser: Client, clock: FixedClock, enrolled: Enrolled) -> None:
    """Ten minutes after signing in the code is asked for again; then the password alone opens."""
    give_password(browser)
    browser.post(CODE, data={"code": code_now(enrolled[0], clock)})
    clock.moment += timedelta(minutes=10)
    sent = {"form_token": form_token(browser)}
    here = {"referer": f"http://testserver.local{FACTOR}"}
    asked = browser.post(f"{FACTOR}/removal", data=sent, headers=here)
    assert asked.headers["location"] == "/account/confirm?next=%2Faccount%2Fsecond-factor"
    assert "Remove the second factor" not in browser.get(FACTOR).text
    proof = sent | {"next": FACTOR, "password": PASSWORD, "code": ""}
    assert browser.post("/account/confirm", data=proof).status_code == 422, "the password is not enough"
    proof["code"] = code_now(enrolled[0], clock)
    assert browser.post("/account/confirm", data=proof).headers["location"] == FACTOR
    removed = browser.post(f"{FACTOR}/removal", data={"form_token": form_token(browser)})
    assert removed.status_code == 303
    browser.cookies.clear()
    assert give_password(browser) == "/account"


def test_the_operator_can_take_it_away(browser: Client, database_url: str, enrolled: Enrolled) -> None:
    """For whoever lost the phone and the recovery codes."""
    assert main(["person", "drop-second-factor", "ada@example.org", "--database", database_url]) == 0
    assert give_password(browser) == "/account"


def test_a_lost_secret_locks_nobody_in(
    database_url: str, clock: FixedClock, browser: Client, enrolled: Enrolled
) -> None:
    """With another secret file the app's codes are wrong, and recovery codes still open."""
    other = f"{Settings(database=database_url).secret_path}.other"
    with (
        composed(Settings(database=database_url, secret_file=other), clock) as app,
        InlineClient(app) as client,
    ):
        body = {"email": "ada@example.org", "password": PASSWORD}
        assert client.post(SESSIONS, json=body | {"code": code_now(enrolled[0], clock)}).status_code == 401
        assert client.post(SESSIONS, json=body | {"code": enrolled[1][0]}).status_code == 201
