"""The listing of a test house ends from a day on: what came in before stands, what comes later does not."""

from datetime import date, time, timedelta

import pytest
from joserfc.jwk import ECKey
from sqlalchemy import select

from catalog.evidence.read import read
from catalog.evidence.reading import Rejection
from plumbline.accounts.identity import Identity
from plumbline.evidence import houses, repository, service, unlisting
from plumbline.evidence.house_schemas import HouseOut, UnlistIn
from plumbline.evidence.nightly import Nightly
from plumbline.evidence.readings import context_for
from plumbline.kit.clock import FixedClock, today
from plumbline.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Database
from plumbline.storage.tables import events, products, readings
from tests.storage.decision_race import assert_one_wins, at_once
from tests.storage.houses_made import DAY, OPEN, SIGNED, again, attested, decided, list_key, person, public
from tests.storage.recheck_made import ToldDesk, look_again


@pytest.fixture
def keeper(database: Database, clock: FixedClock) -> Identity:
    """Who looks after the standards."""
    return person(database, clock, "standards_owner")


def _unlist(
    database: Database, clock: FixedClock, keeper: Identity, from_day: date, reason: str = "Lapsed."
) -> HouseOut:
    with database.write(keeper.tenant) as db:
        (house,) = houses.listed(db).items
        return unlisting.unlist(db, clock, keeper, house.id, UnlistIn(from_day=from_day, reason=reason))


def test_what_an_unlisted_house_signed_before_stands(
    database: Database, clock: FixedClock, keeper: Identity
) -> None:
    """Read again, too; what comes in from that day on is refused; an event says who ended it and why."""
    list_key(database, clock, keeper)
    before = attested(database, clock)
    clock.advance(5 * 86_400)
    ended = _unlist(database, clock, keeper, DAY + timedelta(days=1))
    assert (ended.unlisted_from, ended.unlisted_why) == (DAY + timedelta(days=1), "Lapsed.")
    again(database, clock)
    assert decided(database, before) == [SIGNED]
    with database.read() as db:
        kept = db.scalars(select(readings.c.kept_sha256).where(readings.c.evidence_id == before)).first()
        supplier = db.scalars(select(products.c.supplier_id)).one()
        context = context_for(db, service.release_for(db, "scope", supplier), today(clock))
        content = repository.file(db, str(kept))
        told = db.scalars(select(events.c.details).where(events.c.action == "test_house.unlisted")).one()
    assert content is not None
    late = read(content[0], context)
    assert isinstance(late, Rejection)
    assert "no more since 2026-11-24" in late.reason
    assert (told["from_day"], told["reason"]) == ("2026-11-24", "Lapsed.")


def test_a_day_that_lies_behind_takes_back_what_came_in_since(
    database: Database, clock: FixedClock, keeper: Identity
) -> None:
    """Within a minute, for an assessor to look at; a day that is still to come takes nothing back."""
    list_key(database, clock, keeper)
    clock.advance(5 * 86_400)
    evidence = attested(database, clock)
    look_again(database, clock, ToldDesk(read))
    clock.advance(60)
    _unlist(database, clock, keeper, DAY + timedelta(days=3))
    clock.advance(60)
    assert Nightly(database, clock, time(2, 30)).once()
    assert decided(database, evidence) == [SIGNED, OPEN]


def test_a_listing_ends_once(database: Database, clock: FixedClock, keeper: Identity) -> None:
    """By whoever may, with a reason, within a year; nothing is listed under that name again."""
    list_key(database, clock, keeper)
    for day, reason in (
        (DAY, " "),
        (DAY, "a\x00b"),
        (DAY - timedelta(days=1), "Lapsed."),
        (DAY + timedelta(days=367), "Lapsed."),
    ):
        with pytest.raises(Invalid):
            _unlist(database, clock, keeper, day, reason)
    with pytest.raises(NotAllowed):
        _unlist(database, clock, person(database, clock, "assessor"), DAY)
    assert_one_wins(at_once(6, lambda _n: _unlist(database, clock, keeper, DAY + timedelta(days=366))))
    with pytest.raises(Conflict):
        _unlist(database, clock, keeper, DAY)
    with pytest.raises(Conflict):
        list_key(database, clock, keeper, key=public(ECKey.generate_key("P-256")), key_id="2026-2")
    with database.write(keeper.tenant) as db, pytest.raises(NotFound):
        unlisting.unlist(db, clock, keeper, new_id(), UnlistIn(from_day=DAY, reason="Lapsed."))
