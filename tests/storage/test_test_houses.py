"""Keys of test houses: listed once, ended once; what they signed counts for as long as it should."""

import json
from datetime import time, timedelta
from hashlib import sha256

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey
from sqlalchemy import select

from catalog.evidence.attest import Attestation, Attested, Release, sign
from catalog.evidence.read import read
from catalog.evidence.reading import Reading
from catalog.words import Outcome
from plumbline.accounts.identity import Identity
from plumbline.evidence import houses, reading, service
from plumbline.evidence.nightly import Nightly
from plumbline.evidence.readings import context_for
from plumbline.kit.clock import FixedClock, today
from plumbline.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Database
from plumbline.storage.tables import events, products, test_house_keys
from tests.storage.decision_race import assert_one_wins, at_once
from tests.storage.houses_made import (
    DAY,
    KEY,
    OPEN,
    PRIVATE,
    REPORT,
    SIGNED,
    again,
    attested,
    decided,
    end_key,
    list_key,
    person,
    public,
)
from tests.storage.recheck_made import ToldDesk, look_again


@pytest.fixture
def keeper(database: Database, clock: FixedClock) -> Identity:
    """Who looks after the standards."""
    return person(database, clock, "standards_owner")


def test_a_listed_key_makes_an_attestation_signed(
    database: Database, clock: FixedClock, keeper: Identity
) -> None:
    """Everybody can see the key; an event says who listed it."""
    list_key(database, clock, keeper)
    assert decided(database, attested(database, clock)) == [SIGNED]
    with database.read() as db:
        (house,) = houses.listed(db).items
        told = db.execute(select(events.c.details, events.c.actor_id).order_by(events.c.sequence)).all()
    assert (house.name, [(key.key_id, key.state) for key in house.keys]) == (
        "Fictional Tests",
        [("2026-1", "in_use")],
    )
    assert house.keys[0].key == {name: KEY.as_dict()[name] for name in ("kty", "crv", "x")}
    assert any(row.details.get("key_id") == "2026-1" and row.actor_id == keeper.person_id for row in told)


def test_a_retired_key_leaves_what_was_issued_before(
    database: Database, clock: FixedClock, keeper: Identity
) -> None:
    """Read again, it stands; what is issued after the last day is refused."""
    key = list_key(database, clock, keeper)
    before = attested(database, clock, DAY - timedelta(days=1))
    clock.advance(5 * 86_400)
    end_key(database, clock, keeper, key, "retired", DAY)
    again(database, clock)
    assert decided(database, before) == [SIGNED]
    with database.read() as db:
        supplier = db.scalars(select(products.c.supplier_id)).one()
        context = context_for(db, service.release_for(db, "scope", supplier), today(clock))
    said = Attestation(
        issuer="Fictional Tests",
        release=Release(product="scope", version="1.0"),
        sha256=sha256(REPORT.content).hexdigest(),
        findings=(Attested(requirement="C3.3", outcome=Outcome.MET),),
        issued=DAY + timedelta(days=1),
        expires=DAY + timedelta(days=300),
    )
    late = read(sign(said, PRIVATE, "2026-1"), context)
    assert not isinstance(late, Reading)
    assert (late.pointer, "was retired on 2026-11-23" in late.reason) == ("/issued", True)


def test_a_withdrawn_key_ends_all_that_it_signed(
    database: Database, clock: FixedClock, keeper: Identity
) -> None:
    """On the same day and within a minute, though everything was looked at already."""
    key = list_key(database, clock, keeper)
    evidence = attested(database, clock, DAY - timedelta(days=30))
    look_again(database, clock, ToldDesk(read))
    work = Nightly(database, clock, time(2, 30))
    assert not work.once()
    clock.advance(60)
    end_key(database, clock, keeper, key, "compromised")
    clock.advance(60)
    assert work.once()
    assert decided(database, evidence) == [SIGNED, OPEN]
    with database.read() as db:
        shown = reading.one_evidence(db, evidence).decisions[-1]
    assert "was withdrawn" in shown.reason
    clock.advance(60)
    assert not work.once()


