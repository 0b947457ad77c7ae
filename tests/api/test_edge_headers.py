"""The headers that every answer carries, asked of every route and of a path of nobody."""

import re
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.demo.people import DEMO_PASSWORD
from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from plumbline.web import csp
from plumbline.web.headers import BARE_POLICY, HSTS
from tests.api.bounded import ROUTES, assert_bounded
from tests.api.browsing import as_browser
from tests.api.signed_in import demo_tokens
from tests.composed import composed
from tests.inline import InlineClient

NOBODYS = ("/no-such-page", "/api/v1/no-such-thing", "/assets/none.css", "/static/none.js", "/a/../b")
REAL = ("/static/plumbline.css", "/health", "/", "/products", "/api/v1/products", "/account")


ASKED = [*ROUTES, *((m, p) for p in (*NOBODYS, *REAL) for m in ("GET", "POST", "PUT", "DELETE", "OPTIONS"))]


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_every_answer_of_every_route_is_bounded(market_client: TestClient[Litestar], accept: str) -> None:
    """Whatever it says: an answer, a refusal, a redirect, a path that nobody has."""
    for method, path in ASKED:
        answer = market_client.request(method, path, headers={"accept": accept}, follow_redirects=False)
        assert_bounded(answer, personal=False)
        assert "strict-transport-security" not in answer.headers


def test_every_answer_to_somebody_known_is_kept_by_nobody(market_client: TestClient[Litestar]) -> None:
    """By a token, and by a browser's cookie."""
    token = demo_tokens(market_client)["supplier"]
    for method, path in ASKED:
        if path.endswith("/sessions") or path.startswith("/sign-"):
            continue
        headers = {"authorization": f"Bearer {token}", "cookie": "plumbline_session=unknown"}
        answer = market_client.request(method, path, headers=headers, follow_redirects=False)
        assert_bounded(answer, personal=True)


def test_a_signed_in_page_is_never_kept(demo_client: TestClient[Litestar]) -> None:
    """Pages name who is signed in and carry a form's token; the static files beside them are kept."""
    browser = as_browser(demo_client)
    sent = {"email": "buyer@demo.example", "password": DEMO_PASSWORD, "next": "/account"}
    assert browser.post("/sign-in", data=sent).status_code == 303
    for path in ("/", "/products", "/account", "/account/tokens", "/shortlists", "/rank"):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), path
        assert_bounded(answer, personal=True)


def test_over_https_browsers_are_told_to_stay_there(sqlite_url: str, clock: FixedClock) -> None:
    """And the session's cookie has the name that no other host and no plain http can set."""
    settings = Settings(database=sqlite_url, public_url="https://market.example")
    with composed(settings, clock) as app, InlineClient(app) as client:
        for path in ("/", "/health", "/no-such-page", "/static/plumbline.css"):
            assert client.get(path).headers["strict-transport-security"] == HSTS.decode()


def test_a_planted_plain_cookie_signs_nobody_in_over_https(demo_url: str, clock: FixedClock) -> None:
    """A session of the attacker's own, set by a neighbour or over plain http, is not looked at."""
    with composed(Settings(database=demo_url), clock) as app, InlineClient(app) as client:
        browser = as_browser(client)
        sent = {"email": "buyer@demo.example", "password": DEMO_PASSWORD, "next": "/account"}
        browser.post("/sign-in", data=sent)
        secret = browser.cookies["plumbline_session"]
    settings = Settings(database=demo_url, public_url="https://market.example")
    with composed(settings, clock) as app, InlineClient(app) as client:
        for name, status in (("plumbline_session", 303), ("__Host-plumbline_session", 200)):
            headers = {"cookie": f"{name}={secret}", "accept": "text/html"}
            answer = client.get("/account", headers=headers, follow_redirects=False)
            assert answer.status_code == status


def test_the_bare_policy_allows_nothing() -> None:
    """Every directive is none."""
    assert set(re.findall(r"'[^']+'|\*|https?:", BARE_POLICY.decode())) == {"'none'"}


def test_static_files_stay_in_their_folder(market_client: TestClient[Litestar]) -> None:
    """However the way out is written."""
    assert (Path(csp.__file__).parent / "static/../csp.py").exists()
    for way in ("../csp.py", "..%2fcsp.py", "%2e%2e/csp.py", "....//csp.py", "%5c..%5ccsp.py", "/csp.py"):
        answer = market_client.get(f"/static/{way}")
        assert answer.status_code == 404, way
        assert "POLICY" not in answer.text
