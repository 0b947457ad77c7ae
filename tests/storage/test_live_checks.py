"""What suppliers may register, ask for and remove: their own, so many, so often; on both engines."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from catalog.evidence.live import SOONEST, LiveState
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import Conflict, Invalid, NotFound, TooMany
from plumbline.live import service
from plumbline.live.proving import Proof
from plumbline.live.service import MOST_OPEN
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.storage.tables import events, live_checks
from tests.live.tls_server import HOST
from tests.storage.live_made import ON, acting_for, registered, stand


def test_a_check_waits_for_its_proof(database: Database, clock: FixedClock) -> None:
    """It says what to put where, by when, and leaves an event that does not tell the token."""
    mine = acting_for(database, "acme", "scope")
    made = registered(database, clock, mine)
    assert (made.product, made.release, made.address) == ("scope", "1.0", f"https://{HOST}/r4")
    assert (made.state, made.failures, made.looks) == (LiveState.WAITING, 0, [])
    assert made.prove_by == clock.now() + timedelta(days=14)
    assert made.due_at == clock.now() + SOONEST
    assert made.proof.where == f"_plumbline-verification.{HOST}"
    assert made.proof.content.startswith("plumbline-verification=")
    by_file = registered(database, clock, mine, address=f"https://{HOST}", proof=Proof.FILE)
    assert by_file.proof.where == f"https://{HOST}/.well-known/plumbline-verification.txt"
    assert by_file.proof.content != made.proof.content
    with database.read() as db:
        told = db.execute(select(events.c.action, events.c.leaf).order_by(events.c.sequence)).all()
    assert [action for action, _ in told] == ["live_check.registered"] * 2
    assert not any(made.proof.content.partition("=")[2] in leaf for _, leaf in told)


def test_one_open_check_an_address(database: Database, clock: FixedClock) -> None:
    """Spelt in another way it is the same. While it waits for its proof, and once it was removed, it may be
    registered anew, with another token.
    """
    mine = acting_for(database, "acme", "scope")
    waited = registered(database, clock, mine)
    made = registered(database, clock, mine, proof=Proof.FILE)
    assert made.proof.content != waited.proof.content
    assert stand(database, mine, waited.id).state is LiveState.REMOVED
    with database.write(mine.tenant) as db:
        proved = live_checks.update().where(live_checks.c.id == made.id)
        db.execute(proved.values(state=str(LiveState.PROVED)))
    with pytest.raises(Conflict, match="registered for the release already"):
        registered(database, clock, mine, address=f"HTTPS://{HOST.upper()}:443/r4/")
    with database.write(mine.tenant) as db:
        service.remove(db, clock, mine, made.id)
        service.remove(db, clock, mine, made.id)  # twice is no error
    again = registered(database, clock, mine)
    assert again.proof.content != made.proof.content
    assert stand(database, mine, made.id).state is LiveState.REMOVED
    with database.read(mine.tenant) as db:
        found = [each.id for each in service.checks_of(db, mine, "scope")]
    assert (found[0], set(found)) == (again.id, {again.id, made.id, waited.id})


def test_so_many_and_no_more(database: Database, clock: FixedClock) -> None:
    """Counted over all products of a supplier, those that ended left out; another supplier has their own."""
    mine = acting_for(database, "acme", "scope")
    made = [registered(database, clock, mine, address=f"https://{HOST}/{n}") for n in range(MOST_OPEN)]
    with pytest.raises(Conflict, match="as many as one supplier may have"):
        registered(database, clock, mine, address=f"https://{HOST}/more")
    made[0] = registered(database, clock, mine, address=f"https://{HOST}/0")  # begun anew, it is no more
    registered(database, clock, acting_for(database, "zeta", "other"), product="other")
    with database.write(mine.tenant) as db:
        service.remove(db, clock, mine, made[0].id)
    registered(database, clock, mine, address=f"https://{HOST}/more")


def test_nobody_elses(database: Database, clock: FixedClock) -> None:
    """Another supplier's product and check read as missing, for whatever is asked."""
    mine = acting_for(database, "acme", "scope")
    theirs = acting_for(database, "zeta", "other")
    made = registered(database, clock, mine)
    with pytest.raises(NotFound):
        registered(database, clock, theirs)
    for act in (
        lambda db: service.check_of(db, theirs, made.id),
        lambda db: service.queue(db, clock, theirs, made.id),
        lambda db: service.remove(db, clock, theirs, made.id),
    ):
        with pytest.raises(NotFound), database.write(theirs.tenant) as db:
            act(db)
    with database.read(theirs.tenant) as db:
        assert service.checks_of(db, theirs) == []
    assert stand(database, mine, made.id) == made


