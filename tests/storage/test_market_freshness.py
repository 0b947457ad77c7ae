"""A worker never answers from an older market than a write that was acknowledged."""

import gc
import os
import subprocess
import sys
import weakref
from datetime import date
from pathlib import Path

import httpx
from sqlalchemy import update

from plumbline.kit.clock import FixedClock
from plumbline.market.source import MarketSource
from plumbline.rankings.robust_schemas import RobustQuestion
from plumbline.rankings.robust_service import robust
from plumbline.rankings.schemas import Question
from plumbline.rankings.service import rank_market
from plumbline.storage.engine import Database
from plumbline.storage.tables import products
from tests.storage.market_made import add_product, add_supplier
from tests.waiting import PATIENCE_SECONDS, free_port, wait_for


def test_two_sources_on_one_database_agree_after_every_write(database: Database, clock: FixedClock) -> None:
    """Writes through one connection are in the other source's next snapshot, every time."""
    other = Database(database.url)
    first, second = MarketSource(database, clock), MarketSource(other, clock)
    supplier = add_supplier(database)
    for number in range(20):
        add_product(database if number % 2 else other, supplier, f"p{number:02}")
        assert first.current().size == second.current().size == number + 1
    for source in (first, second):
        source.close()
    other.close()


def test_only_what_changed_is_read_again(database: Database, clock: FixedClock) -> None:
    """A change of one product keeps the other's record as it was, and the snapshot is right."""
    supplier = add_supplier(database)
    add_product(database, supplier, "stays")
    add_product(database, supplier, "moves")
    market = MarketSource(database, clock)
    before = market.current()
    with database.write() as db:
        db.execute(update(products).where(products.c.slug == "moves").values(name="Aaa"))
    after = market.current()
    assert [r.name for r in after.records] == ["Aaa", "Stays"]
    assert after.records[1] is before.records[before.position["stays"]]
    assert market.current() is after
    market.close()


def test_a_product_taken_off_is_gone(database: Database, clock: FixedClock) -> None:
    """A product that is no longer published leaves the snapshot."""
    add_product(database, add_supplier(database), "short")
    market = MarketSource(database, clock)
    assert market.current().size == 1
    with database.write() as db:
        db.execute(update(products).values(status="draft"))
    assert market.current().size == 0
    market.close()


def test_another_day_has_a_snapshot_of_its_own(database: Database, clock: FixedClock) -> None:
    """Last March can be asked for; today's snapshot stays."""
    add_product(database, add_supplier(database), "scope")
    market = MarketSource(database, clock)
    today, march = market.current(), market.current(date(2026, 3, 1))
    assert (today.as_of, march.as_of) == (date(2026, 11, 23), date(2026, 3, 1))
    assert market.current(date(2026, 3, 1)) is march
    assert market.current() is today
    market.close()


LOCKS = """
import fcntl, sys
with open(sys.argv[1] + "-shm", "r+b") as index:
    try:
        fcntl.lockf(index, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 128)
    except OSError:
        print("held")
    else:
        print("free")
"""
"""Byte 128 of the log's index is locked by every process that uses it (SQLite, os_unix.c, UNIX_SHM_DMS).
Another that finds it free takes itself for the first and starts the index anew, under everybody's feet."""


def test_looking_gives_no_lock_of_sqlite_up(sqlite_url: str, clock: FixedClock) -> None:
    """The process keeps its place in the shared index, whatever the market reads."""
    database = Database(sqlite_url)
    add_product(database, add_supplier(database), "watched")
    market = MarketSource(database, clock)

    def other_process() -> str:
        command = [sys.executable, "-c", LOCKS, sqlite_url.removeprefix("sqlite:///")]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    for _ in range(3):
        assert market.current().size == 1
        assert other_process() == "held"
    market.close()
    assert other_process() == "held"
    database.close()
    assert not Path(sqlite_url.removeprefix("sqlite:///") + "-shm").exists()


def test_two_worker_processes_are_never_stale(sqlite_url: str) -> None:
    """Two real worker processes: after each acknowledged write, every answer of both knows it."""
    database = Database(sqlite_url)
    supplier = add_supplier(database)
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "plumbline.app:create_app", "--factory", "--interface", "asgi",
         "--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--no-log"],
        env={**os.environ, "PLUMBLINE_DATABASE": sqlite_url},
    )  # fmt: skip
    try:
        wait_for(port, server)
        # A new connection each time, so that both workers are asked.
        each_new = httpx.Limits(max_keepalive_connections=0)
        with httpx.Client(timeout=PATIENCE_SECONDS, limits=each_new) as client:
            for number in range(8):
                add_product(database, supplier, f"p{number}")
                for _ in range(6):
                    answer = client.get(f"http://127.0.0.1:{port}/api/v1/products")
                    assert answer.json()["total"] == number + 1
    finally:
        server.terminate()
        server.wait(PATIENCE_SECONDS)
        database.close()


def test_a_market_that_is_no_more_is_let_go(sqlite_url: str, clock: FixedClock) -> None:
    """Nothing that was kept while people ranked it holds on to it: a server lives for months."""
    database = Database(sqlite_url)
    supplier = add_supplier(database)
    add_product(database, supplier, "first")
    market = MarketSource(database, clock)
    old = market.current()
    rank_market(old, Question())
    robust(old, RobustQuestion())
    seen = weakref.ref(old)
    add_product(database, supplier, "second")
    new = market.current()
    robust(new, RobustQuestion())
    del old
    assert seen() is None
    market.close()
    database.close()


def test_nothing_useless_is_kept_out_of_the_collectors_reach(sqlite_url: str, clock: FixedClock) -> None:
    """A renewal freezes what lives on, not the cycles that reading left behind: they would pile up."""
    database = Database(sqlite_url)
    add_product(database, add_supplier(database), "changes")
    market = MarketSource(database, clock)
    frozen = []
    for number in range(6):
        with database.write() as db:
            db.execute(update(products).values(name=f"Name {number}"))
        market.current()
        left_behind: list[object] = []
        left_behind.append(left_behind)
        frozen.append(gc.get_freeze_count())
    assert frozen[-1] - frozen[2] < 150, frozen  # a few more each time are not garbage
    market.close()
    database.close()