def test_a_retired_key_may_turn_out_to_have_been_compromised(
    database: Database, clock: FixedClock, keeper: Identity
) -> None:
    """Its last day stays known; ending it twice, or bringing it back, is refused."""
    key = list_key(database, clock, keeper)
    evidence = attested(database, clock)
    end_key(database, clock, keeper, key, "retired")
    with pytest.raises(Conflict):
        end_key(database, clock, keeper, key, "retired")
    again(database, clock)
    assert decided(database, evidence) == [SIGNED]
    end_key(database, clock, keeper, key, "compromised")
    again(database, clock)
    assert decided(database, evidence) == [SIGNED, OPEN]
    with database.read() as db:
        ((shown,),) = [house.keys for house in houses.listed(db).items]
    assert (shown.state, shown.last_day) == ("compromised", DAY)
    with pytest.raises(Conflict):
        end_key(database, clock, keeper, key, "compromised")
    with pytest.raises(NotFound):
        end_key(database, clock, keeper, new_id(), "retired")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": " "}, "/name"),
        ({"name": "x" * 201}, "/name"),
        ({"key_id": ""}, "/key_id"),
        ({"key_id": "a\x00b"}, "/key_id"),
        ({"key": "{"}, "/key"),
        ({"key": "[]"}, "/key"),
        ({"key": json.dumps(KEY.as_dict(private=True))}, "/key"),
        ({"key": json.dumps(RSAKey.generate_key(2048).as_dict(private=False))}, "/key"),
        ({"key": json.dumps(OctKey.import_key("secret" * 9).as_dict(private=True))}, "/key"),
        ({"key": '{"kty": "OKP", "crv": "Ed25519", "x": "AA"}'}, "/key"),
        ({"key": '{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}'}, "/key"),
        ({"key": '{"kty": "OKP", "crv": "X25519", "x": "AA"}'}, "/key"),
    ],
)
def test_what_is_no_key_is_refused(
    database: Database, clock: FixedClock, keeper: Identity, change: dict[str, str], pointer: str
) -> None:
    """With the field, and nothing is listed."""
    with pytest.raises(Invalid) as raised:
        list_key(database, clock, keeper, **change)
    assert raised.value.problems[0].pointer == pointer
    with database.read() as db:
        assert houses.listed(db).items == []


def test_a_key_is_listed_once_whatever_it_is_called(
    database: Database, clock: FixedClock, keeper: Identity
) -> None:
    """Neither its name nor itself twice, in whichever house; of many at once one is listed."""
    list_key(database, clock, keeper)
    other = public(ECKey.generate_key("P-256"))
    for change in ({"key": other}, {"key_id": "2026-2"}, {"name": "Others", "key_id": "2026-2"}):
        with pytest.raises(Conflict):
            list_key(database, clock, keeper, **change)
    list_key(database, clock, keeper, key=other, key_id="2026-2")
    third = public(ECKey.generate_key("P-256"))
    outcomes = at_once(
        6, lambda _n: list_key(database, clock, keeper, name="New", key=third, key_id="2026-3")
    )
    assert_one_wins(outcomes)
    with database.read() as db:
        assert [len(house.keys) for house in houses.listed(db).items] == [2, 1]


def test_of_many_who_end_a_key_one_does(database: Database, clock: FixedClock, keeper: Identity) -> None:
    """The others are told that it has ended."""
    key = list_key(database, clock, keeper)
    assert_one_wins(at_once(6, lambda _n: end_key(database, clock, keeper, key, "retired")))
    with database.read() as db:
        assert db.scalars(select(test_house_keys.c.last_day)).all() == [DAY]


def test_only_who_looks_after_it_may(database: Database, clock: FixedClock, keeper: Identity) -> None:
    """The owner of standards and the administrator; no assessor, no auditor."""
    key = list_key(database, clock, person(database, clock, "administrator"))
    for role in ("assessor", "auditor"):
        who = person(database, clock, role)
        with pytest.raises(NotAllowed):
            list_key(database, clock, who, key_id="x")
        with pytest.raises(NotAllowed):
            end_key(database, clock, who, key, "retired")
    for last_day in (DAY + timedelta(days=1), DAY - timedelta(days=1)):
        with pytest.raises(Invalid):
            end_key(database, clock, keeper, key, "retired", last_day)
