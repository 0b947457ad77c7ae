"""A supplier with a product and a server of its own, and somebody who acts for them."""

from typing import Any
from uuid import UUID

from plumbline.accounts.identity import Identity, Party
from plumbline.accounts.roles import Role
from plumbline.kit.clock import FixedClock
from plumbline.kit.identifiers import new_id
from plumbline.live import service
from plumbline.live.proving import Proof
from plumbline.live.schemas import LiveCheckIn, LiveCheckOut
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from tests.live.tls_server import HOST
from tests.storage.market_made import add_product, add_supplier

ON = Settings(live_checks=True)
STATEMENT: dict[str, Any] = {
    "resourceType": "CapabilityStatement",
    "status": "active",
    "date": "2026-11-01",
    "kind": "instance",
    "fhirVersion": "4.0.1",
    "format": ["json"],
    "rest": [{"mode": "server", "resource": [{"type": "Patient", "interaction": [{"code": "read"}]}]}],
}
SMART: dict[str, Any] = {
    "authorization_endpoint": f"https://{HOST}/auth",
    "token_endpoint": f"https://{HOST}/token",
    "grant_types_supported": ["authorization_code"],
    "code_challenge_methods_supported": ["S256"],
    "capabilities": ["launch-ehr", "client-confidential-asymmetric"],
}


def acting_for(database: Database, slug: str, product: str | None = None) -> Identity:
    """Somebody who acts for a new supplier, which has a product with a release if one is named."""
    party = Party(id=add_supplier(database, slug), code=slug, name=slug.title())
    if product:
        add_product(database, party.id, product)
    return Identity(
        person_id=new_id(),
        email=f"{slug}@example.org",
        name=slug.title(),
        membership_id=new_id(),
        role=Role.SUPPLIER,
        supplier=party,
    )


def registered(
    database: Database,
    clock: FixedClock,
    identity: Identity,
    *,
    address: str = f"https://{HOST}/r4",
    proof: Proof = Proof.DNS,
    product: str = "scope",
    settings: Settings = ON,
) -> LiveCheckOut:
    """A check of the product, as its supplier registers it."""
    data = LiveCheckIn(address=address, proof=proof)
    with database.write(identity.tenant) as db:
        return service.register(db, clock, settings, identity, product, data)


def stand(database: Database, identity: Identity, check_id: UUID) -> LiveCheckOut:
    """How it stands."""
    with database.read(identity.tenant) as db:
        return service.check_of(db, identity, check_id)
