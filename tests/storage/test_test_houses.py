"""Keys of test houses: listed once, ended once; what they signed counts for as long as it should."""

import json
from datetime import date, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from sqlalchemy import select

from catalog.evidence.attest import Attestation, Attested, Release, sign
from catalog.evidence.read import read
from catalog.evidence.reading import Reading
from catalog.words import Assurance, EvidenceKind, Outcome
from plumbline.accounts.identity import Identity
from plumbline.accounts.service import add_member, create_person, identity_for
from plumbline.evidence import houses, reading, service
from plumbline.evidence.house_schemas import EndIn, KeyIn
from plumbline.evidence.nightly import Nightly
from plumbline.evidence.readings import Handed, context_for
from plumbline.evidence.schemas import EvidenceIn, FileIn
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import FixedClock, today
from plumbline.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.storage.engine import Database
from plumbline.storage.tables import events, products, test_house_keys
from tests.storage.decision_race import assert_one_wins, at_once
from tests.storage.market_made import SUPPLIER, add_product, add_supplier
from tests.storage.recheck_made import ToldDesk, look_again

DAY = date(2026, 11, 23)
KEY = OKPKey.generate_key("Ed25519")
PRIVATE: Any = KEY.as_dict(private=True)
REPORT = FileIn(name="report.pdf", media_type="application/pdf", content=b"%PDF-1.7 what we saw")


def _public(key: OKPKey | ECKey = KEY) -> str:
    return json.dumps(key.as_dict(private=False))


@pytest.fixture
def keeper(database: Database, clock: FixedClock) -> Identity:
    """Who looks after the standards."""
    return _person(database, clock, "standards_owner")


def _person(database: Database, clock: FixedClock, role: str) -> Identity:
    with database.write(THE_OPERATOR) as db:
        person = create_person(db, clock, OPERATOR, f"{role}@a.example", role, password_hash="none")
        add_member(db, clock, OPERATOR, person, role)
        return identity_for(db, person)


def _list(database: Database, clock: FixedClock, keeper: Identity, **more: str) -> UUID:
    data = {"name": "Fictional Tests", "about": "", "key_id": "2026-1", "key": _public(), **more}
    with database.write(keeper.tenant) as db:
        return houses.list_key(db, clock, keeper, KeyIn(**data))


def _end(
    database: Database, clock: FixedClock, keeper: Identity, key: UUID, why: str, last_day: date | None = None
) -> None:
    with database.write(keeper.tenant) as db:
        end = EndIn(why=why, last_day=last_day, reason="The officer left.")
        houses.end_key(db, clock, keeper, key, end)


def _attested(database: Database, clock: FixedClock, issued: date = DAY) -> UUID:
    """An attestation of that day, handed in with its report on a product called scope."""
    supplier = add_supplier(database)
    add_product(database, supplier, "scope")
    said = Attestation(
        issuer="Fictional Tests",
        release=Release(product="scope", version="1.0"),
        sha256=sha256(REPORT.content).hexdigest(),
        findings=(Attested(requirement="C3.3", outcome=Outcome.MET, note="Section 5."),),
        issued=issued,
        expires=issued + timedelta(days=300),
    )
    content = sign(said, PRIVATE, "2026-1")
    with database.write() as db:
        release = service.release_for(db, "scope", supplier)
        paper = EvidenceIn(kind=EvidenceKind.DOCUMENT, title="Report", requirement_ids=("C3.3",))
        service.submit_evidence(db, clock, SUPPLIER, release, paper, REPORT)
        context = context_for(db, release, today(clock))
        found = read(content, context)
        assert isinstance(found, Reading), found
        file = FileIn(name="attestation.jws", media_type="text/plain", content=content)
        data = EvidenceIn(kind=EvidenceKind.MACHINE_READABLE)
        handed = Handed(file=file, reading=found)
        return service.submit_evidence(db, clock, SUPPLIER, release, data, file, handed).id


def _decided(database: Database, evidence_id: UUID) -> list[tuple[Outcome, Assurance]]:
    with database.read() as db:
        return [(d.outcome, d.assurance) for d in reading.one_evidence(db, evidence_id).decisions]


def _again(database: Database, clock: FixedClock) -> None:
    clock.advance(60)
    look_again(database, clock, ToldDesk(read))


SIGNED = (Outcome.MET, Assurance.SIGNED)
OPEN = (Outcome.INCONCLUSIVE, Assurance.DECLARED)


