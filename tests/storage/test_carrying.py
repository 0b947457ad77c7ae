"""Evidence carried to the next release counts there from that day, as what it was; and can be taken back."""

import threading
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import func, select

from catalog.conformance import conformance
from catalog.evidence.carrying import RestsOn
from catalog.evidence.read import read
from catalog.evidence.reading import Context, Reading
from catalog.standards_loader import standards
from catalog.words import EvidenceKind, Outcome
from plumbline.evidence import carrying, service
from plumbline.evidence.carry_schemas import CarryIn, CarryOut, TakeBackIn
from plumbline.evidence.reading import evidence_on
from plumbline.evidence.readings import Handed
from plumbline.evidence.schemas import EvidenceIn, FileIn
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import Conflict, Invalid
from plumbline.market.reading import history_of
from plumbline.market.source import MarketSource
from plumbline.products import service as products
from plumbline.products.schemas import ReleaseIn
from plumbline.storage import tables
from plumbline.storage.engine import Database
from plumbline.storage.tables import carries, events
from tests.matrix.things import SMART
from tests.storage.bom_made import BOM, FLAWED, handed
from tests.storage.market_made import SUPPLIER, add_product, add_supplier

DAY = date(2026, 11, 23)
SAID = CarryIn(statement="Only screens changed in this release.")
MACHINE = EvidenceIn(kind=EvidenceKind.MACHINE_READABLE)
BACK = TakeBackIn(reason="It did change after all.")


@pytest.fixture
def supplier(database: Database, clock: FixedClock) -> UUID:
    """A supplier with a product called scope: a flawed bill and a description on 1.0, nothing on 1.1."""
    found = add_supplier(database)
    add_product(database, found, "scope")
    for read_file in (handed(FLAWED), smart()):
        submit(database, clock, found, read_file)
    release(database, clock, found, "1.1")
    return found


def smart() -> Handed:
    """A SMART configuration as it was read; it names no release."""
    found = read(SMART, Context(as_of=DAY, release=("scope", "1.0")))
    assert isinstance(found, Reading)
    file = FileIn(name="smart.json", media_type="application/json", content=SMART)
    return Handed(file=file, reading=found)


def submit(
    database: Database, clock: FixedClock, supplier: UUID, read_file: Handed, replaces: UUID | None = None
) -> UUID:
    """Hand it in on the current release."""
    data = msgspec.structs.replace(MACHINE, supersedes=replaces)
    with database.write() as db:
        current = service.release_for(db, "scope", supplier)
        return service.submit_evidence(db, clock, SUPPLIER, current, data, read_file.file, read_file).id


def release(database: Database, clock: FixedClock, supplier: UUID, version: str) -> None:
    """A new release."""
    with database.write() as db:
        data = ReleaseIn(version=version, released_on=DAY)
        products.add_release(db, clock, SUPPLIER, supplier, "scope", data)


def carried(database: Database, clock: FixedClock, supplier: UUID, data: CarryIn = SAID) -> CarryOut:
    """Carry to the current release."""
    with database.write() as db:
        return carrying.carry(db, clock, SUPPLIER, service.release_for(db, "scope", supplier), data)


def outcomes(database: Database, day: date, names: Sequence[str]) -> list[Outcome]:
    """What is shown of the requirements on a day."""
    with database.read() as db:
        history = history_of(db, db.scalars(select(tables.products.c.id)).one())
    found = {
        r.requirement.id: r.outcome for r in conformance(standards(), history, day).requirement_results()
    }
    return [found[name] for name in names]


SHOWN = ("API-3", "ARCH-CYBER", "SSCOP-1.2")
NONE, MET, NOT = Outcome.NOT_EVIDENCED, Outcome.MET, Outcome.NOT_MET


