"""Writers of the log at the same moment, and a reader who follows it by its numbers."""

import threading
from uuid import UUID

from sqlalchemy import select

from plumbline.audit import repository, service
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import FixedClock
from plumbline.kit.merkle import leaf_hash, root_of
from plumbline.storage.engine import Database
from plumbline.storage.events import record
from plumbline.storage.tables import events

NURSE = UUID("01900000-0000-7000-8000-000000000001")


def write(database: Database, clock: FixedClock, number: int, actor: Actor | None = None) -> None:
    """One event, in a transaction of its own."""
    actor = actor or Actor(kind="person", id=NURSE, name="Nia Nurse")
    with database.write() as db:
        record(db, event(clock, actor, "shift.noted", "shift", number, email="nia@example.org"))


def race(database: Database, clock: FixedClock, *, writers: int, each: int) -> None:
    """Every number is there once, in order, for the reader too, and the tree's root is theirs."""
    done, seen = threading.Event(), list[int]()

    def read() -> None:
        last = -1
        while True:
            finished = done.is_set()
            with database.read() as db:
                page = service.events_after(db, last, 500)
            seen.extend(line.sequence for line in page.items)
            last = page.last
            if finished and not page.items:
                return

    def write_all() -> None:
        for number in range(each):
            write(database, clock, number)

    reader = threading.Thread(target=read)
    threads = [threading.Thread(target=write_all) for _ in range(writers)]
    for thread in (reader, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    reader.join()
    assert seen == list(range(writers * each))
    with database.read() as db:
        hashes = repository.leaf_hashes(db, writers * each)
        assert repository.head(db).root() == root_of(hashes)
        texts = db.scalars(select(events.c.leaf).order_by(events.c.sequence)).all()
    assert [leaf_hash(text.encode()) for text in texts] == hashes
