"""Reads suppliers, products, capabilities, releases and prices. SQL of reading lives here."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, Select, and_, func, or_, select

from catalog.prices import PricePlan
from plumbline.storage.tables import (
    capabilities,
    catalogue_standards,
    epics,
    price_plans,
    product_capabilities,
    product_epics,
    products,
    releases,
    suppliers,
)

Rows = Sequence[Any]
_PUBLISHED = products.c.status == "published"
_LIKE_ESCAPE = "\\"


def supplier_page(
    db: Connection, words: str, origin: str | None, after: tuple[str, str] | None, limit: int
) -> Rows:
    """Suppliers by name and slug, with how many published products each has."""
    owned = (
        select(products.c.supplier_id, func.count().label("products"))
        .where(_PUBLISHED)
        .group_by(products.c.supplier_id)
        .subquery()
    )
    query = select(suppliers, func.coalesce(owned.c.products, 0).label("products")).outerjoin(
        owned, owned.c.supplier_id == suppliers.c.id
    )
    query = _suppliers_like(query, words, origin)
    if after:
        name, slug = after
        query = query.where(
            or_(suppliers.c.name > name, and_(suppliers.c.name == name, suppliers.c.slug > slug))
        )
    return db.execute(query.order_by(suppliers.c.name, suppliers.c.slug).limit(limit)).all()


def count_suppliers(db: Connection, words: str, origin: str | None) -> int:
    """How many suppliers fit."""
    return int(db.scalar(_suppliers_like(select(func.count()).select_from(suppliers), words, origin)) or 0)


def _suppliers_like(query: Select[Any], words: str, origin: str | None) -> Select[Any]:
    for word in words.split():
        plain = word.lower().replace(_LIKE_ESCAPE, _LIKE_ESCAPE * 2)
        plain = plain.replace("%", f"{_LIKE_ESCAPE}%").replace("_", f"{_LIKE_ESCAPE}_")
        query = query.where(func.lower(suppliers.c.name).like(f"%{plain}%", escape=_LIKE_ESCAPE))
    return query if origin is None else query.where(suppliers.c.origin == origin)


def supplier(db: Connection, slug: str) -> Row[Any] | None:
    """One supplier by its slug."""
    return db.execute(select(suppliers).where(suppliers.c.slug == slug)).one_or_none()


def supplier_products(db: Connection, supplier_id: UUID) -> Rows:
    """The published products of a supplier, by name."""
    query = select(products).where(products.c.supplier_id == supplier_id, _PUBLISHED)
    return db.execute(query.order_by(products.c.name, products.c.slug)).all()


def product(db: Connection, slug: str) -> Row[Any] | None:
    """One product, published or not, with its supplier's slug and name."""
    query = (
        select(products, suppliers.c.slug.label("supplier_slug"), suppliers.c.name.label("supplier_name"))
        .join(suppliers, suppliers.c.id == products.c.supplier_id)
        .where(products.c.slug == slug)
    )
    return db.execute(query).one_or_none()


def held_capabilities(db: Connection, product_id: UUID) -> Rows:
    """The capabilities of a product with their names and recorded results."""
    query = (
        select(product_capabilities.c.capability_code, capabilities.c.name, product_capabilities.c.result)
        .join(capabilities, capabilities.c.code == product_capabilities.c.capability_code)
        .where(product_capabilities.c.product_id == product_id)
    )
    return db.execute(query.order_by(product_capabilities.c.capability_code)).all()


def epic_results(db: Connection, product_id: UUID) -> Rows:
    """What was recorded about the epics of a product."""
    query = select(product_epics).where(product_epics.c.product_id == product_id)
    return db.execute(query.order_by(product_epics.c.capability_code, product_epics.c.epic_id)).all()


def capability_rows(db: Connection, code: str | None = None) -> Rows:
    """Capabilities, or the one of `code`, with how many published products and epics each has."""
    held = (
        select(product_capabilities.c.capability_code, func.count().label("products"))
        .join(products, products.c.id == product_capabilities.c.product_id)
        .where(_PUBLISHED)
        .group_by(product_capabilities.c.capability_code)
        .subquery()
    )
    parts = (
        select(epics.c.capability_code, func.count().label("epics"))
        .group_by(epics.c.capability_code)
        .subquery()
    )
    query = (
        select(
            capabilities,
            func.coalesce(held.c.products, 0).label("products"),
            func.coalesce(parts.c.epics, 0).label("epics"),
        )
        .outerjoin(held, held.c.capability_code == capabilities.c.code)
        .outerjoin(parts, parts.c.capability_code == capabilities.c.code)
        .order_by(func.length(capabilities.c.code), capabilities.c.code)  # C5 before C10
    )
    return db.execute(query if code is None else query.where(capabilities.c.code == code)).all()


def epic_rows(db: Connection, code: str) -> Rows:
    """The epics of a capability, the binding ones first."""
    query = select(epics).where(epics.c.capability_code == code)
    return db.execute(
        query.order_by(epics.c.level.desc(), func.length(epics.c.epic_id), epics.c.epic_id)
    ).all()


def catalogue_standard_rows(db: Connection) -> Rows:
    """Every standard of the public catalogue."""
    order = (func.length(catalogue_standards.c.code), catalogue_standards.c.code)
    return db.execute(select(catalogue_standards).order_by(*order)).all()


def release_rows(db: Connection, product_id: UUID) -> Rows:
    """The releases of a product, newest first."""
    query = select(releases).where(releases.c.product_id == product_id)
    return db.execute(query.order_by(releases.c.sequence.desc())).all()


def plan_rows(db: Connection, product_id: UUID) -> Rows:
    """The price plans of a product, by title."""
    query = select(price_plans).where(price_plans.c.product_id == product_id)
    return db.execute(query.order_by(price_plans.c.title, price_plans.c.id)).all()


def plan_of(row: Row[Any]) -> PricePlan:
    """The plan inside a row."""
    return msgspec.convert(row.plan, PricePlan, strict=False)
