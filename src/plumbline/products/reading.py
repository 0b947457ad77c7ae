"""What can be asked about suppliers, products, capabilities and prices. All of it is public."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec

from catalog.prices import PricePlan
from plumbline.kit.errors import Invalid, NotFound
from plumbline.kit.pagination import decode_cursor, encode_cursor
from plumbline.products import repository
from plumbline.products import schemas as out
from plumbline.storage.engine import Connection
from scoring.cost import SizeMissing, whole_life_cost

T = TypeVar("T")
ORIGINS: Final = ("demonstration", "public_record", "listed")
LONGEST_KEY: Final = 120


def list_suppliers(
    db: Connection, words: str = "", origin: str | None = None, cursor: str | None = None, limit: int = 50
) -> out.SupplierPage:
    """A page by name. Every one of `words` stands in the name."""
    if not words.isprintable():
        raise Invalid.field("/q", "The words to look for hold a character that no name holds.")
    if origin is not None and origin not in ORIGINS:
        raise Invalid.field("/origin", f"{origin[:40]!r} is none of {', '.join(ORIGINS)}.")
    after = decode_cursor(cursor, (str, str)) if cursor is not None else None
    found = repository.supplier_page(db, words, origin, after, limit + 1)
    shown = found[:limit]
    more = len(found) > limit
    return out.SupplierPage(
        items=[_as(row, out.SupplierOut) for row in shown],
        next=encode_cursor((shown[-1].name, shown[-1].slug)) if more else None,
        total=repository.count_suppliers(db, words, origin),
    )


def supplier_of(db: Connection, slug: str) -> out.SupplierDetailOut:
    """One supplier with its published products. Raises `NotFound`."""
    row = repository.supplier(db, slug) if may_be_key(slug) else None
    if row is None:
        raise NotFound(
            f"There is no supplier {slug[:80]!r}.", next_step="Look for it by name: /suppliers?q=…"
        )
    owned = [_as(each, out.OwnedProductOut) for each in repository.supplier_products(db, row.id)]
    return msgspec.convert(_told(row) | {"products": owned}, out.SupplierDetailOut)


def list_capabilities(db: Connection) -> out.CapabilityList:
    """Every capability, with counts."""
    return out.CapabilityList(items=[_as(row, out.CapabilityOut) for row in repository.capability_rows(db)])


def capability_of(db: Connection, code: str) -> out.CapabilityDetailOut:
    """One capability with its epics. Raises `NotFound`."""
    found = repository.capability_rows(db, code) if may_be_key(code) else []
    if not found:
        raise NotFound(f"There is no capability {code[:80]!r}.", next_step="See them all: /capabilities")
    return out.CapabilityDetailOut(
        capability=_as(found[0], out.CapabilityOut),
        standards=list(found[0].standards),
        epics=[_as(row, out.EpicOut) for row in repository.epic_rows(db, code)],
    )


def list_catalogue_standards(db: Connection) -> out.CatalogueStandardList:
    """Every standard of the public catalogue of 2020."""
    rows = repository.catalogue_standard_rows(db)
    return out.CatalogueStandardList(items=[_as(row, out.CatalogueStandardOut) for row in rows])


def product_of(db: Connection, slug: str) -> out.ProductOut:
    """One published product. Raises `NotFound`."""
    row = published(db, slug)
    releases = repository.release_rows(db, row.id)
    epics: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for found in repository.epic_results(db, row.id):
        epics[found.capability_code][found.epic_id] = found.result
    held = [
        out.HeldCapabilityOut(
            code=each.capability_code,
            name=each.name,
            result=each.result,
            epics=epics.get(each.capability_code, {}),
        )
        for each in repository.held_capabilities(db, row.id)
    ]
    told = _told(row) | {
        "supplier": row.supplier_slug,
        "release": releases[0].version if releases else None,
        "capabilities": held,
    }
    return msgspec.convert(told, out.ProductOut)


def releases_of(db: Connection, slug: str) -> out.ReleaseList:
    """The releases of a published product, newest first. Raises `NotFound`."""
    rows = repository.release_rows(db, published(db, slug).id)
    items = [
        out.ReleaseOut(
            version=row.version, released_on=row.released_on, sequence=row.sequence, current=row is rows[0]
        )
        for row in rows
    ]
    return out.ReleaseList(product=slug, items=items)


def current_release(db: Connection, product_id: UUID) -> Any | None:
    """The row of a product's newest release, for what refers to it; None where it has none."""
    return next(iter(repository.release_rows(db, product_id)), None)


def prices_of(db: Connection, slug: str) -> out.PriceList:
    """The price plans of a published product. Raises `NotFound`."""
    rows = repository.plan_rows(db, published(db, slug).id)
    items = [
        out.PricePlanOut(plan=repository.plan_of(row), valid_from=row.valid_from, origin=row.origin)
        for row in rows
    ]
    return out.PriceList(product=slug, items=items)


def cost_of(db: Connection, slug: str, size: Mapping[str, int], term_months: int) -> out.CostOut:
    """Whole-life cost by every plan, cheapest first; plans that miss a unit's number come last.

    Raises `NotFound`. `size` is units by name; `term_months` 1 or more.
    """
    row = published(db, slug)
    priced = [
        _priced(repository.plan_of(plan), size, term_months) for plan in repository.plan_rows(db, row.id)
    ]
    return out.CostOut(
        product=slug,
        origin=row.origin,
        term_months=term_months,
        size=dict(size),
        plans=sorted(priced, key=_cheapest_first),
    )


def published(db: Connection, slug: str) -> Any:
    """The row of a product that anybody may see. Raises `NotFound`."""
    row = repository.product(db, slug) if may_be_key(slug) else None
    if row is None or row.status != "published":
        raise NotFound(
            f"There is no product {slug[:80]!r}.", next_step="Search for it by name: /products?q=…"
        )
    return row


def _priced(plan: PricePlan, size: Mapping[str, int], term_months: int) -> out.PlanCostOut:
    try:
        cost = whole_life_cost(plan, size, term_months)
    except SizeMissing as missing:
        return out.PlanCostOut(
            title=plan.title, currency=plan.currency, lines=[], net=None, gross=None, missing=missing.unit
        )
    return out.PlanCostOut(
        title=plan.title,
        currency=cost.currency,
        lines=list(cost.lines),
        net=str(cost.net),
        gross=None if cost.gross is None else str(cost.gross),
    )


def _cheapest_first(plan: out.PlanCostOut) -> tuple[bool, Decimal, str]:
    return plan.net is None, Decimal(plan.net or 0), plan.title


def may_be_key(text: str) -> bool:
    """What cannot be a slug or a code names nothing; no query is made for it."""
    return len(text) <= LONGEST_KEY and text.isprintable()


def _as(row: Any, kind: type[T]) -> T:
    return msgspec.convert(_told(row), kind)


def _told(row: Any) -> dict[str, Any]:
    """The columns of a row by plain names: the driver's own kind of string is not one to msgspec."""
    return {str(name): value for name, value in row._mapping.items()}
