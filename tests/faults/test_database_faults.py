"""The database fails at the nth statement of a request, for n = 1, 2, 3 … until the request passes.

Whatever the statement: a problem in words, no trace of the code, nothing half-written, and nobody let in
(threat row 28). Every operation's worked example is asked, and the pages that write.
"""

import base64
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from plumbline.accounts.tries import FIVE_MINUTES
from plumbline.app import create_app
from plumbline.demo.people import DEMO_PASSWORD
from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from tests.api.browsing import FACTOR, as_browser, code_now, form_token
from tests.api.signed_in import demo_tokens
from tests.api.worked_examples import Runner, examples
from tests.conftest import NOON, standin_beside
from tests.inline import InlineClient
from tests.table_hashes import TableHashes

MOST_STATEMENTS = 200
CANARY = "a-statement-with-a-secret"
CODE = re.compile(
    r"Traceback|sqlalchemy|sqlite|psycopg|\.py\b|SELECT |INSERT |BEGIN|" + CANARY, re.IGNORECASE
)


class Fault:
    """Fails one statement, or the commit after the last, of everything that any engine is asked."""

    def __init__(self, nth: int) -> None:
        self.left, self.fired = nth, False

    def on_statement(self, *_asked: object) -> None:
        """A statement is about to be sent."""
        self._count()

    def on_commit(self, _connection: object) -> None:
        """A transaction is about to be kept."""
        self._count()

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.fired = True
            raise OperationalError(CANARY, {"secret": CANARY}, Exception(CANARY))


@contextmanager
def failing(nth: int) -> Iterator[Fault]:
    """The `nth` thing that is asked of any database fails."""
    fault = Fault(nth)
    event.listen(Engine, "before_cursor_execute", fault.on_statement)
    event.listen(Engine, "commit", fault.on_commit)
    try:
        yield fault
    finally:
        event.remove(Engine, "before_cursor_execute", fault.on_statement)
        event.remove(Engine, "commit", fault.on_commit)


class Market:
    """The demonstration market, and a look at its rows past the service."""

    def __init__(self, client: TestClient[Litestar], clock: FixedClock, file: Path, runner: Runner) -> None:
        self.client, self.clock, self.runner = client, clock, runner
        with closing(sqlite3.connect(file)) as db:
            names = db.execute("select name from sqlite_master where type = 'table'").fetchall()
        # Failed tries are counted, and the last use of a token is noted, whatever comes of the request.
        tables = {name: "*" for (name,) in names if name != "tries"}
        tables["api_tokens"] = "id, token_hash, expires_at, revoked_at"
        queries = {name: f'select {columns} from "{name}"' for name, columns in tables.items()}
        self._hashes = TableHashes(file, queries)
        self.rows, self.close = self._hashes.now, self._hashes.close


