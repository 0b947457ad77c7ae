"""Signing in with an identity provider: a real one, on this machine."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import oidc_provider_mock
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import func, select, update

from plumbline.accounts import steps
from plumbline.accounts.leaving import disable_person
from plumbline.accounts.provider_settings import provider_settings
from plumbline.accounts.service import Identity
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import FixedClock, SystemClock
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.settings import Settings, SettingsError
from plumbline.storage import tables
from plumbline.storage.engine import Database
from tests.api.browsing import a_member, as_browser, code_now, enrol, form_token, give_password
from tests.composed import composed
from tests.inline import InlineClient

Client = TestClient[Litestar]
PUBLIC = "https://testserver.local"
CALLBACK = "/sign-in/provider/callback"
ISSUER = "https://provider.example"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """An identity provider on a port of its own."""
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def clock() -> FixedClock:
    """At the present moment, for the provider's clock is the machine's."""
    return FixedClock(SystemClock().now())


@pytest.fixture
def ada(database: Database, clock: FixedClock) -> Identity:
    """An assessor."""
    return a_member(database, clock)


@pytest.fixture
def browser(
    database_url: str, issuer: str, tmp_path: Path, ada: Identity, clock: FixedClock
) -> Iterator[Client]:
    """A browser at a service that knows the provider."""
    (tmp_path / "client").write_text("a secret\n", encoding="utf-8")
    settings = Settings(
        database=database_url,
        public_url=PUBLIC,
        oidc_issuer=issuer,
        oidc_client_id="plumbline",
        oidc_client_secret_file=str(tmp_path / "client"),
        oidc_name="NHS login",
    )
    with composed(settings, clock) as app, InlineClient(app, base_url=PUBLIC) as client:
        as_browser(client).headers["origin"] = PUBLIC
        yield client


def known_to(issuer: str, subject: str, **claims: Any) -> None:
    """Tell the provider about somebody."""
    assert httpx.put(f"{issuer}/users/{subject}", json=claims).status_code == 204


def go(browser: Client, subject: str, wanted: str = "/account/tokens") -> str:
    """Away to the provider, signed in there; gives the address that it sends the browser back to."""
    away = browser.get("/sign-in/provider", params={"next": wanted})
    assert away.status_code == 303, away.text
    back = httpx.post(away.headers["location"], data={"sub": subject})
    assert back.status_code == 302, back.text
    address = urlsplit(back.headers["location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == PUBLIC + CALLBACK
    return f"{address.path}?{address.query}"


def count(database: Database, table: Any) -> int:
    """How many rows a table has."""
    with database.read(THE_OPERATOR) as db:
        return int(db.execute(select(func.count()).select_from(table)).scalar_one())


def test_a_known_person_signs_in_and_is_linked(browser: Client, issuer: str, database: Database) -> None:
    """By the checked address the first time; by the provider's own name for them from then on."""
    assert "Sign in with NHS login" in browser.get("/sign-in").text
    known_to(issuer, "s1", email="Ada@example.org", email_verified=True)
    answer = browser.get(go(browser, "s1"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/tokens")
    assert "Ada" in browser.get("/account").text
    assert count(database, tables.person_identities) == 1
    known_to(issuer, "s1", email="changed@example.org", email_verified=False)
    browser.cookies.clear()
    assert browser.get(go(browser, "s1")).status_code == 303
    assert count(database, tables.person_identities) == 1


def test_going_away_binds_the_browser_and_writes_nothing(browser: Client, database: Database) -> None:
    """State, nonce and PKCE, fresh each time; the cookie is for this host and short-lived."""
    before = [count(database, table) for table in tables.metadata.sorted_tables]
    asked = []
    for _ in range(2):
        away = browser.get("/sign-in/provider")
        asked.append({k: v[0] for k, v in parse_qs(urlsplit(away.headers["location"]).query).items()})
        cookie = away.headers["set-cookie"]
        assert cookie.startswith("__Host-plumbline_step=")
        assert {"HttpOnly", "Secure", "SameSite=lax", "Max-Age=300", "Path=/"} <= set(cookie.split("; "))
    assert asked[0]["code_challenge_method"] == "S256"
    assert asked[0]["scope"].split()[0] == "openid"
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[0][name]) >= 43
        assert asked[0][name] != asked[1][name]
    assert [count(database, table) for table in tables.metadata.sorted_tables] == before


def test_coming_back_works_once(browser: Client, issuer: str, database: Database) -> None:
    """With the cookie kept by somebody too: the second answer is 401, and no session is opened."""
    known_to(issuer, "s1", email="ada@example.org", email_verified=True)
    back = go(browser, "s1")
    copied = {"cookie": f"__Host-plumbline_step={browser.cookies['__Host-plumbline_step']}"}
    assert browser.get(back).status_code == 303
    for headers in ({}, copied):
        browser.cookies.clear()
        replay = browser.get(back, headers=headers)
        assert (replay.status_code, "You are not signed in" in replay.text) == (401, True)
    assert count(database, tables.sessions) == 1


def test_another_browser_cannot_finish_a_sign_in(browser: Client, issuer: str, clock: FixedClock) -> None:
    """Without the cookie, with another one's, with another state, or too late: 401."""
    known_to(issuer, "s1", email="ada@example.org", email_verified=True)
    back = go(browser, "s1")
    browser.cookies.clear()
    assert browser.get(back).status_code == 401
    browser.get("/sign-in/provider")
    assert browser.get(back).status_code == 401, "the cookie is of another sign-in"
    for query in ("", "?error=access_denied", "?code=x", "?state=x&code=x", "?state=%ED%A0%80&code=x"):
        browser.get("/sign-in/provider")
        assert browser.get(CALLBACK + query).status_code == 401
    back = go(browser, "s1")
    clock.moment += steps.LASTS
    assert browser.get(back).status_code == 401
    assert browser.get("/account").status_code == 303


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@example.org", "email_verified": True},
        {"email": "ada@example.org", "email_verified": False},
        {"email": "ada@example.org", "email_verified": "true"},
        {"email": "ada@example.org"},
        {"email": ["ada@example.org"], "email_verified": True},
        {},
    ],
)
def test_whom_nobody_added_gets_a_clear_page(
    browser: Client, issuer: str, database: Database, claims: dict[str, Any]
) -> None:
    """An unknown address, or one that the provider has not checked, links nobody."""
    known_to(issuer, "s2", **claims)
    answer = browser.get(go(browser, "s2"))
    assert (answer.status_code, "nobody has added you" in answer.text) == (403, True)
    assert count(database, tables.person_identities) == count(database, tables.sessions) == 0


