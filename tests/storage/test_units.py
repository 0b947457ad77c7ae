"""One transaction around several steps, and the answers that are kept in it, on both engines."""

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from plumbline.kit.audit import OPERATOR, event
from plumbline.kit.clock import FixedClock
from plumbline.kit.identifiers import new_id
from plumbline.storage import kept_answers
from plumbline.storage.engine import Connection, Database
from plumbline.storage.events import record
from plumbline.storage.tables import audit_head, tries
from plumbline.storage.tables import kept_answers as table
from plumbline.storage.units import one_transaction

CLAIM, OTHER = "ab" * 32, "cd" * 32
DAY = timedelta(hours=24)


def nothing(_db: Connection) -> None:
    """Nothing to do before the first write."""


def write(database: Database, clock: FixedClock) -> None:
    """A row, and an event."""
    with database.write() as db:
        db.execute(insert(tries).values(id=new_id(), key="k", at=clock.now()))
        record(db, event(clock, OPERATOR, "row.added", "row", "k"))


def sizes(database: Database) -> tuple[int, int]:
    """How many rows and events anybody else can see."""
    with database.read() as db:
        rows = db.scalar(select(func.count()).select_from(tries)) or 0
        return rows, db.scalar(select(audit_head.c.size)) or 0


def test_writes_of_a_unit_are_seen_together(database: Database, clock: FixedClock) -> None:
    """Not when each block ends, but when the unit does; with all their events."""
    with one_transaction(database, nothing) as unit:
        assert unit.connection is None
        write(database, clock)
        write(database, clock)
        assert sizes(database) == (0, 0)
    assert sizes(database) == (2, 2)


def test_what_fails_takes_the_whole_unit(database: Database, clock: FixedClock) -> None:
    """After the last write too; and the next unit finds the way free."""

    def render() -> None:
        with one_transaction(database, nothing):
            write(database, clock)
            raise ValueError("rendering")

    with pytest.raises(ValueError, match="rendering"):
        render()
    assert sizes(database) == (0, 0)
    write(database, clock)
    assert sizes(database) == (1, 1)


def test_a_failure_that_is_hidden_commits_nothing(database: Database, clock: FixedClock) -> None:
    """A handler that goes on after a failed write cannot keep the other half."""

    def half() -> None:
        with one_transaction(database, nothing):
            write(database, clock)
            with suppress(ValueError), database.write():
                raise ValueError("the other half")

    with pytest.raises(RuntimeError, match="nobody was told"):
        half()
    assert sizes(database) == (0, 0)


def test_a_unit_begins_with_what_it_is_told(database: Database, clock: FixedClock) -> None:
    """Once, before the first write; and it may refuse."""
    begun: list[Connection] = []
    with one_transaction(database, begun.append) as unit:
        write(database, clock)
        write(database, clock)
        assert begun == [unit.connection]

    def refuse(_db: Connection) -> None:
        raise LookupError("somebody was first")

    with pytest.raises(LookupError), one_transaction(database, refuse):
        write(database, clock)
    assert sizes(database) == (2, 2)


def test_an_answer_counts_until_it_runs_out(database: Database, clock: FixedClock) -> None:
    """To the moment; then the claim is free for another, and only then."""
    now = clock.now()
    with database.write() as db:
        kept_answers.keep(db, CLAIM, "one", now, now + DAY)
        kept_answers.keep(db, OTHER, "for life", now, None)
    with database.read() as db:
        assert kept_answers.find(db, CLAIM, now + DAY - timedelta(microseconds=1)) == "one"
        assert kept_answers.find(db, CLAIM, now + DAY) is None
        assert kept_answers.find(db, OTHER, now + 10_000 * DAY) == "for life"
    with pytest.raises(IntegrityError), database.write() as db:
        kept_answers.keep(db, CLAIM, "two", now, now + DAY)
    with database.write() as db:
        kept_answers.keep(db, CLAIM, "three", now + DAY, now + DAY + DAY)
    with database.read() as db:
        assert kept_answers.find(db, CLAIM, now + DAY) == "three"


def test_answers_that_ran_out_are_dropped(database: Database, clock: FixedClock) -> None:
    """A hundred at a time; what is kept for life stays."""
    now, more = clock.now(), kept_answers.MOST_FORGOTTEN + 20
    with database.write() as db:
        for number in range(more):
            kept_answers.keep(db, f"{number:064x}", "old", now, now + DAY)
        kept_answers.keep(db, OTHER, "for life", now, None)
    for left in (more + 1, 21, 1, 1):
        with database.write() as db:
            assert db.scalar(select(func.count()).select_from(table)) == left
            kept_answers.forget(db, now + DAY)


@pytest.mark.postgres
def test_on_postgresql_a_claim_is_taken_until_the_transaction_ends(postgres_url: str) -> None:
    """Also across processes, without waiting; a rollback gives it back."""
    one, other = Database(postgres_url), Database(postgres_url)
    with suppress(ValueError), one.write() as db:
        assert kept_answers.is_alone(db, CLAIM)
        assert kept_answers.is_alone(db, CLAIM)  # it is theirs
        with other.write() as another:
            assert not kept_answers.is_alone(another, CLAIM)
            assert kept_answers.is_alone(another, OTHER)
        raise ValueError("rolled back")
    with other.write() as another:
        assert kept_answers.is_alone(another, CLAIM)
    one.close()
    other.close()