@pytest.fixture(scope="module")
def market(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    """One market for all: each example is asked once more after its faults, and then it stands."""
    file = tmp_path_factory.mktemp("faults") / "demo.sqlite"
    file.write_bytes(demo_template.read_bytes())
    held = standin_beside(demo_template, file)
    settings = Settings(
        database=f"sqlite:///{file}", access_log="none", live_checks=True, stripe_standin=held
    )
    clock = FixedClock(NOON)
    client = InlineClient(create_app(settings, clock))  # not entered: nobody else asks the database meanwhile
    market = Market(client, clock, file, Runner(client, demo_tokens(client)))
    yield market
    market.close()


def until_it_passes(market: Market, ask: Callable[[], Response]) -> tuple[Response, int]:
    """The answer without a fault, after each fault was told as it should; and how many faults there were."""
    for nth in range(1, MOST_STATEMENTS):
        before = market.rows()
        with failing(nth) as fault:
            answer = ask()
        if not fault.fired:
            return answer, nth - 1
        assert answer.status_code == 503, (nth, answer.status_code, answer.text[:300])
        assert not CODE.search(answer.text), answer.text
        assert not answer.headers.get_list("set-cookie")
        assert market.rows() == before, f"half-written after statement {nth}"
    raise AssertionError("it never passed")


TAKE_NO_KEY = {"createSession", "inviteToFeedback", "openPortal"}


@pytest.mark.parametrize("name", sorted(examples()))
def test_an_operation_whose_database_fails(market: Market, name: str) -> None:
    """Problem details, and then the very answer that its example promises."""
    request, told = market.runner.request(name), list[dict[str, Any]]()
    # One key for all tries: what failed must not be remembered as done.
    key = {} if name in TAKE_NO_KEY else {"idempotency-key": f"faults-of-{name}"}

    def ask() -> Response:
        answer = market.runner.send(name, request, **key)
        if answer.status_code == 503:
            assert answer.headers["content-type"].startswith("application/problem+json")
            told.append(answer.json())
        return answer

    answer, faults = until_it_passes(market, ask)
    market.runner.answers[name] = answer
    assert answer.status_code == market.runner.examples[name]["response"]["status"], answer.text
    assert len(told) == faults
    assert all(problem["detail"] and problem["next_step"] for problem in told), json.dumps(told)


def _browser(market: Market) -> TestClient[Litestar]:
    browser = as_browser(market.client)
    browser.cookies.clear()
    return browser


def _sign_in(market: Market, browser: TestClient[Litestar]) -> Response:
    """Some minutes later: a fault counts as a try that failed."""
    market.clock.moment += FIVE_MINUTES
    sent = {"email": "buyer@demo.example", "password": DEMO_PASSWORD, "next": "/account"}
    return browser.post("/sign-in", data=sent)


def test_signing_in_never_opens_on_a_fault(market: Market) -> None:
    """No cookie is set by any of them."""
    browser = _browser(market)
    answer, faults = until_it_passes(market, lambda: _sign_in(market, browser))
    assert (answer.status_code, faults > 5) == (303, True)
    assert browser.get("/account").status_code == 200


@pytest.mark.parametrize("path", ["/account", "/shortlists", "/account/tokens", "/products", "/rank", "/"])
def test_a_page_whose_database_fails(market: Market, path: str) -> None:
    """An error page, not a page as if nobody were signed in."""
    browser = _browser(market)
    assert _sign_in(market, browser).status_code == 303
    answer, faults = until_it_passes(market, lambda: browser.get(path))
    assert (answer.status_code, faults > 0) == (200, True)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/account/tokens", {"name": "a program", "days": "30", "scope": "read"}),
        ("/account/second-factor", {}),
        ("/account/confirm", {"password": DEMO_PASSWORD, "next": "/account"}),
        ("/sign-out", {}),
    ],
)
def test_a_form_whose_database_fails(market: Market, path: str, fields: dict[str, str]) -> None:
    """Nothing of it is done; sent again, all of it is."""
    browser = _browser(market)
    assert _sign_in(market, browser).status_code == 303
    sent = fields | {"form_token": form_token(browser)}
    answer, faults = until_it_passes(market, lambda: browser.post(path, data=sent))
    assert answer.status_code in (201, 303), answer.text[:500]
    assert faults > 3


def test_a_second_factor_is_on_only_with_codes_that_were_seen(market: Market) -> None:
    """A fault between turning it on and showing the recovery codes would shut its owner out."""
    browser = _browser(market)
    assert _sign_in(market, browser).status_code == 303
    assert browser.post(FACTOR, data={"form_token": form_token(browser)}).status_code == 303
    shown = re.search(r'id="secret">([^<]+)<', browser.get(FACTOR).text)
    assert shown
    code = code_now(base64.b32decode(shown[1].replace(" ", "")), market.clock)
    sent = {"form_token": form_token(browser), "code": code}
    answer, faults = until_it_passes(market, lambda: browser.post(f"{FACTOR}/confirmation", data=sent))
    assert (answer.status_code, faults > 5) == (201, True)
    assert len(re.findall(r"<code>[a-z2-7-]{19}</code>", answer.text)) == 10
