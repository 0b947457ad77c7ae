"""A document that was carried from an earlier release is read again as those of the current one are."""

from uuid import UUID

from sqlalchemy import select

from catalog.assessing.lines import LineState
from catalog.evidence.reading import Rejection
from catalog.words import Outcome
from plumbline.assessing import queue_rows
from plumbline.assessing.queue import whole_queue
from plumbline.assessing.schemas import QueueLine
from plumbline.evidence import carrying, service
from plumbline.evidence.carry_schemas import TakeBackIn
from plumbline.evidence.moves import standing_now
from plumbline.kit.clock import FixedClock, today
from plumbline.market.source import MarketSource
from plumbline.storage.engine import Database
from plumbline.storage.tables import products
from tests.storage.market_made import SUPPLIER, add_product, add_supplier
from tests.storage.recheck_made import ToldDesk, changes, look_again, make_stale
from tests.storage.test_carrying import SAID, release, smart, submit

REFUSED = Rejection(reason="It is a template.", next_step="")


def _met(database: Database, clock: FixedClock) -> set[str]:
    with database.read() as db:
        product = db.scalars(select(products.c.id).where(products.c.slug == "scope")).one()
        found = standing_now(db, product, today(clock)).requirement_results()
    return {each.requirement.id for each in found if each.outcome in (Outcome.MET, Outcome.NOT_MET)}


def _on_the_former_release(database: Database, clock: FixedClock) -> tuple[UUID, UUID]:
    """The supplier, and a document on release 1.0 of a product whose current release is 1.1."""
    supplier = add_supplier(database)
    add_product(database, supplier, "scope")
    document = submit(database, clock, supplier, smart())
    release(database, clock, supplier, "1.1")
    return supplier, document


def test_what_was_carried_is_read_again(database: Database, clock: FixedClock) -> None:
    """What a better reader no longer takes counts on the later release no longer either."""
    supplier, document = _on_the_former_release(database, clock)
    with database.write() as db:
        carrying.carry(db, clock, SUPPLIER, service.release_for(db, "scope", supplier), SAID)
    assert _met(database, clock)
    make_stale(database, document)
    look_again(database, clock, ToldDesk(lambda _content, _context: REFUSED))
    assert _met(database, clock) == set()
    assert len(changes(database)) == 1


def test_what_was_taken_back_waits_for_an_assessor(database: Database, clock: FixedClock) -> None:
    """A line that was carried and is left open by reading it again stands in the queue of the later release,
    until the carry itself is taken back. A line that was not carried does not.
    """
    supplier, document = _on_the_former_release(database, clock)
    with database.write() as db:
        here = service.release_for(db, "scope", supplier)
        carried = carrying.carry(db, clock, SUPPLIER, here, SAID).carried
    assert carried is not None
    names = {name for item in carried.items for name in item.requirement_ids}
    assert _queue(database, clock) == []
    make_stale(database, document)
    look_again(database, clock, ToldDesk(lambda _content, _context: REFUSED))
    assert {(line.evidence_id, line.requirement_id) for line in _queue(database, clock)} == {
        (document, name) for name in names
    }
    assert {(line.product, line.state, line.since) for line in _queue(database, clock)} == {
        ("scope", LineState.WAITING, today(clock))
    }
    with database.write() as db:
        assert all(queue_rows.counts_now(db, document, name) for name in names)
        assert not queue_rows.counts_now(db, document, "CE-1")
        carrying.take_back(db, clock, SUPPLIER, here, TakeBackIn(reason="It does not hold any more."))
        assert not any(queue_rows.counts_now(db, document, name) for name in names)
    assert _queue(database, clock) == []


def _queue(database: Database, clock: FixedClock) -> list[QueueLine]:
    snapshot = MarketSource(database, clock).current()
    with database.read() as db:
        return [each.line for each in whole_queue(db, snapshot)]


def test_what_was_left_behind_is_not(database: Database, clock: FixedClock) -> None:
    """Nothing counts by it."""
    _, document = _on_the_former_release(database, clock)
    make_stale(database, document)
    desk = ToldDesk(lambda _content, _context: REFUSED)
    look_again(database, clock, desk)
    assert desk.asked == []
