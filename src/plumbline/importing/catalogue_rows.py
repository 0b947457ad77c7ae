"""From the files of the 2020 list to rows: public records, dated, with where they come from."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

from plumbline.importing.catalogue_prices import NotAPlan, plan_of
from plumbline.importing.catalogue_products import ListedProduct, ProductList
from plumbline.importing.catalogue_tables import Tables, is_true
from plumbline.importing.catalogue_types import product_type_of, tags_of
from plumbline.kit.identifiers import new_id

ORIGIN: Final = "public_record"
SOURCE: Final = (
    "NHS Digital's public catalogue of GP systems, as it stood in 2020, from {source}; {licence}."
    " A dated record: prices and results are unverified, and nothing of it is said to hold today."
)
Row = dict[str, Any]
Names = Mapping[str, tuple[UUID, str]]
"""Storage ids and slugs by reference."""


class LeftOut(msgspec.Struct, frozen=True):
    """A price that no plan can express, and why."""

    product: str
    reason: str


def supplier_rows(tables: Tables, names: Names, listed: ProductList) -> list[Row]:
    """One row per supplier."""
    return [
        {
            "id": names[code][0],
            "slug": names[code][1],
            "reference": code,
            "name": row.cells["name"],
            "legal_name": row.cells["legal_name"],
            "website": row.cells["url"] or None,
            "summary": row.cells["summary"],
            "origin": ORIGIN,
            "record_date": listed.day,
            "source": _source(listed),
        }
        for (code,), row in tables.suppliers.items()
    ]


def capability_rows(tables: Tables, day: date) -> list[Row]:
    """One row per capability."""
    return [
        {
            "code": code,
            **{name: row.cells[name] for name in ("name", "description", "category", "version", "status")},
            "standards": list(row.codes("standards")),
            "origin": ORIGIN,
            "record_date": day,
        }
        for (code,), row in tables.capabilities.items()
    ]


def epic_rows(tables: Tables) -> list[Row]:
    """One row per epic and capability."""
    return [
        {
            "epic_id": epic,
            "capability_code": capability,
            "level": row.cells["level"].lower(),
            "name": row.cells["name"],
            "active": is_true(row, "active"),
            "supplier_defined": is_true(row, "supplier_defined"),
        }
        for (epic, capability), row in tables.epics.items()
    ]


def standard_rows(tables: Tables, day: date) -> list[Row]:
    """One row per standard of that catalogue."""
    return [
        {
            "code": code,
            **{name: row.cells[name] for name in ("name", "version", "description", "url")},
            "kind": row.cells["type"],
            "retired": is_true(row, "retired"),
            "capabilities": list(row.codes("capabilities")),
            "record_date": day,
        }
        for (code,), row in tables.standards.items()
    ]


def product_rows(listed: ProductList, names: Names, supplier_names: Names) -> list[Row]:
    """One row per product. Its record is as old as its listing."""
    return [_product_row(item, names, supplier_names, _source(listed)) for item in listed.products]


def _product_row(item: ListedProduct, names: Names, supplier_names: Names, source: str) -> Row:
    identifier, slug = names[item.id]
    return {
        "id": identifier,
        "slug": slug,
        "reference": item.id,
        "supplier_id": supplier_names[item.supplier_id][0],
        "name": item.name,
        "product_type": str(product_type_of([held.id for held in item.capabilities])),
        "tags": tags_of(item.client_application.get("ClientApplicationTypes") or ()),
        "summary": item.summary,
        "description": item.description,
        "status": item.status.lower(),
        "origin": ORIGIN,
        "record_date": item.created,
        "source": source,
        "listed_on": item.created,
        "details": item.details(),
    }


def capability_result_rows(listed: ProductList, names: Names) -> list[Row]:
    """What was recorded about the capabilities of each product."""
    return [
        {"product_id": names[item.id][0], "capability_code": held.id, "result": held.result}
        for item in listed.products
        for held in item.capabilities
    ]


def epic_result_rows(listed: ProductList, names: Names) -> list[Row]:
    """What was recorded about the epics of each product."""
    return [
        {
            "product_id": names[item.id][0],
            "capability_code": found.capability,
            "epic_id": found.epic,
            "result": found.result,
        }
        for item in listed.products
        for found in item.epics
    ]


def plan_rows(listed: ProductList, names: Names) -> tuple[list[Row], list[LeftOut]]:
    """The price plans, and the prices that cannot be one."""
    rows: list[Row] = []
    left_out: list[LeftOut] = []
    for item in listed.products:
        for line in item.prices:
            try:
                plan = plan_of(line)
            except NotAPlan as reason:
                left_out.append(LeftOut(item.name, str(reason)))
                continue
            rows.append(
                {
                    "id": new_id(),
                    "product_id": names[item.id][0],
                    "title": plan.title,
                    "plan": msgspec.to_builtins(plan),
                    "valid_from": item.created,
                    "origin": ORIGIN,
                }
            )
    return rows, left_out


def _source(listed: ProductList) -> str:
    return SOURCE.format(source=listed.meta.source, licence=listed.meta.licence)


def product_ids(listed: ProductList, names: Names) -> Iterable[UUID]:
    """The storage ids of every product in the list."""
    return [names[item.id][0] for item in listed.products]
