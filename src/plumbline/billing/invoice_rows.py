"""Stores invoices, their lines and what was given back of them, what was bought, and notices."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, or_, select, update

from plumbline.billing.states import InvoiceState
from plumbline.billing.versions import change
from plumbline.kit.audit import Event
from plumbline.kit.errors import Conflict
from plumbline.kit.identifiers import new_id
from plumbline.storage.events import record
from plumbline.storage.inserts import insert_once
from plumbline.storage.tables import (
    billing_accounts,
    billing_bought,
    billing_credits,
    billing_invoices,
    billing_lines,
    billing_notices,
    suppliers,
)
from plumbline.storage.violations import first_or

_INVOICES = (
    select(
        billing_invoices,
        suppliers.c.id.label("supplier_id"),
        suppliers.c.slug.label("supplier_slug"),
        suppliers.c.name.label("supplier_name"),
    )
    .join(billing_accounts, billing_accounts.c.id == billing_invoices.c.account_id)
    .join(suppliers, suppliers.c.id == billing_accounts.c.supplier_id)
)
_NEWEST = (billing_invoices.c.issued_on.desc(), billing_invoices.c.id.desc())


def add_invoice(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Record a new invoice. Raises `Conflict` where the account has one about the same."""
    with first_or(Conflict("There is an invoice about this already.")):
        db.execute(insert(billing_invoices).values(values))
    record(db, event)


