"""Decisions on a shortlist at the same moment, on both engines: one stands, the others are told."""

import threading

import pytest
from sqlalchemy import func, select

from plumbline.accounts.identity import Identity
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import Stale
from plumbline.market.source import MarketSource
from plumbline.shortlists import service
from plumbline.shortlists.schemas import Choice, DecisionIn, ShortlistIn
from plumbline.storage.engine import Database
from plumbline.storage.tables import events, shortlist_decisions
from tests.storage.market_made import add_product, add_supplier
from tests.storage.single_made import made_buyer

THREADS = 8


@pytest.fixture
def buyer(database: Database, clock: FixedClock) -> Identity:
    """Somebody who buys for a trust."""
    return made_buyer(database, clock)


def test_of_decisions_at_once_one_stands(database: Database, clock: FixedClock, buyer: Identity) -> None:
    """The others are `Stale`; each that stands has its event, and a refused one leaves nothing."""
    add_product(database, add_supplier(database), "scope")
    market = MarketSource(database, clock)
    with database.write(buyer.tenant) as db:
        made = service.create_shortlist(db, clock, buyer, market.current(), ShortlistIn(title="Scopes"))
    gate, refused, stood = threading.Barrier(THREADS), list[int](), list[int]()

    def decide(number: int) -> None:
        data = DecisionIn(choice=Choice.IN, reason=f"The reason of thread {number}.", version=1)
        gate.wait()
        try:
            with database.write(buyer.tenant) as db:
                service.decide(db, clock, buyer, made, "scope", data)
            stood.append(number)
        except Stale:
            refused.append(number)

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    market.close()
    assert (len(stood), len(refused)) == (1, THREADS - 1)
    with database.read(buyer.tenant) as db:
        reasons = db.scalars(select(shortlist_decisions.c.reason)).all()
        told = db.scalar(select(func.count()).where(events.c.action == "shortlist.decided"))
        line = service.shortlist_of(db, buyer, made, 0).lines[0]
    assert list(reasons) == [f"The reason of thread {stood[0]}."] == [line.reason]
    assert told == 1
