"""`POST /webhooks/stripe`: what is not signed, or was signed too long ago, is refused; the rest is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from plumbline.integrations.stripe.fake.post import Webhook
from plumbline.integrations.stripe.fake.server import StandIn
from plumbline.kit.clock import FixedClock
from plumbline.kit.tenant import CHARGING
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.storage.tables import billing_events
from tests.composed import composed
from tests.inline import InlineClient

PATH = "/webhooks/stripe"
TOLERANCE = 300


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    """To see what was kept."""
    database = Database(sqlite_url)
    yield database
    database.close()


@pytest.fixture
def client(sqlite_url: str, clock: FixedClock, tmp_path: Path) -> Iterator[TestClient[Litestar]]:
    """A market with a stand-in of the processor."""
    settings = Settings(database=sqlite_url, stripe_standin=str(tmp_path / "standin.sqlite"))
    with composed(settings, clock) as app, InlineClient(app) as client:
        yield client


@pytest.fixture
def message(clock: FixedClock, tmp_path: Path) -> Webhook:
    """A message of the stand-in: that somebody became a customer."""
    standin = StandIn(str(tmp_path / "standin.sqlite"), clock=clock)
    with standin.world() as world:
        world.tell("customer.created", world.make("customer", name="x", email="x@y.example", metadata={}))
    (sent,) = standin.webhooks()
    standin.close()
    return sent


def kept(database: Database) -> list[str]:
    """The ids of what was kept."""
    with database.read(CHARGING) as db:
        return list(db.execute(select(billing_events.c.event_id)).scalars())


def send(client: TestClient[Litestar], body: bytes, signature: str | None) -> int:
    """The status of the answer."""
    headers = {} if signature is None else {"stripe-signature": signature}
    return client.post(PATH, content=body, headers=headers).status_code


def test_a_signed_message_is_kept_once(
    client: TestClient[Litestar], database: Database, clock: FixedClock, message: Webhook
) -> None:
    """However often it comes: the answer is the same, and there is one."""
    signature = message.signature(clock.now())
    assert [send(client, message.body, signature) for _ in range(3)] == [200, 200, 200]
    assert kept(database) == [message.event["id"]]


def test_a_wrong_signature_is_refused(
    client: TestClient[Litestar], database: Database, clock: FixedClock, message: Webhook
) -> None:
    """Another secret, another body, half a signature, none: nothing of it is kept."""
    good = message.signature(clock.now())
    other = Webhook(message.seq, message.body, "whsec_of_somebody_else").signature(clock.now())
    tries = [
        *((message.body, other), (message.body + b" ", good), (message.body, good[:-1]), (message.body, "")),
        *((message.body, None), (b"", good), (message.body, "t=now,v1=00"), (b"\xff\xfe", good)),
    ]
    assert {send(client, body, signature) for body, signature in tries} == {400}
    assert kept(database) == []


@pytest.mark.parametrize("seconds", [TOLERANCE + 1, 4 * 86400])
def test_an_old_signature_is_refused(
    client: TestClient[Litestar], database: Database, clock: FixedClock, message: Webhook, seconds: int
) -> None:
    """Whoever recorded a message and sends it later is refused, though it was signed well."""
    signature = message.signature(clock.now())
    clock.advance(seconds)
    assert send(client, message.body, signature) == 400
    assert kept(database) == []


def test_a_replay_that_is_signed_anew_is_the_same_message(
    client: TestClient[Litestar], database: Database, clock: FixedClock, message: Webhook
) -> None:
    """The processor itself sends again for three days: known for longer than that, and handled once."""
    assert send(client, message.body, message.signature(clock.now())) == 200
    clock.advance(5 * 86400)
    assert send(client, message.body, message.signature(clock.now())) == 200
    assert kept(database) == [message.event["id"]]


def test_the_refusal_says_what_to_do(client: TestClient[Litestar], message: Webhook) -> None:
    """A problem in words, without the secret and without what was sent."""
    answer = client.post(PATH, content=message.body, headers={"stripe-signature": "t=1,v1=0"})
    assert answer.json()["type"] == "/problems/malformed"
    assert message.secret not in answer.text
