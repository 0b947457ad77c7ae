"""Stores what is given back of orders. An intent is written first; what came of it is added later."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, func, insert, or_, select, update

from plumbline.kit.audit import Event
from plumbline.kit.errors import Stale
from plumbline.storage.events import record
from plumbline.storage.tables import order_payments, order_refunds, orders
from plumbline.storage.violations import first_or

_R, _P, _O = order_refunds.c, order_payments.c, orders.c


def intend(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Write an intent down. Raises `Stale` while another of the payment is under way."""
    beaten = Stale("Money of this order is on its way back already.", next_step="Read the order again.")
    last = db.scalar(select(func.max(_R.number)).where(_R.payment_id == values["payment_id"])) or 0
    with first_or(beaten):
        db.execute(insert(order_refunds).values(number=last + 1, **values))
    record(db, event)


def of_orders(db: Connection, order_ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """What was given back of orders, as it came."""
    query = select(order_refunds).where(_R.order_id.in_(order_ids))
    return db.execute(query.order_by(_R.intended_at, _R.id)).all()


def open_intents(db: Connection) -> list[UUID]:
    """What was written down and not answered, oldest first. For a transaction that may see everybody's."""
    return list(db.scalars(select(_R.id).where(_R.state == "intended").order_by(_R.intended_at, _R.id)))


def waiting(db: Connection) -> list[UUID]:
    """What the processor has not finished, or went back without the credit note of its invoice yet."""
    paperless = and_(
        _R.state == "given_back", _P.way == "invoice", _R.credit_note.is_(None), _R.why.is_(None)
    )
    query = select(_R.id).join(order_payments, _P.id == _R.payment_id)
    query = query.where(or_(_R.state == "under_way", paperless))
    return list(db.scalars(query.order_by(_R.intended_at, _R.id)))


def of_thing(db: Connection, processor_id: str) -> UUID | None:
    """The refund that the processor knows by this id."""
    return db.scalar(select(_R.id).where(_R.processor_id == processor_id))


def order_of_payment(db: Connection, payment: str) -> UUID | None:
    """The order whose payment the processor knows by this id."""
    return db.scalar(select(_P.order_id).where(_P.payment == payment))


def one(db: Connection, refund_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    """A refund with what its payment and its order say of it."""
    named = (
        _P.way,
        _P.payment,
        _P.processor_id.label("paid_thing"),
        _O.supplier_id,
        _O.state.label("order_state"),
        _O.gross_minor.label("order_gross_minor"),
    )
    query: Select[Any] = select(order_refunds, *named).join(order_payments, _P.id == _R.payment_id)
    query = query.join(orders, _O.id == _R.order_id).where(_R.id == refund_id)
    return db.execute(query.with_for_update(of=order_refunds) if lock else query).one_or_none()


def change(db: Connection, refund_id: UUID, values: dict[str, Any], *, events: Collection[Event]) -> None:
    """Add what came of it."""
    db.execute(update(order_refunds).where(_R.id == refund_id).values(values))
    for event in events:
        record(db, event)
