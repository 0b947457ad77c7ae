"""Runs: one at a time, whole or gone on with, whoever begins them."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from catalog.evidence.reading import Context, Reading, Rejection
from plumbline.evidence import recheck_rows
from plumbline.evidence.recheck import LEASE, NIGHTLY, Busy, Recheck
from plumbline.kit.clock import FixedClock
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import NOBODY, RECHECKING
from plumbline.storage.engine import Database
from plumbline.storage.tables import product_checks, recheck_lease
from tests.storage.decision_race import assert_one_wins, at_once
from tests.storage.recheck_made import (
    ToldDesk,
    better,
    changes,
    decisions_on,
    failing,
    look_again,
    make_stale,
    products_with_documents,
    runs,
)

DAY = date(2026, 11, 23)


def test_a_run_that_is_cut_off_is_gone_on_with(database: Database, clock: FixedClock) -> None:
    """What was looked at is whole, the rest untouched; the next run is the same one, and ends it."""
    documents = products_with_documents(database, clock, 3)
    make_stale(database, *documents)
    asked = 0

    def says(content: bytes, context: Context) -> Reading:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise KeyboardInterrupt
        reading = better(failing)(content, context)
        assert isinstance(reading, Reading)
        return reading

    with pytest.raises(KeyboardInterrupt):
        look_again(database, clock, ToldDesk(says))
    assert [ended for _, ended, *_ in runs(database)] == [False]
    assert len(changes(database)) == 1
    with database.read() as db:
        assert len(db.execute(select(product_checks)).all()) == 1
    look_again(database, clock, ToldDesk(says))
    assert runs(database) == [(DAY, True, 3, 3, 0)]
    assert asked == 4
    assert all(len(decisions_on(database, each)) == 2 for each in documents)


def test_a_stopped_run_ends_between_two_products(database: Database, clock: FixedClock) -> None:
    """And lets the next begin at once."""
    documents = products_with_documents(database, clock, 2)
    make_stale(database, *documents)
    stops = iter([False, True, True])
    desk = ToldDesk(better(failing))
    Recheck(database, clock, desk, NIGHTLY, lambda: next(stops)).run()
    assert [(ended, len(changes(database))) for _, ended, *_ in runs(database)] == [(False, 1)]
    look_again(database, clock, desk)
    assert runs(database) == [(DAY, True, 2, 2, 0)]


def test_of_many_at_once_one_looks(database: Database, clock: FixedClock) -> None:
    """The others are told that somebody does, and everything is looked at once."""
    documents = products_with_documents(database, clock, 3)
    make_stale(database, *documents)
    holding: list[UUID] = []

    def act(_number: int) -> None:
        holding.append(look_again(database, clock, ToldDesk(better(failing))))

    outcomes = at_once(8, act)
    assert all(error is None or isinstance(error, Busy) for error in outcomes)
    assert outcomes.count(None) >= 1
    assert len(changes(database)) == 3
    assert all(len(decisions_on(database, each)) == 2 for each in documents)


def test_the_lease_has_one_holder(database: Database, clock: FixedClock) -> None:
    """Whoever asks first has it; after its end it is anybody's, and the one before can write no more."""

    def take(_number: int) -> None:
        with database.write(RECHECKING) as db:
            if not recheck_rows.hold(db, new_id(), clock.now(), clock.now() + LEASE):
                raise Busy("Somebody has it.")

    assert_one_wins(at_once(8, take))
    clock.advance(LEASE.total_seconds() + 1)
    documents = products_with_documents(database, clock, 1)
    make_stale(database, *documents)
    other = new_id()

    def says(content: bytes, context: Context) -> Reading | Rejection:
        clock.advance(LEASE.total_seconds() + 1)  # it took so long that somebody else began
        with database.write(RECHECKING) as db:
            assert recheck_rows.hold(db, other, clock.now(), clock.now() + LEASE)
        return better(failing)(content, context)

    with pytest.raises(Busy):
        look_again(database, clock, ToldDesk(says))
    assert changes(database) == []
    assert len(decisions_on(database, documents[0])) == 1
    with database.read(RECHECKING) as db:
        assert db.scalars(select(recheck_lease.c.holder)).one() == other


@pytest.mark.postgres
def test_the_lease_is_nobodys_to_see_or_take(postgres_url: str, clock: FixedClock) -> None:
    """Behind the second wall: to whoever is not the re-check it is not there."""
    database = Database(postgres_url)
    with database.write(NOBODY) as db:
        assert not recheck_rows.hold(db, new_id(), clock.now(), clock.now() + LEASE)
        assert db.execute(select(recheck_lease)).all() == []
    with database.write(RECHECKING) as db:
        assert recheck_rows.hold(db, new_id(), clock.now(), clock.now() + LEASE)
    database.close()
