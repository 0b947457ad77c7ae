"""Which standards people decided on, for the products of a supplier: whatever they decided."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from catalog.standards_loader import standards
from plumbline.evidence import repository
from plumbline.storage.engine import Connection


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A standard that people decided on for a product, and the day of the first decision."""

    product_slug: str
    product_name: str
    standard_id: str
    first_on: date


def decided_by_people(db: Connection, supplier_id: UUID, since: date) -> list[Decided]:
    """Each product and standard once, of decisions on `since` or later; those of readers do not count."""
    first: dict[tuple[str, str], Decided] = {}
    for row in repository.decisions_by_people(db, supplier_id, since):
        found = _of(row)
        if found is not None:
            first.setdefault((found.product_slug, found.standard_id), found)
    return list(first.values())


def _of(row: Any) -> Decided | None:
    owner = standards().requirement(row.requirement_id)
    if owner is None:
        return None
    return Decided(
        product_slug=row.slug,
        product_name=row.name,
        standard_id=owner[0].id,
        first_on=row.decided_on,
    )
