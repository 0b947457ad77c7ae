"""Writes suppliers, products, releases and price plans, each with the event that tells of it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, delete, func, insert, select

from plumbline.kit.audit import Event
from plumbline.storage.events import record
from plumbline.storage.tables import (
    capabilities,
    price_plans,
    product_capabilities,
    products,
    releases,
    suppliers,
)

Row = Mapping[str, Any]


def supplier_slug_taken(db: Connection, slug: str) -> bool:
    """Is there a supplier of this slug?"""
    return _is_there(db, suppliers, slug)


def product_slug_taken(db: Connection, slug: str) -> bool:
    """Is there a product of this slug, published or not?"""
    return _is_there(db, products, slug)


def known_capabilities(db: Connection, codes: Sequence[str]) -> set[str]:
    """Those of `codes` that there are."""
    return set(db.scalars(select(capabilities.c.code).where(capabilities.c.code.in_(codes))))


def last_release(db: Connection, product_id: UUID) -> Any:
    """The current release, or None."""
    newest = select(releases).where(releases.c.product_id == product_id).order_by(releases.c.sequence.desc())
    return db.execute(newest.limit(1)).one_or_none()


def has_version(db: Connection, product_id: UUID, version: str) -> bool:
    """Was a release of this version added before?"""
    same = (releases.c.product_id == product_id) & (releases.c.version == version)
    return bool(db.scalar(select(func.count()).select_from(releases).where(same)))


def add_supplier(db: Connection, supplier: Row, *, event: Event) -> None:
    """Write a supplier."""
    db.execute(insert(suppliers).values(**supplier))
    record(db, event)


def add_product(db: Connection, product: Row, codes: Sequence[str], *, event: Event) -> None:
    """Write a product with the capabilities it claims."""
    db.execute(insert(products).values(**product))
    if codes:
        held = [{"product_id": product["id"], "capability_code": c, "result": "claimed"} for c in codes]
        db.execute(insert(product_capabilities), held)
    record(db, event)


def add_release(db: Connection, release: Row, *, event: Event) -> None:
    """Write a release."""
    db.execute(insert(releases).values(**release))
    record(db, event)


def replace_plan(db: Connection, plan: Row, *, event: Event) -> None:
    """Write a price plan in the place of the one of the same title, if there is one."""
    same = (price_plans.c.product_id == plan["product_id"]) & (price_plans.c.title == plan["title"])
    db.execute(delete(price_plans).where(same))
    db.execute(insert(price_plans).values(**plan))
    record(db, event)


def _is_there(db: Connection, table: Table, slug: str) -> bool:
    return bool(db.scalar(select(func.count()).select_from(table).where(table.c.slug == slug)))
