"""The server is killed while people write: what was acknowledged is kept, and nothing is half there.

The short form runs with every test. `make faults` kills fifty times on each engine.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from plumbline.commands.serve import prepare
from plumbline.demo.people import DEMO_PASSWORD
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.settings import Settings
from plumbline.storage.engine import Connection, Database
from plumbline.storage.tables import api_tokens, events, metadata, shortlist_decisions, shortlists
from tests.faults.killed_server import KilledServer
from tests.faults.writers import Writer, write_for

LONG = os.environ.get("PLUMBLINE_FAULTS") == "long"
KILLS = 50 if LONG else 2
KILLS_WHILE_LOADING = 10 if LONG else 1
WRITERS = 3
WORKERS = "2" if LONG else "1"
SEED = int(os.environ.get("FAULTS_SEED", "0")) or random.SystemRandom().randrange(1, 2**31)
only_long = pytest.mark.skipif(not LONG, reason="fifty kills on PostgreSQL are in the long form: make faults")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, only_long])])
def market_url(request: pytest.FixtureRequest) -> str:
    """A demonstration market to write in, on each engine."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("demo_url"))
    url = str(request.getfixturevalue("postgres_url"))
    prepare(Settings(database=url, demo=True), lambda _: None)
    return url


@pytest.fixture
def server(market_url: str, tmp_path: Path) -> Iterator[KilledServer]:
    """On that market; the long form has a second worker, which takes a while to start."""
    with KilledServer(market_url, tmp_path / "server.log", "--workers", WORKERS) as server:
        yield server


def _signed_in(server: KilledServer) -> dict[str, str]:
    """The header of the demonstration's buyer."""
    body = {"email": "buyer@demo.example", "password": DEMO_PASSWORD}
    answer = httpx.post(f"{server.address}/api/v1/sessions", json=body, timeout=20)
    assert answer.status_code == 201, answer.text
    return {"authorization": f"Bearer {answer.json()['token']}"}


def _writer(server: KilledServer, headers: dict[str, str], name: str) -> Writer:
    """A writer with a shortlist of its own."""
    body = {"title": f"For {name}", "question": {"filter": {"product_type": ["epr"]}}}
    answer = httpx.post(f"{server.address}/api/v1/shortlists", json=body, headers=headers, timeout=20)
    assert answer.status_code == 201, answer.text
    return Writer(server.address, headers, name, answer.json())


def test_what_was_acknowledged_outlives_a_kill(market_url: str, server: KilledServer) -> None:
    """Killed at random moments, started again each time: all acknowledged writes, each with its event."""
    print(f"FAULTS_SEED={SEED}")  # shown when it fails
    chance = random.Random(SEED)
    server.start()
    headers = _signed_in(server)
    writers = [_writer(server, headers, f"writer {number}") for number in range(WRITERS)]
    for _ in range(KILLS):
        write_for(writers, chance.uniform(0, 0.5))
        server.kill()
        for writer in writers:
            writer.end()
        server.start()
        assert [writer.kept.refused for writer in writers] == [[]] * WRITERS
        _assert_kept(market_url, writers)
        for writer in writers:
            _assert_served(server, headers, writer)
    for writer in writers:
        writer.close()


def _assert_kept(url: str, writers: list[Writer]) -> None:
    """In the database: no acknowledged write is missing, and no write has lost a part of itself."""
    database = Database(url)
    with database.read(THE_OPERATOR) as db:
        _assert_tokens_whole(db, {token for writer in writers for token in writer.kept.tokens})
        for writer in writers:
            _assert_decisions_whole(db, writer)
    database.close()


def _told(db: Connection, action: str) -> Counter[str]:
    """How many events of a kind there are, by what they are about."""
    found = db.execute(select(events.c.subject_id).where(events.c.action == action))
    return Counter(str(row.subject_id) for row in found)


def _assert_tokens_whole(db: Connection, acknowledged: set[str]) -> None:
    there = Counter(str(row.id) for row in db.execute(select(api_tokens.c.id)))
    assert acknowledged <= set(there)
    assert _told(db, "token.made") == there


def _assert_decisions_whole(db: Connection, writer: Writer) -> None:
    """A decision is three writes: its row, the shortlist's version, the event."""
    of = [row for row in db.execute(select(shortlist_decisions)) if str(row.shortlist_id) == writer.shortlist]
    there = {(writer.shortlist, row.version, row.reason) for row in of}
    assert set(writer.kept.decisions) <= there
    (version,) = [row.version for row in db.execute(select(shortlists)) if str(row.id) == writer.shortlist]
    assert sorted(row.version for row in of) == list(range(2, version + 1))
    assert _told(db, "shortlist.decided")[writer.shortlist] == version - 1
    assert _told(db, "shortlist.created")[writer.shortlist] == 1


def _assert_served(server: KilledServer, headers: dict[str, str], writer: Writer) -> None:
    """The server that was started again answers with it."""
    path = f"{server.address}/api/v1/shortlists/{writer.shortlist}"
    answer = httpx.get(path, headers=headers, timeout=20)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    _, version, reason = writer.kept.decisions[-1]
    assert found["version"] >= version
    assert found["version"] > version or reason in [line["reason"] for line in found["lines"]]


@pytest.fixture
def empty_url(tmp_path: Path) -> str:
    """A database that is not there yet."""
    return f"sqlite:///{tmp_path / 'new' / 'plumbline.sqlite'}"


def _sizes(url: str) -> dict[str, int]:
    database = Database(url)
    with database.read(THE_OPERATOR) as db:
        found = {
            name: db.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }
    database.close()
    return found


def test_a_kill_while_the_market_is_loaded_costs_nothing(
    empty_url: str, demo_url: str, tmp_path: Path
) -> None:
    """From nothing: killed during the first start, again and again; the next start makes it whole."""
    print(f"FAULTS_SEED={SEED}")
    chance = random.Random(SEED)
    with KilledServer(empty_url, tmp_path / "server.log", "--demo") as server:
        for _ in range(KILLS_WHILE_LOADING):
            server.launch()
            time.sleep(chance.uniform(0.3, 6))
            server.kill()
        server.start()
    assert _sizes(empty_url) == _sizes(demo_url)
