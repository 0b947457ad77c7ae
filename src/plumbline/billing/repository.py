"""Stores billing accounts and yearly listings."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, insert, select, update

from plumbline.billing.versions import change
from plumbline.kit.audit import Event
from plumbline.kit.errors import Conflict
from plumbline.storage.events import record
from plumbline.storage.tables import billing_accounts, billing_subscriptions, products, suppliers
from plumbline.storage.violations import first_or

_ACCOUNTS = select(
    billing_accounts, suppliers.c.slug.label("supplier_slug"), suppliers.c.name.label("supplier_name")
).join(suppliers, suppliers.c.id == billing_accounts.c.supplier_id)
_OPEN = billing_subscriptions.c.ended_at.is_(None)


def add_account(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Record a new account. Raises `Conflict` where the supplier has one."""
    beaten = Conflict("The supplier has an account already.", next_step="Read it, and change it.")
    with first_or(beaten):
        db.execute(insert(billing_accounts).values(values))
    record(db, event)


def account_of(db: Connection, supplier_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    """The account of a supplier."""
    if lock:
        of_it = select(billing_accounts.c.id).where(billing_accounts.c.supplier_id == supplier_id)
        db.execute(of_it.with_for_update())
    return db.execute(_ACCOUNTS.where(billing_accounts.c.supplier_id == supplier_id)).first()


def account(db: Connection, account_id: UUID) -> Row[Any]:
    """One account, which there is."""
    return db.execute(_ACCOUNTS.where(billing_accounts.c.id == account_id)).one()


def account_named(db: Connection, account_id: UUID) -> Row[Any] | None:
    """The account with this id, if there is one."""
    return db.execute(_ACCOUNTS.where(billing_accounts.c.id == account_id)).first()


def account_of_customer(db: Connection, customer: str) -> Row[Any] | None:
    """The account whose customer at the processor this is."""
    return db.execute(_ACCOUNTS.where(billing_accounts.c.customer == customer)).first()


def accounts(db: Connection) -> Sequence[Row[Any]]:
    """Every account, by the supplier's name."""
    return db.execute(_ACCOUNTS.order_by(suppliers.c.name, suppliers.c.id)).all()


def lock_account(db: Connection, account_id: UUID) -> Row[Any]:
    """One account; whoever asks next waits until the caller is done."""
    of_it = select(billing_accounts.c.id).where(billing_accounts.c.id == account_id)
    db.execute(of_it.with_for_update())
    return account(db, account_id)


def change_account(db: Connection, account_id: UUID, values: dict[str, Any], *, event: Event) -> None:
    """Change an account."""
    version = {"version": billing_accounts.c.version + 1}
    db.execute(update(billing_accounts).where(billing_accounts.c.id == account_id).values(values | version))
    record(db, event)


def supplier(db: Connection, slug: str) -> Row[Any] | None:
    """A supplier by its slug."""
    return db.execute(select(suppliers).where(suppliers.c.slug == slug)).first()


def listed_products(db: Connection, supplier_id: UUID) -> int:
    """How many products of a supplier are listed and not withdrawn."""
    query = select(func.count()).where(
        products.c.supplier_id == supplier_id,
        products.c.status == "published",
        products.c.withdrawn_on.is_(None),
    )
    return int(db.execute(query).scalar_one())


def add_subscription(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Record a new listing. Raises `Conflict` where the account has an open one."""
    beaten = Conflict("There is a yearly listing already.", next_step="End it first, or let it go on.")
    with first_or(beaten):
        db.execute(insert(billing_subscriptions).values(values))
    record(db, event)


def open_subscription(db: Connection, account_id: UUID) -> Row[Any] | None:
    """The listing of an account that has not ended."""
    query = select(billing_subscriptions).where(billing_subscriptions.c.account_id == account_id, _OPEN)
    return db.execute(query).first()


def newest_subscription(db: Connection, account_id: UUID) -> Row[Any] | None:
    """The listing of an account that was asked for last."""
    of_it = select(billing_subscriptions).where(billing_subscriptions.c.account_id == account_id)
    newest = of_it.order_by(billing_subscriptions.c.asked_at.desc(), billing_subscriptions.c.id.desc())
    return db.execute(newest.limit(1)).first()


def subscription(db: Connection, subscription_id: UUID) -> Row[Any] | None:
    """One listing."""
    found = select(billing_subscriptions).where(billing_subscriptions.c.id == subscription_id)
    return db.execute(found).first()


def subscription_at(db: Connection, processor_id: str) -> Row[Any] | None:
    """The listing with this id at the processor."""
    found = select(billing_subscriptions).where(billing_subscriptions.c.processor_id == processor_id)
    return db.execute(found).first()


def open_subscriptions(db: Connection) -> Sequence[Row[Any]]:
    """Every listing that has not ended."""
    return db.execute(select(billing_subscriptions).where(_OPEN).order_by(billing_subscriptions.c.id)).all()


def change_subscription(
    db: Connection, subscription_id: UUID, values: dict[str, Any], *, event: Event, version: int | None = None
) -> bool:
    """Change a listing, if it is still of that version; tells whether it was."""
    return change(db, billing_subscriptions, subscription_id, values, event=event, version=version)
