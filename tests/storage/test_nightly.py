"""The night's work: once, by one worker; made up when missed, gone on with when cut off, off when told."""

import asyncio
from datetime import UTC, datetime, time

import pytest
from sqlalchemy import func, select

from plumbline.app import create_app
from plumbline.evidence import nightly, recheck_rows
from plumbline.evidence.nightly import Nightly, time_of
from plumbline.evidence.recheck import LEASE
from plumbline.kit.clock import FixedClock
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import RECHECKING
from plumbline.settings import Settings
from plumbline.storage.engine import Connection, Database
from plumbline.storage.tables import recheck_runs
from tests.storage.decision_race import at_once
from tests.storage.recheck_made import look_again, products_with_documents, runs

AT = time(2, 30)
HOUR = 3_600


def _at(text: str) -> FixedClock:
    return FixedClock(datetime.fromisoformat(text).replace(tzinfo=UTC))


def _due(database: Database, clock: FixedClock, at: time | None = AT) -> bool:
    with database.read() as db:
        return Nightly(database, clock, at).is_due(db)


def test_a_market_without_a_past_missed_no_night(database: Database) -> None:
    """Neither an empty one, nor one that began after the hour; the first night comes in its time."""
    clock = _at("2026-11-23T12:00:00")
    assert not _due(database, clock)
    products_with_documents(database, clock)
    assert not _due(database, clock)
    clock.advance(14 * HOUR)  # two in the morning
    assert not _due(database, clock)
    clock.advance(HOUR)
    assert _due(database, clock)


def test_a_missed_night_is_made_up_once(database: Database) -> None:
    """After days away there is one run, and then none until the next hour."""
    clock = _at("2026-11-23T12:00:00")
    products_with_documents(database, clock)
    work = Nightly(database, clock, AT)
    clock.advance(5 * 24 * HOUR)
    assert work.once()
    assert not work.once()
    clock.advance(14.4 * HOUR)
    assert not work.once()
    clock.advance(0.2 * HOUR)
    assert work.once()
    assert [ended for _, ended, *_ in runs(database)] == [True, True]


def test_a_run_that_was_cut_off_is_gone_on_with(database: Database) -> None:
    """Whenever it is, as soon as the lease is free."""
    clock = _at("2026-11-23T12:00:00")
    products_with_documents(database, clock)
    holder = new_id()
    with database.write(RECHECKING) as db:
        recheck_rows.add_run(db, clock.now().date(), "nightly re-check", clock.now())
        recheck_rows.hold(db, holder, clock.now(), clock.now() + LEASE)
    work = Nightly(database, clock, AT)
    assert _due(database, clock)
    assert not work.once()  # whoever holds the lease may still be at it
    clock.advance(LEASE.total_seconds() + 1)
    assert work.once()
    assert [(ended, seen) for _, ended, seen, *_ in runs(database)] == [(True, 1)]


class _Overtaken(Nightly):
    """Another worker does it all between this one's question and its turn."""

    def is_due(self, db: Connection) -> bool:
        due = super().is_due(db)
        if due and not self.overtaken:
            self.overtaken = True
            assert Nightly(self._database, self._clock, AT).once()
        return due

    overtaken = False


def test_whoever_is_overtaken_does_it_not_again(database: Database) -> None:
    """It was due when asked, and is not when the lease is free again."""
    clock = _at("2026-11-23T12:00:00")
    products_with_documents(database, clock)
    clock.advance(15 * HOUR)
    assert not _Overtaken(database, clock, AT).once()
    assert [seen for _, _, seen, *_ in runs(database)] == [1]
    clock.advance(24 * HOUR)
    assert Nightly(database, clock, AT).once()  # the lease is free


def test_of_many_workers_one_does_it(database: Database) -> None:
    """All wake in the same minute; there is one run."""
    clock = _at("2026-11-23T12:00:00")
    products_with_documents(database, clock)
    clock.advance(15 * HOUR)
    then: list[None] = []
    outcomes = at_once(8, lambda _number: Nightly(database, clock, AT, lambda: then.append(None)).once())
    assert len(then) == 1
    assert outcomes == [None] * 8
    assert [seen for _, _, seen, *_ in runs(database)] == [1]


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-06-10T01:29:00", False),  # summer time: half past two is half past one in UTC
        ("2026-06-10T01:31:00", True),
        ("2026-12-10T01:31:00", False),
        ("2026-12-10T02:31:00", True),
    ],
)
def test_the_hour_is_that_of_london(database: Database, now: str, due: bool) -> None:
    """In summer and in winter."""
    clock = _at(now)
    clock.advance(-20 * HOUR)
    products_with_documents(database, clock)
    look_again(database, clock)
    clock.advance(20 * HOUR)
    assert _due(database, clock) is due


def test_off_means_never(database: Database) -> None:
    """However long it was."""
    clock = _at("2026-11-23T12:00:00")
    products_with_documents(database, clock)
    clock.advance(99 * 24 * HOUR)
    assert time_of("off") is None
    assert not _due(database, clock, time_of("off"))
    assert not Nightly(database, clock, None).once()


def test_the_service_wakes_for_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A task of the application: it begins with it and ends with it."""
    clock = _at("2026-11-23T12:00:00")
    products_with_documents(database, clock)
    clock.advance(24 * HOUR)
    monkeypatch.setattr(nightly, "EVERY_SECONDS", 0.01)
    app = create_app(Settings(database=database.url), clock)

    async def live() -> int:
        async with app.lifespan():
            for _ in range(500):
                await asyncio.sleep(0.02)
                if ended := await asyncio.to_thread(_ended, database):
                    return ended
        return 0

    assert asyncio.run(live()) == 1


def _ended(database: Database) -> int:
    query = select(func.count()).select_from(recheck_runs).where(recheck_runs.c.finished_at.is_not(None))
    with database.read() as db:
        return int(db.scalar(query) or 0)
