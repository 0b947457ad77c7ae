"""What cannot be taken back asks, ten minutes after the last proof, whether it is still the same person."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.accounts.service import add_member, memberships_of, person_by_email
from plumbline.accounts.sessions import RECENT
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import FixedClock
from plumbline.storage.engine import Database
from tests.api.browsing import PASSWORD, a_member, as_browser, form_token, give_password
from tests.inline import InlineClient

Client = TestClient[Litestar]
TOKENS, CONFIRM = "/account/tokens", "/account/confirm"


@pytest.fixture
def browser(app: Litestar, database: Database, clock: FixedClock) -> Iterator[Client]:
    """A browser in which somebody signed in."""
    a_member(database, clock)
    with InlineClient(app) as client:
        give_password(as_browser(client))
        yield client


def make_token(browser: Client, **headers: str) -> tuple[int, str]:
    """The status of making a token, and where it leads."""
    sent = {"form_token": form_token(browser), "name": "nightly", "days": "5"}
    answer = browser.post(TOKENS, data=sent, headers=headers)
    return answer.status_code, answer.headers.get("location", "")


def test_signing_in_is_a_proof_for_ten_minutes(browser: Client, clock: FixedClock) -> None:
    """To the second; then the way leads over the question back to the page."""
    clock.moment += RECENT - timedelta(seconds=1)
    assert make_token(browser)[0] == 201
    clock.moment += timedelta(seconds=1)
    asked = make_token(browser, referer=f"http://testserver.local{TOKENS}")
    assert asked == (303, f"{CONFIRM}?next=%2Faccount%2Ftokens")
    assert make_token(browser, referer="https://elsewhere.example/x")[1] == f"{CONFIRM}?next=%2Faccount"


def test_a_program_is_told_by_a_problem(browser: Client, clock: FixedClock) -> None:
    """403 of its own type, for whatever asks for no page."""
    clock.moment += RECENT
    sent = {"form_token": form_token(browser), "name": "nightly"}
    answer = browser.post(TOKENS, data=sent, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/step-up-needed")


def test_confirming_gives_a_new_secret_and_keeps_the_end(browser: Client, clock: FixedClock) -> None:
    """The one before opens nothing, and twelve hours after signing in it is over all the same."""
    clock.moment += RECENT
    before = browser.cookies["plumbline_session"]
    sent = {"form_token": form_token(browser), "next": TOKENS, "password": PASSWORD}
    answer = browser.post(CONFIRM, data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, TOKENS)
    after = browser.cookies["plumbline_session"]
    assert after != before
    assert make_token(browser)[0] == 201
    browser.cookies.clear()
    assert browser.get("/account", headers={"cookie": f"plumbline_session={before}"}).status_code == 303
    clock.moment += timedelta(hours=12) - RECENT
    assert browser.get("/account", headers={"cookie": f"plumbline_session={after}"}).status_code == 303


def test_a_wrong_password_confirms_nothing_and_ten_have_to_wait(browser: Client, clock: FixedClock) -> None:
    """The form comes back; nobody guesses on at a screen that was left unlocked."""
    clock.moment += RECENT
    sent = {"form_token": form_token(browser), "next": TOKENS, "password": "not the password"}
    assert [browser.post(CONFIRM, data=sent).status_code for _ in range(10)] == [422] * 10
    waits = browser.post(CONFIRM, data=sent | {"password": PASSWORD})
    assert (waits.status_code, "retry-after" in waits.headers) == (429, True)
    assert make_token(browser)[0] == 303


def test_a_role_change_is_no_proof(browser: Client, clock: FixedClock, database: Database) -> None:
    """A new secret, and as long ago as before."""
    with database.write() as db:
        person = person_by_email(db, "ada@example.org")
        add_member(db, clock, OPERATOR, person, "auditor")
        other = memberships_of(db, person)[1].membership_id
    clock.moment += RECENT
    changed = browser.post(f"/account/memberships/{other}", data={"form_token": form_token(browser)})
    assert changed.status_code == 303
    assert make_token(browser)[0] == 303


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere"])
def test_confirming_never_leads_to_another_host(browser: Client, path: str) -> None:
    """Whatever `next` says."""
    assert "elsewhere" not in browser.get(CONFIRM, params={"next": path}).text.split("<main")[1]
    sent = {"form_token": form_token(browser), "next": path, "password": PASSWORD}
    assert browser.post(CONFIRM, data=sent).headers["location"] == "/account"
