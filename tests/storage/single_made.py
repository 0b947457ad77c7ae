"""Things on which only one decision may stand: a piece of evidence, a shortlist, and who decides."""

from uuid import UUID

from sqlalchemy import insert

from catalog.words import EvidenceKind
from plumbline.accounts.identity import Identity, Party
from plumbline.accounts.roles import Role
from plumbline.evidence import service as evidence
from plumbline.evidence.schemas import EvidenceIn, FileIn
from plumbline.kit.clock import FixedClock
from plumbline.kit.identifiers import new_id
from plumbline.market.source import MarketSource
from plumbline.shortlists import service as shortlists
from plumbline.shortlists.schemas import ShortlistIn
from plumbline.storage.engine import Database
from plumbline.storage.tables import organisations
from tests.storage.market_made import SUPPLIER, add_product, add_supplier

REQUIREMENT = "GDPR-1"  # one assessor is enough for it
FILE = FileIn(name="plan.pdf", media_type="application/pdf", content=b"%PDF-1.4 a plan")


def made_evidence(database: Database, clock: FixedClock) -> UUID:
    """A document about one requirement, on a product `scope`."""
    supplier = add_supplier(database)
    add_product(database, supplier, "scope")
    data = EvidenceIn(
        kind=EvidenceKind.DOCUMENT, title="Plan", requirement_ids=(REQUIREMENT,), statement="The plan"
    )
    with database.write() as db:
        release = evidence.release_for(db, "scope", supplier)
        return evidence.submit_evidence(db, clock, SUPPLIER, release, data, FILE).id


def made_buyer(database: Database, clock: FixedClock) -> Identity:
    """Somebody who buys for a trust."""
    party = Party(id=new_id(), code="ZZZ1", name="A trust")
    with database.write() as db:
        row = {"id": party.id, "code": party.code, "name": party.name, "kind": "trust"}
        row |= {"certainty": "certain", "source": "this test", "updated_at": clock.now()}
        db.execute(insert(organisations).values(row))
    return Identity(
        person_id=new_id(),
        email="bea@example.org",
        name="Bea",
        membership_id=new_id(),
        role=Role.BUYER,
        organisation=party,
    )


def made_shortlist(database: Database, clock: FixedClock, buyer: Identity) -> UUID:
    """A shortlist of two products, `scope` and `lamp`."""
    supplier = add_supplier(database)
    for slug in ("scope", "lamp"):
        add_product(database, supplier, slug)
    market = MarketSource(database, clock)
    with database.write(buyer.tenant) as db:
        made = shortlists.create_shortlist(db, clock, buyer, market.current(), ShortlistIn(title="Scopes"))
    market.close()
    return made
