"""Whatever changes something leaves an event: asked of every operation and every page there is."""

import json
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from plumbline.app import create_app
from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.storage.tables import audit_head
from plumbline.web.openapi import operations
from tests.api.signed_in import demo_tokens
from tests.api.test_idempotency_routes import COMPUTES
from tests.api.worked_examples import Runner
from tests.conftest import NOON, standin_beside
from tests.inline import InlineClient

DOCUMENT: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "openapi" / "openapi.json").read_text(encoding="utf-8")
)
WRITES = sorted(
    operation["operationId"]
    for _, method, operation in operations(DOCUMENT)
    if method.lower() not in ("get", "head") and operation["operationId"] not in COMPUTES
)


def events_in(file: Path) -> int:
    """How many events the log has."""
    database = Database(f"sqlite:///{file}")
    with database.read() as db:
        size = int(db.scalar(select(audit_head.c.size)) or 0)
    database.close()
    return size


@pytest.fixture(scope="module")
def market_client(demo_template: Path, market_file: Path) -> TestClient[Litestar]:
    """A client of the market and of what the payment processor's stand-in holds of it; not entered, so that
    nobody else writes meanwhile.
    """
    held = standin_beside(demo_template, market_file)
    settings = Settings(database=f"sqlite:///{market_file}", live_checks=True, stripe_standin=held)
    return InlineClient(create_app(settings, FixedClock(NOON)))


@pytest.fixture(scope="module")
def tokens(market_client: TestClient[Litestar]) -> dict[str, str]:
    """A token of everybody."""
    return demo_tokens(market_client)


@pytest.mark.parametrize("name", WRITES)
def test_a_write_leaves_an_event(
    market_client: TestClient[Litestar], market_file: Path, tokens: dict[str, str], name: str
) -> None:
    """The log is longer after the operation's worked example than before it."""
    runner = Runner(market_client, tokens)
    request, before = runner.request(name), events_in(market_file)
    answer = runner.send(name, request)
    assert answer.status_code < 300, answer.text[:300]
    assert events_in(market_file) > before


@pytest.mark.parametrize("name", sorted(COMPUTES))
def test_a_computation_leaves_none(
    market_client: TestClient[Litestar], market_file: Path, tokens: dict[str, str], name: str
) -> None:
    """The list of exceptions holds no write."""
    runner = Runner(market_client, tokens)
    request, before = runner.request(name), events_in(market_file)
    assert runner.send(name, request).status_code == 200
    assert events_in(market_file) == before