def test_what_is_carried_counts_from_that_day_until_it_is_taken_back(
    database: Database, clock: FixedClock, supplier: UUID
) -> None:
    """The failure goes along, what a bill showed in favour does not, and every past day stays as it was."""
    market = MarketSource(database, clock)
    market.current()
    assert outcomes(database, DAY, SHOWN) == [NONE, NONE, NONE]
    clock.advance(86_400)
    carried(database, clock, supplier)
    assert outcomes(database, DAY, SHOWN) == [NONE, NONE, NONE]
    assert outcomes(database, DAY + timedelta(days=1), SHOWN) == [MET, NOT, NONE]
    history = market.current().records[0].history
    assert {each.carried_from for each in history.evidence} == {"1.0"}
    assert {each.submitted_on for each in history.evidence} == {DAY}
    clock.advance(86_400)
    with database.write() as db:
        current = service.release_for(db, "scope", supplier)
        carrying.take_back(db, clock, SUPPLIER, current, BACK)
    days = [DAY + timedelta(days=n) for n in range(4)]
    assert [outcomes(database, day, SHOWN)[0] for day in days] == [NONE, MET, NONE, NONE]
    assert market.current().records[0].history.evidence[0].taken_back_on == days[2]
    market.close()
    with database.read() as db:
        told = set(db.scalars(select(events.c.action)))
        shown = evidence_on(db, "scope").carried
    assert {"evidence.carried", "evidence.carry_taken_back"} <= told
    assert shown is not None
    assert shown.statement == SAID.statement
    assert shown.taken_back is not None


def test_nothing_rests_on_a_word_that_was_not_given(
    database: Database, clock: FixedClock, supplier: UUID
) -> None:
    """Without a statement only the failure could go; strange evidence and unseen characters are refused."""
    for data, pointer in (
        (CarryIn(), "/statement"),
        (CarryIn(statement="words", evidence_ids=(UUID(int=1),)), "/evidence_ids"),
        (CarryIn(statement="What is \x00 unchanged here"), "/statement"),
    ):
        with pytest.raises(Invalid) as caught:
            carried(database, clock, supplier, data)
        assert pointer in {each.pointer for each in caught.value.problems}
    found = carried(database, clock, supplier, CarryIn(evidence_ids=()))
    assert found.carried is not None
    (item,) = found.carried.items
    assert "ARCH-CYBER" in item.requirement_ids
    assert "SSCOP-1.2" not in item.requirement_ids


def test_it_is_carried_once_whoever_is_first(database: Database, clock: FixedClock, supplier: UUID) -> None:
    """Eight at once: one carries, the others are told."""
    gate, results = threading.Barrier(8), []

    def attempt() -> None:
        gate.wait()
        try:
            carried(database, clock, supplier)
            results.append("won")
        except Conflict:
            results.append("told")

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["told"] * 7 + ["won"]
    with database.read() as db:
        assert db.scalar(select(func.count()).select_from(carries)) == 1


def test_a_carried_failure_is_answered_by_what_replaces_it(
    database: Database, clock: FixedClock, supplier: UUID
) -> None:
    """Evidence on the new release may take the place of what was carried to it, and of nothing else."""
    found = carried(database, clock, supplier)
    assert found.carried is not None
    bill = next(each for each in found.carried.items if "ARCH-CYBER" in each.requirement_ids)
    mended = handed(BOM)
    lines = tuple(
        msgspec.structs.replace(line, requirement_id="ARCH-CYBER", outcome=MET)
        for line in mended.reading.lines[:1]
    )
    mended = msgspec.structs.replace(mended, reading=msgspec.structs.replace(mended.reading, lines=lines))
    with pytest.raises(Invalid):
        submit(database, clock, supplier, mended, UUID(int=1))
    submit(database, clock, supplier, mended, bill.evidence_id)
    assert NOT not in outcomes(database, DAY, SHOWN)


def test_it_carries_on_to_the_release_after(database: Database, clock: FixedClock, supplier: UUID) -> None:
    """From release to release, always as what it was; nothing to carry is said."""
    carried(database, clock, supplier)
    release(database, clock, supplier, "1.2")
    with database.read() as db:
        offer = carrying.carry_on(db, clock, service.release_for(db, "scope", supplier))
    assert (offer.from_release, offer.carried) == ("1.1", None)
    assert {each.rests_on for each in offer.offered} == {RestsOn.STATEMENT, RestsOn.NOTHING}
    carried(database, clock, supplier)
    assert outcomes(database, DAY, SHOWN) == [MET, NOT, NONE]
    with pytest.raises(Conflict):
        carried(database, clock, supplier)


def test_the_first_release_has_nothing_to_carry(database: Database, clock: FixedClock) -> None:
    """It says so."""
    supplier = add_supplier(database)
    add_product(database, supplier, "scope")
    with pytest.raises(Invalid, match="first release"):
        carried(database, clock, supplier)
