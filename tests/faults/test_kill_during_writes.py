"""The server is killed while people write: what was acknowledged is kept, and nothing is half there.

The short form runs with every test. `make faults` kills two hundred times on each engine; on
PostgreSQL every fourth time the database server, with the service or under it.
"""

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from plumbline.commands.serve import prepare
from plumbline.demo.people import DEMO_PASSWORD
from plumbline.demo.repository import COLLECTED, OF_PEOPLE, ORDER
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.storage.tables import decisions
from tests.faults.durable_postgres import DurablePostgres
from tests.faults.kept import LogKept, assert_kept
from tests.faults.killed_server import KilledServer
from tests.faults.long_form import LONG, only_long, seed, tell, times
from tests.faults.writers import Writer, write_for

KILLS = times("FAULTS_KILLS", long=200, short=2)
KILLS_WHILE_LOADING = 10 if LONG else 1
WRITERS = 3
WORKERS = "2" if LONG else "1"


@pytest.fixture
def postgres() -> Iterator[DurablePostgres]:
    """A PostgreSQL with fsync on, which may be killed."""
    with DurablePostgres() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, only_long])])
def engine(request: pytest.FixtureRequest) -> str:
    """The name of each engine."""
    return str(request.param)


@pytest.fixture
def killable(request: pytest.FixtureRequest, engine: str) -> DurablePostgres | None:
    """The database server that may be killed; SQLite has none."""
    found: DurablePostgres | None = request.getfixturevalue("postgres") if engine != "sqlite" else None
    return found


@pytest.fixture
def market_url(request: pytest.FixtureRequest, killable: DurablePostgres | None) -> str:
    """A demonstration market to write in, on each engine."""
    if killable is None:
        return str(request.getfixturevalue("demo_url"))
    prepare(Settings(database=killable.url, demo=True), lambda _: None)
    return killable.url


@pytest.fixture
def server(market_url: str, tmp_path: Path) -> Iterator[KilledServer]:
    """On that market; the long form has a second worker, which takes a while to start."""
    keys = {"audit_key": str(tmp_path / "audit.key"), "secret_file": str(tmp_path / "secret")}
    with KilledServer(market_url, tmp_path / "server.log", "--workers", WORKERS, **keys) as server:
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


def test_what_was_acknowledged_outlives_a_kill(
    market_url: str, killable: DurablePostgres | None, server: KilledServer, tmp_path: Path, engine: str
) -> None:
    """Killed at random moments: every acknowledged write is kept, with its event; the log verifies."""
    chance = random.Random(seed())
    server.start()
    headers = _signed_in(server)
    writers = [_writer(server, headers, f"writer {number}") for number in range(WRITERS)]
    log = LogKept(tmp_path / "audit.key", tmp_path)
    for number in range(1, KILLS + 1):
        write_for(writers, chance.uniform(0, 0.5))
        allowed = _kill(server, killable, number)
        _end(writers, allowed)
        _assert_whole(market_url, server, headers, writers, log)
        if number % 10 == 0 or number == KILLS:
            kept = sum(writer.kept.count for writer in writers)
            tell(f"{engine}: {number} kills, {kept:,} acknowledged writes kept, {log.events:,} events verify")
    for writer in writers:
        writer.close()


def _kill(server: KilledServer, postgres: DurablePostgres | None, number: int) -> set[int]:
    """Kill something and start it again; the answers that a writer may have had meanwhile."""
    if postgres is None or number % 4:
        server.kill()
        server.start()
        return set()
    postgres.kill()
    if number % 8:
        server.kill()
    else:
        time.sleep(0.2)  # the service goes on, and says that the database does not answer
    postgres.start()
    if number % 8:
        server.start()
    return {503}


def _end(writers: list[Writer], allowed: set[int]) -> None:
    for writer in writers:
        writer.end()
    refused = [each for writer in writers for each in writer.kept.refused]
    assert [each for each in refused if each.status not in allowed] == []
    for writer in writers:
        writer.kept.refused.clear()


def _assert_whole(
    url: str, server: KilledServer, headers: dict[str, str], writers: list[Writer], log: LogKept
) -> None:
    database = Database(url)
    assert_kept(database, writers)
    log.assert_verifies(database)
    database.close()
    for writer in writers:
        _assert_served(server, headers, writer)


def _assert_served(server: KilledServer, headers: dict[str, str], writer: Writer) -> None:
    """The server that was started again answers with it."""
    path = f"{server.address}/api/v1/shortlists/{writer.shortlist}"
    answer = httpx.get(path, headers=headers, timeout=20)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    if not writer.kept.decisions:
        return  # killed before the first was acknowledged
    _, version, reason = writer.kept.decisions[-1]
    assert found["version"] >= version
    assert found["version"] > version or reason in [line["reason"] for line in found["lines"]]


@pytest.fixture
def empty_url(tmp_path: Path) -> str:
    """A database that is not there yet."""
    return f"sqlite:///{tmp_path / 'new' / 'plumbline.sqlite'}"


STORED = (*ORDER, *OF_PEOPLE, *COLLECTED)
"""What one transaction stores; the nightly look, models, orders and accounts that follow add to others."""


def _sizes(url: str) -> dict[str, int]:
    database = Database(url)
    with database.read(THE_OPERATOR) as db:
        found = {
            table.name: db.execute(select(func.count()).select_from(table)).scalar_one()
            for table in STORED
            if table is not decisions  # of the nightly look too
        }
    database.close()
    return found


def test_a_kill_while_the_market_is_loaded_costs_nothing(
    empty_url: str, demo_url: str, tmp_path: Path
) -> None:
    """From nothing: killed during the first start, again and again; the market is there once, and whole."""
    chance = random.Random(seed())
    with KilledServer(empty_url, tmp_path / "server.log", "--demo") as server:
        for _ in range(KILLS_WHILE_LOADING):
            server.launch()
            time.sleep(chance.uniform(0.3, 6))
            server.kill()
        server.start()
    assert _sizes(empty_url) == _sizes(demo_url)
