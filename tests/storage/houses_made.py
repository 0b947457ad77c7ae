"""Test houses with a key, and an attestation that one of them signed, for tests of both."""

import json
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from joserfc.jwk import ECKey, OKPKey

from catalog.evidence.attest import Attestation, Attested, Release, sign
from catalog.evidence.read import read
from catalog.evidence.reading import Reading
from catalog.words import Assurance, EvidenceKind, Outcome
from plumbline.accounts.identity import Identity
from plumbline.accounts.service import add_member, create_person, identity_for
from plumbline.evidence import houses, reading, service
from plumbline.evidence.house_schemas import EndIn, KeyIn
from plumbline.evidence.readings import Handed, context_for
from plumbline.evidence.schemas import EvidenceIn, FileIn
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import FixedClock, today
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.storage.engine import Database
from tests.storage.market_made import SUPPLIER, add_product, add_supplier
from tests.storage.recheck_made import ToldDesk, look_again

DAY = date(2026, 11, 23)
KEY = OKPKey.generate_key("Ed25519")
PRIVATE: Any = KEY.as_dict(private=True)
REPORT = FileIn(name="report.pdf", media_type="application/pdf", content=b"%PDF-1.7 what we saw")


def public(key: OKPKey | ECKey = KEY) -> str:
    """The public half of a key, as it is listed."""
    return json.dumps(key.as_dict(private=False))


def person(database: Database, clock: FixedClock, role: str) -> Identity:
    """Somebody with that role and nothing else."""
    with database.write(THE_OPERATOR) as db:
        person_id = create_person(db, clock, OPERATOR, f"{role}@a.example", role, password_hash="none")
        add_member(db, clock, OPERATOR, person_id, role)
        return identity_for(db, person_id)


def list_key(database: Database, clock: FixedClock, keeper: Identity, **more: str) -> UUID:
    """A key of the fictional test house, listed."""
    data = {"name": "Fictional Tests", "about": "", "key_id": "2026-1", "key": public(), **more}
    with database.write(keeper.tenant) as db:
        return houses.list_key(db, clock, keeper, KeyIn(**data))


def end_key(
    database: Database, clock: FixedClock, keeper: Identity, key: UUID, why: str, last_day: date | None = None
) -> None:
    """End a key."""
    with database.write(keeper.tenant) as db:
        end = EndIn(why=why, last_day=last_day, reason="The officer left.")
        houses.end_key(db, clock, keeper, key, end)


def attested(database: Database, clock: FixedClock, issued: date = DAY) -> UUID:
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


def decided(database: Database, evidence_id: UUID) -> list[tuple[Outcome, Assurance]]:
    """What was decided on the evidence, in order."""
    with database.read() as db:
        return [(d.outcome, d.assurance) for d in reading.one_evidence(db, evidence_id).decisions]


def again(database: Database, clock: FixedClock) -> None:
    """Look again at everything, a minute later."""
    clock.advance(60)
    look_again(database, clock, ToldDesk(read))


SIGNED = (Outcome.MET, Assurance.SIGNED)
OPEN = (Outcome.INCONCLUSIVE, Assurance.DECLARED)