def test_switched_off_nothing_is_registered(database: Database, clock: FixedClock) -> None:
    """As it is unless the operator says otherwise."""
    with pytest.raises(Conflict, match="switched off"):
        registered(database, clock, acting_for(database, "acme", "scope"), settings=Settings())


@pytest.mark.parametrize(
    "address", ["https://127.0.0.1/", "http://fhir.supplier.example", "https://fhir.supplier.example:8443"]
)
def test_an_address_that_is_not_fetched_from(database: Database, clock: FixedClock, address: str) -> None:
    """Is refused with its field; a port that the operator named is not."""
    mine = acting_for(database, "acme", "scope")
    with pytest.raises(Invalid) as refused:
        registered(database, clock, mine, address=address)
    assert refused.value.problems[0].pointer == "/address"
    with database.read(mine.tenant) as db:
        assert service.checks_of(db, mine) == []
    named = Settings(live_checks=True, live_ports="8443, 9443")
    assert registered(database, clock, mine, address=f"https://{HOST}:8443", settings=named).id


def test_asking_for_a_look(database: Database, clock: FixedClock) -> None:
    """It is due at once, and an ended one is not looked at."""
    mine = acting_for(database, "acme", "scope")
    made = registered(database, clock, mine)
    with database.write(mine.tenant) as db:
        assert service.queue(db, clock, mine, made.id).due_at == clock.now()
        service.remove(db, clock, mine, made.id)
    with pytest.raises(Conflict, match="has ended"), database.write(mine.tenant) as db:
        service.queue(db, clock, mine, made.id)


def test_not_too_often(database: Database, clock: FixedClock) -> None:
    """Ten minutes lie between two looks that are asked for, and the wait is told."""
    mine = acting_for(database, "acme", "scope")
    made = registered(database, clock, mine)
    with database.write(mine.tenant) as db:
        db.execute(live_checks.update().values(checked_at=clock.now()))
    clock.advance(60)
    with pytest.raises(TooMany) as refused, database.write(mine.tenant) as db:
        service.queue(db, clock, mine, made.id)
    assert refused.value.retry_after_seconds == SOONEST.total_seconds() - 60
    clock.advance(SOONEST.total_seconds() - 60)
    with database.write(mine.tenant) as db:
        assert service.queue(db, clock, mine, made.id).due_at == clock.now()


def test_registering_anew_knocks_no_more_often(database: Database, clock: FixedClock) -> None:
    """The wait is the host's, whatever path, port or product; another host has its own."""
    mine = acting_for(database, "acme", "scope")
    made = registered(database, clock, mine)
    with database.write(mine.tenant) as db:
        db.execute(live_checks.update().values(checked_at=clock.now()))
        service.remove(db, clock, mine, made.id)
    named = Settings(live_checks=True, live_ports="8443")
    for address in (f"https://{HOST}/r4", f"https://{HOST}", f"https://{HOST}:8443/other"):
        again = registered(database, clock, mine, address=address, settings=named)
        with pytest.raises(TooMany), database.write(mine.tenant) as db:
            service.queue(db, clock, mine, again.id)
    other = registered(database, clock, mine, address=f"https://{HOST}.elsewhere.example/r4")
    with database.write(mine.tenant) as db:
        assert service.queue(db, clock, mine, other.id).due_at == clock.now()


def test_the_settings_are_checked() -> None:
    """A port that is none stops the start and not a request."""
    from plumbline.settings import SettingsError, read_settings

    assert read_settings({"PLUMBLINE_LIVE_CHECKS": "1"}).live_checks
    assert service.allowed_ports(read_settings({"PLUMBLINE_LIVE_PORTS": "8443, 9443"})) == (8443, 9443)
    assert service.allowed_ports(ON) == ()
    for wrong in ({"PLUMBLINE_LIVE_PORTS": "https"}, {"PLUMBLINE_LIVE_CHECKS": "perhaps"}):
        with pytest.raises(SettingsError, match="cannot be used"):
            read_settings(wrong)
