"""Stores payments of orders and who is paid. An intent is written first; what came of it is added later."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, exists, func, insert, select, update

from plumbline.kit.audit import Event
from plumbline.kit.errors import Stale
from plumbline.storage.events import record
from plumbline.storage.tables import order_payments, orders, payees, suppliers
from plumbline.storage.violations import first_or

_P, _O = order_payments.c, orders.c


def of_order(db: Connection, order_id: UUID) -> Sequence[Row[Any]]:
    """The payments that were asked for, oldest first."""
    return db.execute(select(order_payments).where(_P.order_id == order_id).order_by(_P.number)).all()


def intend(db: Connection, values: dict[str, Any]) -> None:
    """Write an intent down. Raises `Stale` where one stands. The order's own step tells the event."""
    beaten = Stale("A payment of this order was asked for already.", next_step="Read the order again.")
    last = db.scalar(select(func.max(_P.number)).where(_P.order_id == values["order_id"])) or 0
    with first_or(beaten):
        db.execute(insert(order_payments).values(number=last + 1, **values))


def open_intents(db: Connection) -> list[UUID]:
    """What was written down and not answered, oldest first. For a transaction that may see everybody's."""
    query = select(_P.id).where(_P.state == "intended")
    return list(db.scalars(query.order_by(_P.intended_at, _P.id)))


def waiting(db: Connection) -> list[UUID]:
    """What was asked of the processor and is not paid yet, oldest first."""
    return list(db.scalars(select(_P.id).where(_P.state == "asked").order_by(_P.asked_at, _P.id)))


def any_asked(db: Connection) -> bool:
    """Was the processor ever asked for a payment?"""
    return bool(db.scalar(select(exists().where(_P.state != "intended"))))


def of_thing(db: Connection, processor_id: str) -> UUID | None:
    """The payment that the processor knows by this id."""
    return db.scalar(select(_P.id).where(_P.processor_id == processor_id))


def one(db: Connection, payment_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    """A payment with what its order says of it, held until the transaction ends if it is to be locked."""
    named = (
        _O.organisation_id,
        _O.organisation_name,
        _O.supplier_id,
        _O.product_name,
        _O.supplier_name,
        _O.purchase_order_number,
        _O.net_minor,
        _O.vat_rate,
        _O.state.label("order_state"),
    )
    query: Select[Any] = select(order_payments, *named).join(orders, _O.id == _P.order_id)
    query = query.where(_P.id == payment_id)
    return db.execute(query.with_for_update(of=order_payments) if lock else query).one_or_none()


def customer_of(db: Connection, organisation_id: UUID) -> str | None:
    """The organisation as the processor knows it, from a payment before."""
    query = select(_P.customer).join(orders, _O.id == _P.order_id)
    query = query.where(_O.organisation_id == organisation_id, _P.customer.is_not(None))
    return db.scalars(query.order_by(_P.intended_at.desc()).limit(1)).first()


def change(db: Connection, payment_id: UUID, values: dict[str, Any]) -> None:
    """Add what came of it. The event is told by the order's step, or by whoever calls."""
    db.execute(update(order_payments).where(_P.id == payment_id).values(values))


def note(db: Connection, payment_id: UUID, values: dict[str, Any], *, event: Event) -> None:
    """Add what came of it, where no step of the order tells it."""
    change(db, payment_id, values)
    record(db, event)


def payee(db: Connection, supplier_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    """How a supplier is paid."""
    query = select(payees).where(payees.c.supplier_id == supplier_id)
    return db.execute(query.with_for_update() if lock else query).one_or_none()


def payee_named(db: Connection, payee_id: UUID) -> Row[Any] | None:
    """The same by its own id, with the supplier's name."""
    query = select(payees, suppliers.c.name.label("supplier_name"))
    query = query.join(suppliers, suppliers.c.id == payees.c.supplier_id)
    return db.execute(query.where(payees.c.id == payee_id)).one_or_none()


def payee_ids(db: Connection) -> list[UUID]:
    """Everybody who asked to be paid here, oldest first."""
    return list(db.scalars(select(payees.c.id).order_by(payees.c.asked_at, payees.c.id)))


def add_payee(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Write down that a supplier wants to be paid here. Raises `Stale` where that stands."""
    beaten = Stale("Your supplier asked for this already.", next_step="Read the page again.")
    with first_or(beaten):
        db.execute(insert(payees).values(values))
    record(db, event)


def change_payee(db: Connection, payee_id: UUID, values: dict[str, Any], *, event: Event) -> None:
    """Add what the processor said."""
    db.execute(update(payees).where(payees.c.id == payee_id).values(values))
    record(db, event)
