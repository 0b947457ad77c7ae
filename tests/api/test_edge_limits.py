"""How much one address or account may ask: counted, told in advance, and not to be talked out of."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, cast

import pytest
from httpx import ASGITransport, AsyncClient, Response
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.app import create_app
from plumbline.demo.people import DEMO_PASSWORD
from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from plumbline.web.bodies import LEAST_RATE
from plumbline.web.limits import ALLOWANCES, PLACES, Kind, allowances, kind_of
from tests.api.bounded import ROUTES, assert_bounded
from tests.api.browsing import HERE, as_browser
from tests.api.signed_in import demo_tokens
from tests.composed import composed


def test_every_route_has_a_kind_and_every_place_has_a_route() -> None:
    """What changes something is never counted as reading; no line of the table is dead."""
    for method, path in ROUTES:
        kind = kind_of(method, path)
        assert method in ("GET", "HEAD", "OPTIONS") or kind is not Kind.READ
    for kind, method, pattern in PLACES:
        hits = [path for m, path in ROUTES if method in ("*", m) and pattern.fullmatch(path)]
        assert hits, (kind, pattern.pattern)
        assert any(kind_of(m, p) is kind for m, p in ROUTES if p in hits)


@dataclass
class From:
    """The service as it looks to a client at an address of the network."""

    app: Litestar
    address: str = "192.0.2.1"

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass on, from there."""
        if scope["type"] != "lifespan":
            scope["client"] = (self.address, 50_000)
        await self.app(scope, receive, send)


@pytest.fixture
def strict(demo_url: str, clock: FixedClock) -> Iterator[tuple[From, "TestClient[From]"]]:
    """A service that answers a hundredth of the table: at least one of each kind a minute."""
    settings = Settings(database=demo_url, rate_limits=0.01, trusted_proxies="10.0.0.7")
    with composed(settings, clock) as app:
        origin = From(app)
        with TestClient(origin) as client:
            yield origin, client


def _until_refused(client: "TestClient[From]", method: str, path: str, **sent: Any) -> tuple[int, Response]:
    for number in range(400):
        answer = client.request(method, path, **sent)
        if answer.status_code == 429:
            return number, answer
    raise AssertionError(f"{path} was never refused")


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/api/v1/standards", Kind.READ),
        ("GET", "/no-such-page", Kind.READ),
        ("GET", "/api/v1/products", Kind.SEARCH),
        ("POST", "/api/v1/rankings", Kind.SEARCH),
        ("GET", "/api/v1/comparisons/export", Kind.EXPORT),
        ("POST", "/api/v1/products", Kind.WRITE),
        ("POST", "/api/v1/products/tern-record/evidence", Kind.UPLOAD),
        ("POST", "/api/v1/sessions", Kind.SIGN_IN),
    ],
)
def test_an_address_that_asks_too_often_is_told_when_to_come_back(
    strict: tuple[From, "TestClient[From]"], method: str, path: str, kind: Kind
) -> None:
    """429 as a problem, with `Retry-After`; another address, and another kind, are still answered."""
    origin, client = strict
    answered, refused = _until_refused(client, method, path)
    assert answered >= allowances(Settings(rate_limits=0.01))[kind].for_address
    assert refused.headers["content-type"].startswith("application/problem+json")
    assert refused.json()["type"] == "/problems/too-many"
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert_bounded(refused, personal=False)
    forged = {"x-forwarded-for": "198.51.100.4", "forwarded": "for=198.51.100.4", "x-real-ip": "198.51.100.4"}
    assert client.request(method, path, headers=forged).status_code == 429
    other = "/api/v1/standards" if kind is not Kind.READ else "/api/v1/products"
    assert client.get(other).status_code == 200
    origin.address = "192.0.2.2"
    assert client.request(method, path).status_code != 429


def test_behind_the_operators_proxy_each_guest_counts_alone(strict: tuple[From, "TestClient[From]"]) -> None:
    """Its word counts, and what a guest wrote before it does not."""
    origin, client = strict
    origin.address = "10.0.0.7"
    headers = {"x-forwarded-for": "203.0.113.1, 198.51.100.4"}
    _until_refused(client, "GET", "/api/v1/standards", headers=headers)
    headers = {"x-forwarded-for": "203.0.113.2, 198.51.100.4"}
    assert client.get("/api/v1/standards", headers=headers).status_code == 429
    headers = {"x-forwarded-for": "203.0.113.1, 198.51.100.5"}
    assert client.get("/api/v1/standards", headers=headers).status_code == 200


def test_a_forged_address_does_not_buy_another_try_to_sign_in(demo_url: str, clock: FixedClock) -> None:
    """The count in the database looks at the same address."""
    with TestClient(From(create_app(Settings(database=demo_url), clock))) as client:
        for number in range(11):
            body = {"email": f"nobody{number}@demo.example", "password": "not the password"}
            headers = {"x-forwarded-for": f"198.51.100.{number}"}
            answer = client.post("/api/v1/sessions", json=body, headers=headers)
    assert answer.status_code == 429


