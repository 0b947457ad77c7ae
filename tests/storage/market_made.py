"""A small market for storage tests: one supplier, products, releases, and an actor."""

from datetime import date
from uuid import UUID

from sqlalchemy import insert

from catalog.words import ProductType
from plumbline.kit.audit import Actor
from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Database
from plumbline.storage.tables import products, releases, suppliers

ASSESSOR = Actor(kind="person", name="An Assessor")
SUPPLIER = Actor(kind="person", name="A Supplier")


def add_supplier(database: Database, slug: str = "acme") -> UUID:
    """A supplier."""
    identifier = new_id()
    with database.write() as db:
        db.execute(
            insert(suppliers).values(
                id=identifier, slug=slug, name=slug.title(), legal_name=slug, summary="", origin="listed",
                source="test",
            )
        )  # fmt: skip
    return identifier


def add_product(
    database: Database, supplier_id: UUID, slug: str, kind: ProductType = ProductType.ANALYTICS
) -> UUID:
    """A published product with a first release."""
    identifier = new_id()
    with database.write() as db:
        db.execute(
            insert(products).values(
                id=identifier, slug=slug, supplier_id=supplier_id, name=slug.replace("-", " ").title(),
                product_type=str(kind), tags=[], summary=f"The {slug}", description="", status="published",
                origin="listed", source="test", listed_on=date(2025, 1, 1), details={},
            )
        )  # fmt: skip
        db.execute(
            insert(releases).values(
                id=new_id(), product_id=identifier, version="1.0", released_on=date(2025, 1, 1), sequence=1
            )
        )
    return identifier