def invoice(db: Connection, invoice_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    """One invoice, with whose it is."""
    if lock:
        its = select(billing_invoices.c.id).where(billing_invoices.c.id == invoice_id)
        db.execute(its.with_for_update())
    return db.execute(_INVOICES.where(billing_invoices.c.id == invoice_id)).first()


def invoice_at(db: Connection, processor_id: str) -> Row[Any] | None:
    """The invoice with this id at the processor."""
    return db.execute(_INVOICES.where(billing_invoices.c.processor_id == processor_id)).first()


def invoice_about(db: Connection, account_id: UUID, about: str) -> Row[Any] | None:
    """The invoice of an account about something."""
    its = billing_invoices.c
    return db.execute(_INVOICES.where(its.account_id == account_id, its.about == about)).first()


def invoices_of(db: Connection, account_ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """The invoices of accounts, the newest first."""
    mine = _INVOICES.where(billing_invoices.c.account_id.in_(account_ids))
    return db.execute(mine.order_by(*_NEWEST)).all()


def all_invoices(db: Connection) -> Sequence[Row[Any]]:
    """Every invoice, the newest first."""
    return db.execute(_INVOICES.order_by(*_NEWEST)).all()


def unsettled(db: Connection) -> Sequence[Row[Any]]:
    """Every invoice that the processor has and that may still move."""
    moving = billing_invoices.c.settled_on.is_(None) & billing_invoices.c.processor_id.is_not(None)
    return db.execute(_INVOICES.where(moving).order_by(billing_invoices.c.id)).all()


def owed(db: Connection, account_id: UUID) -> Sequence[Any]:
    """The invoices of an account that can be overdue: whatever was made final, with its days."""
    its = billing_invoices.c
    query = select(its.id, its.due_on, its.settled_on, its.state)
    return db.execute(query.where(its.account_id == account_id, its.state != str(InvoiceState.ASKED))).all()


def change_invoice(
    db: Connection, invoice_id: UUID, values: dict[str, Any], *, event: Event, version: int | None = None
) -> bool:
    """Change an invoice, if it is still of that version; tells whether it was."""
    return change(db, billing_invoices, invoice_id, values, event=event, version=version)


def add_line(db: Connection, values: dict[str, Any]) -> bool:
    """Add a line, unless the account was charged for the same; tells whether it was added."""
    return insert_once(db, billing_lines, values, ["account_id", "charge", "about"])


def charged(db: Connection, account_id: UUID, charge: str) -> set[str]:
    """What an account was charged for, of a kind."""
    its = billing_lines.c
    query = select(its.about).where(its.account_id == account_id, its.charge == charge)
    return set(db.execute(query).scalars())


def waiting_lines(db: Connection, account_id: UUID, until: date) -> Sequence[Row[Any]]:
    """The lines of an account that stand on no invoice yet, added by a day."""
    its = billing_lines.c
    query = select(billing_lines).where(
        its.account_id == account_id, its.invoice_id.is_(None), its.added_on <= until
    )
    return db.execute(query.order_by(its.added_on, its.id)).all()


def put_on(db: Connection, line_ids: Collection[UUID], invoice_id: UUID) -> None:
    """Put waiting lines on an invoice."""
    db.execute(update(billing_lines).where(billing_lines.c.id.in_(line_ids)).values(invoice_id=invoice_id))


def lines_of(db: Connection, invoice_ids: Collection[UUID]) -> Mapping[UUID, list[Row[Any]]]:
    """The lines of each invoice, as they were added."""
    found: defaultdict[UUID, list[Row[Any]]] = defaultdict(list)
    query = select(billing_lines).where(billing_lines.c.invoice_id.in_(invoice_ids))
    for row in db.execute(query.order_by(billing_lines.c.added_on, billing_lines.c.id)):
        found[row.invoice_id].append(row)
    return found


def add_credit(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Record that something is given back."""
    db.execute(insert(billing_credits).values(values))
    record(db, event)


def credits_of(db: Connection, invoice_ids: Collection[UUID]) -> Mapping[UUID, list[Row[Any]]]:
    """What was given back of each invoice, as it came."""
    found: defaultdict[UUID, list[Row[Any]]] = defaultdict(list)
    query = select(billing_credits).where(billing_credits.c.invoice_id.in_(invoice_ids))
    for row in db.execute(query.order_by(billing_credits.c.id)):
        found[row.invoice_id].append(row)
    return found


def credit(db: Connection, credit_id: UUID) -> Row[Any] | None:
    """One credit."""
    return db.execute(select(billing_credits).where(billing_credits.c.id == credit_id)).first()


def credit_refunded_by(db: Connection, refund_id: str) -> Row[Any] | None:
    """The credit whose money goes back by this refund of the processor."""
    return db.execute(select(billing_credits).where(billing_credits.c.refund_id == refund_id)).first()


def change_credit(db: Connection, credit_id: UUID, values: dict[str, Any], *, event: Event) -> None:
    """Move a credit on."""
    db.execute(update(billing_credits).where(billing_credits.c.id == credit_id).values(values))
    record(db, event)


def add_bought(db: Connection, values: dict[str, Any], *, event: Event) -> bool:
    """Record what was bought, unless it is recorded; tells whether it was."""
    if not insert_once(db, billing_bought, values, ["source", "source_id"]):
        return False
    record(db, event)
    return True


def bought(db: Connection, source: str, source_id: str) -> Row[Any] | None:
    """What was recorded of an order or contract."""
    its = billing_bought.c
    return db.execute(select(billing_bought).where(its.source == source, its.source_id == source_id)).first()


def uncharged(db: Connection, supplier_id: UUID, until: date) -> Sequence[Row[Any]]:
    """What was bought from a supplier by a day and not charged for yet: late records among them."""
    its = billing_bought.c
    mine = select(billing_bought).where(
        its.supplier_id == supplier_id,
        its.day <= until,
        its.charge_taken.is_(False),
        its.line_id.is_(None),
    )
    return db.execute(mine.order_by(its.day, its.id)).all()


def charge_for(db: Connection, bought_ids: Collection[UUID], line_id: UUID) -> None:
    """Note by which line purchases were charged for."""
    these = update(billing_bought).where(billing_bought.c.id.in_(bought_ids))
    db.execute(these.values(line_id=line_id))


def add_notice(db: Connection, values: dict[str, Any], *, event: Event) -> bool:
    """Record that a supplier was told of a stage, unless they were; tells whether it was new."""
    if not insert_once(db, billing_notices, {"id": new_id(), **values}, ["invoice_id", "stage"]):
        return False
    record(db, event)
    return True


def notices_of(db: Connection, account_id: UUID) -> Sequence[Row[Any]]:
    """What a supplier was told, the newest first."""
    its = billing_notices.c
    mine = select(billing_notices).where(its.account_id == account_id)
    return db.execute(mine.order_by(its.given_on.desc(), its.id.desc())).all()


def accounts_to_invoice(db: Connection, last: date) -> set[UUID]:
    """The accounts with anything to invoice by a day: lines that wait, or something that was bought."""
    waiting = select(billing_lines.c.account_id).where(
        billing_lines.c.invoice_id.is_(None), billing_lines.c.added_on <= last
    )
    sold = select(billing_bought.c.supplier_id).where(
        billing_bought.c.day <= last,
        billing_bought.c.charge_taken.is_(False),
        billing_bought.c.line_id.is_(None),
    )
    its = billing_accounts.c
    return set(
        db.execute(select(its.id).where(or_(its.id.in_(waiting), its.supplier_id.in_(sold)))).scalars()
    )
