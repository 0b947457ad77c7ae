"""Assessors who declared that nothing binds them to the suppliers there are, and what they say of a line."""

from uuid import UUID

from sqlalchemy import select

from catalog.words import Assurance, Outcome
from plumbline.accounts.identity import Identity
from plumbline.accounts.service import add_member, create_person, identity_for
from plumbline.assessing import interests, service
from plumbline.assessing.schemas import InterestIn
from plumbline.evidence.schemas import DecisionIn
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import FixedClock
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.storage.engine import Database
from plumbline.storage.tables import suppliers

FREE = InterestIn(conflict=False)
BOUND = InterestIn(conflict=True, words="My sister works there.")


def made_assessor(database: Database, clock: FixedClock, name: str = "Ada", *, free: bool = True) -> Identity:
    """A new assessor; `free` of every supplier that is there now."""
    with database.write(THE_OPERATOR) as db:
        person = create_person(db, clock, OPERATOR, f"{name.lower()}@a.example", name, password_hash="none")
        add_member(db, clock, OPERATOR, person, "assessor")
        identity = identity_for(db, person)
        slugs = db.scalars(select(suppliers.c.slug)).all() if free else []
    for slug in slugs:
        with database.write(identity.tenant) as db:
            interests.declare(db, clock, identity, slug, FREE)
    return identity


def made_supplier_member(database: Database, clock: FixedClock, supplier_id: UUID) -> Identity:
    """Somebody who acts for a supplier."""
    with database.write(THE_OPERATOR) as db:
        address = f"{supplier_id.hex}@s.example"
        person = create_person(db, clock, OPERATOR, address, "Sam", password_hash="none")
        add_member(db, clock, OPERATOR, person, "supplier", supplier_id=supplier_id)
        return identity_for(db, person)


def said(
    requirement: str,
    outcome: Outcome = Outcome.MET,
    *,
    version: int = 1,
    read: int = 0,
    assurance: Assurance = Assurance.DOCUMENTED,
    reason: str = "Seen in section 2 of the plan.",
) -> DecisionIn:
    """What an assessor says of a line."""
    return DecisionIn(
        requirement_id=requirement,
        outcome=outcome,
        assurance=assurance,
        reason=reason,
        version=version,
        reviews_read=read,
    )


def review(database: Database, clock: FixedClock, who: Identity, evidence_id: UUID, data: DecisionIn) -> None:
    """Make a review in a transaction of its own."""
    with database.write(who.tenant) as db:
        service.review(db, clock, who, evidence_id, data)