def test_an_account_is_counted_by_whatever_token_and_from_wherever(
    strict: tuple[From, "TestClient[From]"],
) -> None:
    """Two tokens of one person, from ever new addresses; somebody else is answered."""
    origin, client = strict
    tokens = []
    for number, email in enumerate(("buyer@demo.example", "buyer@demo.example", "assessor@demo.example")):
        origin.address = f"192.0.2.{number}"
        answer = client.post("/api/v1/sessions", json={"email": email, "password": DEMO_PASSWORD})
        tokens.append({"authorization": f"Bearer {answer.json()['token']}"})
    answers = []
    for number in range(60):
        origin.address = f"198.51.100.{number}"
        answers.append(client.get("/api/v1/me", headers=tokens[number % 2]))
        if answers[-1].status_code == 429:
            break
    assert answers[-1].status_code == 429
    assert "this account" in answers[-1].json()["detail"]
    assert client.get("/api/v1/me", headers=tokens[2]).status_code == 200


def test_a_browser_is_counted_for_its_account_too(strict: tuple[From, "TestClient[From]"]) -> None:
    """And is told so on a page."""
    origin, client = strict
    browser = as_browser(cast(Any, client))
    sent = {"email": "buyer@demo.example", "password": DEMO_PASSWORD, "next": "/account"}
    assert browser.post("/sign-in", data=sent).status_code == 303
    for number in range(60):
        origin.address = f"198.51.100.{number}"
        answer = browser.get("/account")
        if answer.status_code == 429:
            break
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert "this account" in answer.text


def test_lifted_limits_refuse_nobody_and_say_so(demo_url: str, clock: FixedClock) -> None:
    """PLUMBLINE_RATE_LIMITS=0, as `make bench` runs it."""
    settings = Settings(database=demo_url, rate_limits=0)
    with TestClient(From(create_app(settings, clock))) as client:
        exports = ALLOWANCES[Kind.EXPORT].for_address
        asked = [client.get("/api/v1/comparisons/export").status_code for _ in range(exports + 1)]
        assert 429 not in asked
        assert "Nobody is held" in client.get("/api").text


@pytest.mark.parametrize("scale", [1.0, 0.5, 7.25])
def test_the_help_page_shows_what_is_counted(sqlite_url: str, clock: FixedClock, scale: float) -> None:
    """One table is counted and shown."""
    settings = Settings(database=sqlite_url, rate_limits=scale)
    with composed(settings, clock) as app, TestClient(app) as client:
        page = client.get("/api").text
    for each in allowances(settings).values():
        for shown in (each.words, each.for_account, each.for_address, each.largest_body):
            assert (f"{shown:,}" if isinstance(shown, int) else shown) in page
    assert f"{LEAST_RATE:,}" in page


PIECE = 10_000


async def _send_endlessly(app: Litestar, path: str, token: str) -> int:
    """How many bytes were listened to before the answer, which is 413."""
    sent = 0
    multipart = path.endswith("evidence")

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        if multipart:
            yield b'--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n'
        while True:
            sent += PIECE
            yield b" " * PIECE
            assert sent < 3_000_000, "nobody stopped listening"

    kind = "application/json" if path.startswith("/api") else "application/x-www-form-urlencoded"
    headers = HERE | {"authorization": f"Bearer {token}", "accept": "application/json"}
    headers["content-type"] = "multipart/form-data; boundary=b" if multipart else kind
    asked_for: Any = app
    transport = ASGITransport(asked_for)  # unlike the test client, it reads the body as it is asked for
    async with AsyncClient(transport=transport, base_url="http://testserver.local") as client:
        answer = await client.post(path, content=endless(), headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large"), path
    return sent


def test_a_body_without_a_length_is_cut_off_where_its_kind_ends(demo_url: str, clock: FixedClock) -> None:
    """By what came, as soon as it is too much: the sender is not listened to until the end."""
    app = create_app(Settings(database=demo_url, max_upload_bytes=100_000), clock)
    with TestClient(app) as client:
        tokens = demo_tokens(client)
    for path, who, largest in (
        ("/api/v1/rankings", "buyer", 100_000),
        ("/api/v1/sessions", "buyer", 20_000),
        ("/sign-in", "buyer", 20_000),
        ("/api/v1/products", "supplier", 1_000_000),
        ("/api/v1/products/tern-record/evidence", "supplier", 1_200_000),
    ):
        sent = asyncio.run(_send_endlessly(app, path, tokens[who]))
        assert largest <= sent <= largest + 2 * PIECE, path


def test_a_stranger_is_not_listened_to_at_all(market_client: TestClient[Litestar]) -> None:
    """However large what they announce: they are told to sign in."""
    length = {"content-length": "900000000000", "content-type": "multipart/form-data; boundary=b"}
    path = "/api/v1/products/tern-record/evidence"
    assert market_client.post(path, headers=length).status_code == 401
