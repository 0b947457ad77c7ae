"""An order of the demonstration's trust that was paid through the payment processor, and given back in part.

The demonstration has none: nobody there can pay without a stand-in of the processor. Worked examples and
pages find this one under fixed names, long past, so that no order of today is added up with it.
"""

from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, select

from plumbline.demo.fixed import fixed_id
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.purchasing.contracts import FROM_ORDER
from plumbline.storage import tables
from plumbline.storage.engine import Connection, Database

ORDER: Final = UUID(str(fixed_id("order", "charged")))
CONTRACT: Final = UUID(str(fixed_id("contract", "charged")))
SHORTLIST: Final = UUID(str(fixed_id("shortlist", "clinic")))
"""That of the demonstration, which orders are drafted from."""
_THEN: Final = datetime(2025, 1, 7, 9, tzinfo=UTC)
_PRICE: Final = {"net_minor": 100_000, "vat_minor": 20_000, "gross_minor": 120_000, "vat_rate": "0.20"}


def add_charged(database: Database) -> None:
    """Add it, its payment, what went back, and its contract."""
    with database.write(THE_OPERATOR) as db:
        order = _order(db)
        db.execute(insert(tables.orders).values(order))
        _add_steps(db)
        payment_id = fixed_id("payment", "charged")
        db.execute(insert(tables.order_payments).values(_payment(payment_id)))
        db.execute(insert(tables.order_refunds).values(_refund(payment_id)))
        kept = {name: order[name] for name in FROM_ORDER}
        kept |= {"id": CONTRACT, "order_id": ORDER, "agreed_at": _THEN}
        db.execute(insert(tables.contracts).values(kept))


def _order(db: Connection) -> dict[str, Any]:
    """As the one that was sent to the demonstration's supplier, but cheaper and long ago."""
    sent = select(tables.orders).where(tables.orders.c.id == fixed_id("order", "sent"))
    found = dict(db.execute(sent).one()._mapping)
    moments = dict.fromkeys(("drafted_at", "sent_at", "changed_at"), _THEN)
    days = {"requested_on": _THEN.date(), "starts_on": date(2025, 2, 1), "ends_on": date(2025, 4, 30)}
    line = {"title": "Licence", "arithmetic": "£1,000.00 once", "net": {"minor": 100_000, "currency": "GBP"}}
    named = {"id": ORDER, "state": "paid", "purchase_order_number": "PO-2025-0001", "arithmetic": [line]}
    return found | _PRICE | moments | days | named


def _add_steps(db: Connection) -> None:
    for number, (act, state) in enumerate((("draft", "draft"), ("settle", "paid"))):
        step = {"id": fixed_id("step", f"charged-{act}"), "order_id": ORDER, "number": number + 1, "act": act}
        step |= {"state": state, "internal": False, "reason": "", "facts": {}}
        db.execute(insert(tables.order_steps).values(**step, made_by="Bea Buyer", made_at=_THEN))


def _payment(payment_id: UUID) -> dict[str, Any]:
    paid: dict[str, Any] = {"id": payment_id, "order_id": ORDER, "number": 1, "way": "card", "state": "paid"}
    paid |= {"email": "payables@trust.example", "account": "acct_standin1", "customer": "cus_standin1"}
    paid |= {
        "currency": "GBP",
        "gross_minor": 120_000,
        "processor_id": "cs_standin1",
        "payment": "pi_standin1",
    }
    return paid | {"intended_at": _THEN, "asked_at": _THEN, "ended_at": _THEN}


def _refund(payment_id: UUID) -> dict[str, Any]:
    back: dict[str, Any] = {"id": fixed_id("refund", "charged"), "order_id": ORDER, "payment_id": payment_id}
    back |= {"number": 1, "state": "given_back", "currency": "GBP", "processor_id": "re_standin1"}
    back |= {"net_minor": 25_000, "vat_minor": 5_000, "gross_minor": 30_000, "given_by": "Sam Supplier"}
    back |= {"reason": "A quarter of it was not used.", "intended_at": _THEN, "asked_at": _THEN}
    return back | {"ended_at": _THEN}
