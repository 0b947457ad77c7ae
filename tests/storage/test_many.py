"""Files that came together are recorded together; the same file is stored once, whoever is first."""

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import func, select

from catalog.evidence.reading import Reading
from plumbline.evidence import many
from plumbline.evidence.desk import Desk
from plumbline.evidence.many_schemas import Became, HandedInOut
from plumbline.evidence.schemas import FileIn
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import NotFound, Stale
from plumbline.products import service as products
from plumbline.products.schemas import ReleaseIn
from plumbline.storage.engine import Database
from plumbline.storage.tables import events, evidence, files, readings
from tests.storage.bom_made import FLAWED, bom_file
from tests.storage.market_made import SUPPLIER, add_product, add_supplier
from tests.unit.plumbline.test_read_together import RUN, TABLE

LOT = [
    bom_file(),
    bom_file(FLAWED),
    FileIn(name="run.json", media_type="application/json", content=RUN),
    FileIn(name="table.csv", media_type="text/csv", content=TABLE),
    FileIn(name="nothing", media_type="text/plain", content=b""),
]


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One worker for the tests of this file."""
    desk = Desk(workers=1)
    yield desk
    desk.close()


@pytest.fixture
def supplier(database: Database) -> UUID:
    """A supplier with a product called scope, at release 1.0."""
    found = add_supplier(database)
    add_product(database, found, "scope")
    return found


def handed_in(
    database: Database, clock: FixedClock, desk: Desk, supplier: UUID, lot: list[FileIn] = LOT
) -> HandedInOut:
    """The receipt for a lot."""
    read = many.read_lot(database, desk, clock, "scope", supplier, lot)
    with database.write() as db:
        return many.hand_in(db, clock, SUPPLIER, read)


def test_all_are_recorded_with_what_they_were_read_with(
    database: Database, clock: FixedClock, desk: Desk, supplier: UUID
) -> None:
    """Evidence, reading and events for each that was read; the run's reading names its table."""
    answer = handed_in(database, clock, desk, supplier)
    assert [each.became for each in answer.files] == [Became.READ] * 4 + [Became.REFUSED]
    with database.read() as db:
        told = Counter(db.scalars(select(events.c.action)))
        beside = db.scalars(select(readings.c.beside).where(readings.c.format == "inferno-results")).one()
    assert (told["evidence.submitted"], told["evidence.read"]) == (4, 4)
    assert beside == [answer.files[3].sha256]


def test_two_who_hand_in_the_same_at_once_store_it_once(
    database: Database, clock: FixedClock, desk: Desk, supplier: UUID
) -> None:
    """Both read before either wrote; one is told that it was here already."""
    read = many.read_lot(database, desk, clock, "scope", supplier, LOT)
    gate, answers = threading.Barrier(4), []

    def attempt() -> None:
        gate.wait()
        with database.write() as db:
            answers.append(many.hand_in(db, clock, SUPPLIER, read).counts)

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers, key=str) == [{"already_here": 4, "refused": 1}] * 3 + [{"read": 4, "refused": 1}]
    with database.read() as db:
        assert db.scalar(select(func.count()).select_from(evidence)) == 4
        assert db.scalar(select(func.count()).select_from(files)) == 4


def test_a_release_that_comes_in_between_stops_it(
    database: Database, clock: FixedClock, desk: Desk, supplier: UUID
) -> None:
    """What was read for one release is not recorded on the next."""
    read = many.read_lot(database, desk, clock, "scope", supplier, LOT)
    with database.write() as db:
        release = ReleaseIn(version="1.1", released_on=clock.now().date())
        products.add_release(db, clock, SUPPLIER, supplier, "scope", release)
    with pytest.raises(Stale, match=r"1\.1"), database.write() as db:
        many.hand_in(db, clock, SUPPLIER, read)
    with database.read() as db:
        assert db.scalar(select(func.count()).select_from(evidence)) == 0


def test_what_says_of_itself_what_cannot_be_recorded_is_refused_alone(
    database: Database, clock: FixedClock, desk: Desk, supplier: UUID
) -> None:
    """Of a document that lapses before it was made nothing is kept; the others of the lot are."""
    read = many.read_lot(database, desk, clock, "scope", supplier, [bom_file(), bom_file(FLAWED)])
    found = read.told[0].found
    assert isinstance(found, Reading)
    lapsed = msgspec.structs.replace(found, valid_until=date(2026, 10, 1))
    read = msgspec.structs.replace(
        read, told={**read.told, 0: msgspec.structs.replace(read.told[0], found=lapsed)}
    )
    with database.write() as db:
        answer = many.hand_in(db, clock, SUPPLIER, read)
    assert [each.became for each in answer.files] == [Became.REFUSED, Became.READ]
    refused = answer.files[0].refused
    assert refused is not None
    assert "expires" in refused.reason
    assert refused.next_step
    with database.read() as db:
        assert db.scalar(select(func.count()).select_from(files)) == 1


def test_others_products_are_missing(
    database: Database, clock: FixedClock, desk: Desk, supplier: UUID
) -> None:
    """In the words of one that is not there."""
    with pytest.raises(NotFound):
        many.read_lot(database, desk, clock, "scope", UUID(int=1), LOT)
