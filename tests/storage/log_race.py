"""Writers of the log at the same moment, and readers who follow it by its numbers."""

import threading
from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import select

from plumbline.audit import repository, service
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import FixedClock
from plumbline.kit.merkle import leaf_hash, root_of
from plumbline.storage.engine import Database
from plumbline.storage.events import record
from plumbline.storage.tables import events

Feed = Callable[[int], list[int]]
"""The numbers of the events that follow a number, as somebody is given them."""
NURSE = UUID("01900000-0000-7000-8000-000000000001")


def write(database: Database, clock: FixedClock, number: int, actor: Actor | None = None) -> None:
    """One event, in a transaction of its own."""
    actor = actor or Actor(kind="person", id=NURSE, name="Nia Nurse")
    with database.write() as db:
        record(db, event(clock, actor, "shift.noted", "shift", number, email="nia@example.org"))


def from_the_service(database: Database) -> Feed:
    """What follows a number, as the service reads it."""

    def read(after: int) -> list[int]:
        with database.read() as db:
            return [line.sequence for line in service.events_after(db, after, 500).items]

    return read


class Reader(threading.Thread):
    """Follows a feed by its numbers until `done` is set and nothing is left."""

    def __init__(self, feed: Feed, first: int, done: threading.Event) -> None:
        super().__init__()
        self.seen: list[int] = []
        self._feed, self._last, self._done = feed, first - 1, done

    def run(self) -> None:
        """Ask for what comes after the last number, over and over."""
        while True:
            finished = self._done.is_set()
            page = self._feed(self._last)
            self.seen.extend(page)
            self._last = page[-1] if page else self._last
            if finished and not page:
                return


def race(
    database: Database, clock: FixedClock, *, writers: int, each: int, feeds: Sequence[Feed] = ()
) -> None:
    """Every number is there once, in order, for every reader too, and the tree's root is theirs."""
    with database.read() as db:
        first = service.size_of(db)
    done, size = threading.Event(), first + writers * each
    readers = [Reader(feed, first, done) for feed in (from_the_service(database), *feeds)]

    def write_all() -> None:
        for number in range(each):
            write(database, clock, number)

    threads = [threading.Thread(target=write_all) for _ in range(writers)]
    for thread in (*readers, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    for reader in readers:
        reader.join()
        assert reader.seen == list(range(first, size))
    with database.read() as db:
        hashes = repository.leaf_hashes(db, size)
        assert repository.head(db).root() == root_of(hashes)
        texts = db.scalars(select(events.c.leaf).order_by(events.c.sequence)).all()
    assert [leaf_hash(text.encode()) for text in texts] == hashes
