"""Something like a browser, with people in the database: for tests of signing in."""

import base64
import re
from datetime import timedelta

from litestar import Litestar
from litestar.testing import TestClient

from plumbline.accounts import totp
from plumbline.accounts.passwords import hash_password
from plumbline.accounts.service import Identity, add_member, create_person, identity_for
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import FixedClock
from plumbline.storage.engine import Database

Client = TestClient[Litestar]
PASSWORD = "four words in a row"
HASHED = hash_password(PASSWORD)
HERE = {"origin": "http://testserver.local", "accept": "text/html"}
FACTOR = "/account/second-factor"


def a_member(database: Database, clock: FixedClock, email: str = "ada@example.org") -> Identity:
    """An assessor."""
    with database.write() as db:
        person = create_person(db, clock, OPERATOR, email, "Ada", password_hash=HASHED)
        add_member(db, clock, OPERATOR, person, "assessor")
        return identity_for(db, person)


def as_browser(client: Client) -> Client:
    """It says where it comes from, keeps cookies and follows nothing."""
    client.headers.update(HERE)
    client.follow_redirects = False
    return client


def give_password(browser: Client, email: str = "ada@example.org", wanted: str = "/account") -> str:
    """The first step; gives where it leads."""
    answer = browser.post("/sign-in", data={"email": email, "password": PASSWORD, "next": wanted})
    assert answer.status_code == 303, answer.status_code
    return str(answer.headers["location"])


def form_token(browser: Client) -> str:
    """The form token of the present session."""
    found = re.search(r'name="form_token" value="([^"]+)"', browser.get("/account").text)
    assert found
    return found[1]


def code_now(secret: bytes, clock: FixedClock) -> str:
    """What the app shows."""
    return totp.code_at(secret, totp.step_of(clock.now()))


def enrol(browser: Client, clock: FixedClock) -> tuple[bytes, list[str]]:
    """Set a second factor up on the pages; gives its secret and the recovery codes."""
    assert browser.post(FACTOR, data={"form_token": form_token(browser)}).status_code == 303
    shown = re.search(r'id="secret">([^<]+)<', browser.get(FACTOR).text)
    assert shown
    secret = base64.b32decode(shown[1].replace(" ", ""))
    sent = {"form_token": form_token(browser), "code": code_now(secret, clock)}
    answer = browser.post(f"{FACTOR}/confirmation", data=sent)
    assert answer.status_code == 201, answer.status_code
    clock.moment += timedelta(seconds=30)
    return secret, re.findall(r"<code>([a-z2-7-]{19})</code>", answer.text)
