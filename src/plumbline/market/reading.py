"""From the database's rows to `Record`s."""

from collections.abc import Collection
from uuid import UUID

from catalog.evidence.history import ProductHistory
from plumbline.market import repository
from plumbline.market.records import Record
from plumbline.storage.engine import Connection

LARGEST_PART = 500
"""More changed products than this, and reading everything is quicker than naming each."""


def read_records(db: Connection, ids: Collection[UUID] | None = None) -> dict[UUID, Record]:
    """The published products, all of them or those in `ids`; one that is no longer there is left out."""
    rows = repository.product_rows(db, ids)
    codes = repository.capability_codes(db, ids)
    histories = repository.histories(db, rows, codes, ids)
    plans = repository.plans(db, ids)
    releases = repository.release_versions(db, ids)
    return {
        row.id: Record(
            id=row.id,
            slug=row.slug,
            name=row.name,
            supplier_slug=row.supplier_slug,
            supplier_name=row.supplier_name,
            product_type=row.product_type,
            origin=row.origin,
            record_date=row.record_date,
            summary=row.summary,
            description=row.description,
            capabilities=codes.get(row.id, ()),
            listed_on=row.listed_on,
            history=histories[row.id],
            plans=plans.get(row.id, ()),
            releases=releases.get(row.id, ()),
        )
        for row in rows
    }


def histories_of(db: Connection, ids: Collection[UUID]) -> dict[UUID, ProductHistory]:
    """Everything recorded about the current releases of products, in this transaction, published or not."""
    rows = repository.product_rows(db, ids, published=False)
    return repository.histories(db, rows, repository.capability_codes(db, ids), ids)


def history_of(db: Connection, product_id: UUID) -> ProductHistory:
    """The same of one product."""
    return histories_of(db, (product_id,))[product_id]
