"""Writes the demonstration market's rows in bulk. SQL lives here and nowhere else in this room."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Table, delete, insert, select

from plumbline.kit.audit import Event
from plumbline.storage import tables
from plumbline.storage.events import record

BILLED: Final = "demonstration.billed"
ORDERED: Final = "demonstration.ordered"
Rows = Sequence[Mapping[str, Any]]
ORDER: Final[tuple[Table, ...]] = (
    tables.suppliers,
    tables.capabilities,
    tables.products,
    tables.product_capabilities,
    tables.releases,
    tables.price_plans,
    tables.files,
    tables.evidence,
    tables.evidence_requirements,
    tables.decisions,
    tables.work_off_plans,
    tables.replies,
    tables.test_houses,
    tables.test_house_keys,
)
"""Referred-to tables first."""
OF_PEOPLE: Final[tuple[Table, ...]] = (tables.interests, tables.reviews)
"""What names people: after they are there."""


COLLECTED: Final[tuple[Table, ...]] = (
    tables.products_in_use,
    tables.feedback_invitations,
    tables.feedback_replies,
)
"""What speaks of organisations and answers: after those."""


def is_loaded(db: Connection, supplier_slug: str) -> bool:
    """Is the demonstration market there already?"""
    found = select(tables.suppliers.c.id).where(tables.suppliers.c.slug == supplier_slug)
    return db.execute(found).first() is not None


def is_without(db: Connection, table: Table) -> bool:
    """Has the table no row?"""
    return db.execute(select(table).limit(1)).first() is None


def insert_all(db: Connection, rows: Mapping[str, Rows], *, event: Event) -> None:
    """Insert rows by table name, in an order that references allow, with the event that tells of it."""
    for table in ORDER:
        if rows.get(table.name):
            db.execute(insert(table), list(rows[table.name]))
    record(db, event)


def insert_collected(db: Connection, rows: Mapping[str, Rows], *, event: Event) -> None:
    """Insert what speaks of answers, with the event that tells of it."""
    for table in COLLECTED:
        db.execute(insert(table), list(rows[table.name]))
    record(db, event)


def insert_rulings(db: Connection, rows: Rows, *, event: Event) -> None:
    """Insert what moderators ruled, with the event that tells of it."""
    db.execute(insert(tables.feedback_rulings), list(rows))
    record(db, event)


def insert_of_people(db: Connection, rows: Mapping[str, Rows], *, event: Event) -> None:
    """Insert what names people, with the event that tells of it."""
    for table in OF_PEOPLE:
        db.execute(insert(table), list(rows[table.name]))
    record(db, event)


def is_told(db: Connection, story: str) -> bool:
    """Was the story told to its end? Its last event says so."""
    found = select(tables.events.c.id).where(tables.events.c.action == story).limit(1)
    return db.scalar(found) is not None


def have_others_accounts(db: Connection, told: Sequence[str]) -> bool:
    """Has a supplier an account that is not of the story? `told` are the slugs that it tells of."""
    accounts, suppliers = tables.billing_accounts, tables.suppliers
    found = select(accounts.c.id).join(suppliers).where(suppliers.c.slug.not_in(told)).limit(1)
    return db.scalar(found) is not None


def forget_billing(db: Connection) -> None:
    """Take out what a story that was cut off left of the fictional accounts. What was bought stays, once."""
    for table in reversed(tables.metadata.sorted_tables):
        if table.name.startswith("billing_") and table is not tables.billing_bought:
            db.execute(delete(table))


def tell_end(db: Connection, *, event: Event) -> None:
    """Note that a story was told to its end."""
    record(db, event)


def has(db: Connection, table: Table, name: UUID) -> bool:
    """Has the table a row of this id?"""
    return db.execute(select(table.c.id).where(table.c.id == name)).first() is not None


def order_state(db: Connection, name: UUID) -> str | None:
    """Where an order stands; None for none."""
    return db.scalar(select(tables.orders.c.state).where(tables.orders.c.id == name))
