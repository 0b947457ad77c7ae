"""Writes public records: new rows are added, changed ones replaced, and nothing else is touched.

A row that reads the same is left alone, because every write raises the market's revision and
makes workers read again.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Table, and_, delete, insert, select, update

from plumbline.kit.audit import Event
from plumbline.storage.events import record
from plumbline.storage.tables import price_plans, products, suppliers

Rows = Sequence[Mapping[str, Any]]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What a file changes in one table. `key` names the columns that identify a row."""

    table: Table
    key: tuple[str, ...]
    fresh: Rows
    changed: Rows
    unchanged: int


class Replacement(msgspec.Struct, frozen=True, kw_only=True):
    """The whole of what products have in one table, for the products where it differs."""

    table: Table
    product_ids: tuple[UUID, ...]
    rows: Rows


def known_suppliers(db: Connection) -> dict[str, tuple[UUID, str]]:
    """Storage ids and slugs by the reference of the source."""
    return _known(db, suppliers)


def known_products(db: Connection) -> dict[str, tuple[UUID, str]]:
    """Storage ids and slugs by the reference of the source."""
    return _known(db, products)


def taken_slugs(db: Connection, table: Table) -> set[str]:
    """Every slug in use."""
    return set(db.scalars(select(table.c.slug)))


def difference(db: Connection, table: Table, key: tuple[str, ...], rows: Rows) -> Difference:
    """Compare `rows` with what is stored under the same keys, column by column."""
    columns = list(rows[0]) if rows else list(key)
    stored = {
        tuple(getattr(row, name) for name in key): dict(row._mapping)
        for row in db.execute(select(*(table.c[name] for name in columns)))
    }
    fresh, changed = [], []
    for row in rows:
        before = stored.get(tuple(row[name] for name in key))
        if before is None:
            fresh.append(row)
        elif before != row:
            changed.append(row)
    unchanged = len(rows) - len(fresh) - len(changed)
    return Difference(table=table, key=key, fresh=fresh, changed=changed, unchanged=unchanged)


def replacement(db: Connection, table: Table, product_ids: Collection[UUID], rows: Rows) -> Replacement:
    """Compare what products have in a table, whatever the order; a plan's own id is not compared."""
    columns = [name for name in (rows[0] if rows else ("product_id",)) if name != "id"]
    query = select(*(table.c[name] for name in columns)).where(table.c.product_id.in_(product_ids))
    if table is price_plans:  # plans that suppliers listed themselves are theirs
        query = query.where(table.c.origin == "public_record")
    before = _by_product([dict(row._mapping) for row in db.execute(query)], columns)
    after = _by_product(rows, columns)
    differing = tuple(each for each in product_ids if before.get(each, []) != after.get(each, []))
    kept = [row for row in rows if row["product_id"] in differing]
    return Replacement(table=table, product_ids=differing, rows=kept)


def save(
    db: Connection, differences: Sequence[Difference], replacements: Sequence[Replacement], *, event: Event
) -> None:
    """Write what differs, in this order, and the event that tells of it."""
    for found in differences:
        _save_difference(db, found)
    for replaced in replacements:
        _save_replacement(db, replaced)
    record(db, event)


def _save_difference(db: Connection, found: Difference) -> None:
    if found.fresh:
        db.execute(insert(found.table), [dict(row) for row in found.fresh])
    for row in found.changed:
        same = and_(*(found.table.c[name] == row[name] for name in found.key))
        db.execute(update(found.table).where(same).values(**row))


def _save_replacement(db: Connection, replaced: Replacement) -> None:
    if not replaced.product_ids:
        return
    old = delete(replaced.table).where(replaced.table.c.product_id.in_(replaced.product_ids))
    if replaced.table is price_plans:
        old = old.where(price_plans.c.origin == "public_record")
    db.execute(old)
    if replaced.rows:
        db.execute(insert(replaced.table), [dict(row) for row in replaced.rows])


def _known(db: Connection, table: Table) -> dict[str, tuple[UUID, str]]:
    query = select(table.c.reference, table.c.id, table.c.slug).where(table.c.reference.is_not(None))
    return {row.reference: (row.id, row.slug) for row in db.execute(query)}


def _by_product(rows: Rows, columns: Sequence[str]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for row in rows:
        told = json.dumps([row[name] for name in columns], sort_keys=True, default=str)
        found.setdefault(row["product_id"], []).append(told)
    return {product_id: sorted(told) for product_id, told in found.items()}