def test_whoever_is_shut_out_stays_out(
    browser: Client, issuer: str, database: Database, ada: Identity, clock: FixedClock
) -> None:
    """Before and after the link."""
    known_to(issuer, "s1", email="ada@example.org", email_verified=True)
    assert browser.get(go(browser, "s1")).status_code == 303
    browser.cookies.clear()
    with database.write(THE_OPERATOR) as db:
        disable_person(db, clock, OPERATOR, ada.person_id)
    assert browser.get(go(browser, "s1")).status_code == 401
    with database.write(THE_OPERATOR) as db:
        db.execute(tables.person_identities.delete())
    assert browser.get(go(browser, "s1")).status_code == 401
    assert count(database, tables.person_identities) == count(database, tables.sessions) == 0


def test_the_second_factor_is_asked_for_and_the_provider_is_no_step_up(
    browser: Client, issuer: str, clock: FixedClock, database: Database
) -> None:
    """Who signs in with the provider has not proved anything here just now; a code does."""
    known_to(issuer, "s1", email="ada@example.org", email_verified=True)
    assert browser.get(go(browser, "s1")).status_code == 303
    sent = {"form_token": form_token(browser), "name": "nightly"}
    assert "/account/confirm" in browser.post("/account/tokens", data=sent).headers["location"]
    browser.cookies.clear()
    give_password(browser)
    secret, _ = enrol(browser, clock)
    browser.cookies.clear()
    assert browser.get(go(browser, "s1")).headers["location"] == "/sign-in/code"
    assert browser.get("/account").status_code == 303
    answer = browser.post("/sign-in/code", data={"code": code_now(secret, clock)})
    assert answer.headers["location"] == "/account/tokens"
    with database.write(THE_OPERATOR) as db:  # the code was a proof
        assert db.execute(select(tables.sessions.c.stepped_up_at)).scalars().all()[-1] is not None
        db.execute(update(tables.sessions).values(stepped_up_at=None))


def test_without_a_provider_there_is_no_way_to_it(client: Client) -> None:
    """No button, and 404."""
    assert "/sign-in/provider" not in client.get("/sign-in").text
    for path in ("/sign-in/provider", CALLBACK):
        assert client.get(path, follow_redirects=False).status_code == 404


def test_half_a_provider_stops_the_start(tmp_path: Path) -> None:
    """In words that name the setting."""
    (tmp_path / "client").write_text("s", encoding="utf-8")
    known = {"oidc_client_id": "x", "oidc_client_secret_file": str(tmp_path / "client")}
    assert provider_settings(Settings(oidc_client_id="x")) is None
    for wrong in (
        {"oidc_issuer": ISSUER},
        {"oidc_issuer": "http://provider.example", **known},
        {"oidc_issuer": ISSUER, **known, "oidc_client_secret_file": str(tmp_path / "none")},
    ):
        with pytest.raises(SettingsError, match="PLUMBLINE_OIDC_"):
            provider_settings(Settings(**wrong))  # type: ignore[arg-type]
