"""A document that was carried from an earlier release is read again as those of the current one are."""

from uuid import UUID

from sqlalchemy import select

from catalog.evidence.reading import Rejection
from catalog.words import Outcome
from plumbline.evidence import carrying, service
from plumbline.evidence.moves import standing_now
from plumbline.kit.clock import FixedClock, today
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


def test_what_was_left_behind_is_not(database: Database, clock: FixedClock) -> None:
    """Nothing counts by it."""
    _, document = _on_the_former_release(database, clock)
    make_stale(database, document)
    desk = ToldDesk(lambda _content, _context: REFUSED)
    look_again(database, clock, desk)
    assert desk.asked == []