def test_a_listed_key_makes_an_attestation_signed(
    database: Database, clock: FixedClock, keeper: Identity
) -> None:
    """Everybody can see the key; an event says who listed it."""
    _list(database, clock, keeper)
    assert _decided(database, _attested(database, clock)) == [SIGNED]
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
    key = _list(database, clock, keeper)
    before = _attested(database, clock, DAY - timedelta(days=1))
    clock.advance(5 * 86_400)
    _end(database, clock, keeper, key, "retired", DAY)
    _again(database, clock)
    assert _decided(database, before) == [SIGNED]
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
    key = _list(database, clock, keeper)
    evidence = _attested(database, clock, DAY - timedelta(days=30))
    look_again(database, clock, ToldDesk(read))
    work = Nightly(database, clock, time(2, 30))
    assert not work.once()
    clock.advance(60)
    _end(database, clock, keeper, key, "compromised")
    clock.advance(60)
    assert work.once()
    assert _decided(database, evidence) == [SIGNED, OPEN]
    with database.read() as db:
        shown = reading.one_evidence(db, evidence).decisions[-1]
    assert "was withdrawn" in shown.reason
    clock.advance(60)
    assert not work.once()


def test_a_retired_key_may_turn_out_to_have_been_compromised(
    database: Database, clock: FixedClock, keeper: Identity
) -> None:
    """Its last day stays known; ending it twice, or bringing it back, is refused."""
    key = _list(database, clock, keeper)
    evidence = _attested(database, clock)
    _end(database, clock, keeper, key, "retired")
    with pytest.raises(Conflict):
        _end(database, clock, keeper, key, "retired")
    _again(database, clock)
    assert _decided(database, evidence) == [SIGNED]
    _end(database, clock, keeper, key, "compromised")
    _again(database, clock)
    assert _decided(database, evidence) == [SIGNED, OPEN]
    with database.read() as db:
        ((shown,),) = [house.keys for house in houses.listed(db).items]
    assert (shown.state, shown.last_day) == ("compromised", DAY)
    with pytest.raises(Conflict):
        _end(database, clock, keeper, key, "compromised")
    with pytest.raises(NotFound):
        _end(database, clock, keeper, new_id(), "retired")


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
        _list(database, clock, keeper, **change)
    assert raised.value.problems[0].pointer == pointer
    with database.read() as db:
        assert houses.listed(db).items == []


def test_a_key_is_listed_once_whatever_it_is_called(
    database: Database, clock: FixedClock, keeper: Identity
) -> None:
    """Neither its name nor itself twice, in whichever house; of many at once one is listed."""
    _list(database, clock, keeper)
    other = _public(ECKey.generate_key("P-256"))
    for change in ({"key": other}, {"key_id": "2026-2"}, {"name": "Others", "key_id": "2026-2"}):
        with pytest.raises(Conflict):
            _list(database, clock, keeper, **change)
    _list(database, clock, keeper, key=other, key_id="2026-2")
    third = _public(ECKey.generate_key("P-256"))
    outcomes = at_once(6, lambda _n: _list(database, clock, keeper, name="New", key=third, key_id="2026-3"))
    assert_one_wins(outcomes)
    with database.read() as db:
        assert [len(house.keys) for house in houses.listed(db).items] == [2, 1]


def test_of_many_who_end_a_key_one_does(database: Database, clock: FixedClock, keeper: Identity) -> None:
    """The others are told that it has ended."""
    key = _list(database, clock, keeper)
    assert_one_wins(at_once(6, lambda _n: _end(database, clock, keeper, key, "retired")))
    with database.read() as db:
        assert db.scalars(select(test_house_keys.c.last_day)).all() == [DAY]


def test_only_who_looks_after_it_may(database: Database, clock: FixedClock, keeper: Identity) -> None:
    """The owner of standards and the administrator; no assessor, no auditor."""
    key = _list(database, clock, _person(database, clock, "administrator"))
    for role in ("assessor", "auditor"):
        who = _person(database, clock, role)
        with pytest.raises(NotAllowed):
            _list(database, clock, who, key_id="x")
        with pytest.raises(NotAllowed):
            _end(database, clock, who, key, "retired")
    for last_day in (DAY + timedelta(days=1), DAY - timedelta(days=1)):
        with pytest.raises(Invalid):
            _end(database, clock, keeper, key, "retired", last_day)
