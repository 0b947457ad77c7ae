"""Takes in the public list of 2020: real suppliers and products, as dated public records.

Nothing is added to what the list says: no release, no evidence, no opinion. So a product of it is
never shown as meeting anything.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import Table

from plumbline.importing import catalogue_rows as rows
from plumbline.importing import repository
from plumbline.importing.catalogue_products import ProductList, read_products
from plumbline.importing.catalogue_tables import Tables, read_tables
from plumbline.importing.repository import Difference, Replacement
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock
from plumbline.kit.errors import NotFound
from plumbline.kit.identifiers import new_id, slugify
from plumbline.storage import tables as stored
from plumbline.storage.engine import Connection, Database

IMPORTED: Final = "buying_catalogue.imported"


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What an import found and did. `counts` are the rows of the files, by what they are."""

    counts: dict[str, int]
    added: int
    changed: int
    unchanged: int
    price_plans: int
    left_out: tuple[rows.LeftOut, ...]

    def __str__(self) -> str:
        found = ", ".join(f"{number} {name}" for name, number in self.counts.items())
        lines = [
            f"The public list of 2020: {found}, and {self.price_plans} price plans.",
            f"{self.added} records added, {self.changed} changed, {self.unchanged} as they were.",
        ]
        lines += [f"A price of {item.product} was left out: {item.reason}." for item in self.left_out]
        return "\n".join(lines)


class _Change(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that an import would write."""

    differences: tuple[Difference, ...]
    replacements: tuple[Replacement, ...]
    report: ImportReport


def import_buying_catalogue(database: Database, folder: Path, clock: Clock, actor: Actor) -> ImportReport:
    """All files of the folder in one transaction, or nothing. Running it again changes nothing.

    Raises `NotFound`, `TooLarge`, `Malformed` or `Invalid`, with the file and every place in it.
    """
    if not folder.is_dir():
        raise NotFound(f"{folder.name!r} is no folder.", next_step="Name the folder with the list's files.")
    read = read_tables(folder)
    listed = read_products(folder, read)
    with database.write() as db:
        change = _compare(db, read, listed)
        told = event(clock, actor, IMPORTED, "catalogue", listed.meta.source[:120], **_details(change.report))
        repository.save(db, change.differences, change.replacements, event=told)
    return change.report


def _compare(db: Connection, read: Tables, listed: ProductList) -> _Change:
    suppliers = _named(
        {code: row.cells["name"] for (code,), row in read.suppliers.items()},
        repository.known_suppliers(db),
        repository.taken_slugs(db, stored.suppliers),
    )
    products = _named(
        {item.id: item.name for item in listed.products},
        repository.known_products(db),
        repository.taken_slugs(db, stored.products),
    )
    differences = _differences(db, read, listed, suppliers, products)
    plans, left_out = rows.plan_rows(listed, products)
    ids = tuple(rows.product_ids(listed, products))
    replacements = (
        repository.replacement(
            db, stored.product_capabilities, ids, rows.capability_result_rows(listed, products)
        ),
        repository.replacement(db, stored.product_epics, ids, rows.epic_result_rows(listed, products)),
        repository.replacement(db, stored.price_plans, ids, plans),
    )
    report = ImportReport(
        counts=_counts(read, listed),
        added=sum(len(found.fresh) for found in differences),
        changed=sum(len(found.changed) for found in differences),
        unchanged=sum(found.unchanged for found in differences),
        price_plans=len(plans),
        left_out=tuple(left_out),
    )
    return _Change(differences=differences, replacements=replacements, report=report)


def _differences(
    db: Connection, read: Tables, listed: ProductList, suppliers: rows.Names, products: rows.Names
) -> tuple[Difference, ...]:
    wanted: tuple[tuple[Table, tuple[str, ...], list[rows.Row]], ...] = (
        (stored.suppliers, ("reference",), rows.supplier_rows(read, suppliers, listed)),
        (stored.catalogue_standards, ("code",), rows.standard_rows(read, listed.day)),
        (stored.capabilities, ("code",), rows.capability_rows(read, listed.day)),
        (stored.epics, ("epic_id", "capability_code"), rows.epic_rows(read)),
        (stored.products, ("reference",), rows.product_rows(listed, products, suppliers)),
    )
    return tuple(repository.difference(db, table, key, found) for table, key, found in wanted)


def _counts(read: Tables, listed: ProductList) -> dict[str, int]:
    return {
        "products": len(listed.products),
        "suppliers": len(read.suppliers),
        "capabilities": len(read.capabilities),
        "capability–epic rows": len(read.epics),
        "standards": len(read.standards),
    }


def _named(
    wanted: Mapping[str, str], known: Mapping[str, tuple[UUID, str]], taken: Collection[str]
) -> dict[str, tuple[UUID, str]]:
    """Storage ids and slugs by reference: those already given, and new ones that nobody has."""
    used = set(taken)
    found: dict[str, tuple[UUID, str]] = {}
    for reference, name in wanted.items():
        if reference in known:
            found[reference] = known[reference]
            continue
        slug = slugify(name)
        slug = slugify(f"{slug} {reference}") if slug in used else slug
        used.add(slug)
        found[reference] = (new_id(), slug)
    return found


def _details(report: ImportReport) -> dict[str, object]:
    return {
        **report.counts,
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "prices_left_out": len(report.left_out),
    }
