"""Asking for the payment of an accepted order: written down first, asked of the processor afterwards."""

from typing import Final
from uuid import UUID

from catalog.purchasing.orders import OrderAct
from plumbline.accounts.identity import Identity
from plumbline.accounts.roles import Permission
from plumbline.accounts.words import email_of
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import ORDERING
from plumbline.purchasing import payment_rows
from plumbline.purchasing.acting import act_on, check_turn, order_row, said
from plumbline.purchasing.schemas import ChargeIn, PaymentState, Way
from plumbline.storage.engine import Database

NOT_PAYABLE: Final = (
    "The supplier cannot be paid here yet: it has not finished telling the payment processor about itself."
)


def charge(
    database: Database, clock: Clock, identity: Identity, order_id: UUID, data: ChargeIn
) -> UUID | None:
    """Write down that an order is to be paid, for `OrderPayments` to carry out. Gives the payment's id; None
    for what was paid outside, of which only a note is made.

    Raises `Conflict` where the order is not accepted, a payment stands, or the supplier cannot be paid here.
    """
    if data.way is Way.OUTSIDE:
        with database.write(identity.tenant) as db:
            row = order_row(db, identity, Permission.REQUEST_ORDERS, order_id, lock=True)
            check_turn(row, OrderAct.NOTE, identity)
            act_on(db, clock, identity, row, OrderAct.NOTE, reason=said(data.reason))
        return None
    email = email_of(data.email)
    with database.read(identity.tenant) as db:
        row = order_row(db, identity, Permission.REQUEST_ORDERS, order_id)
        check_turn(row, OrderAct.CHARGE, identity)
    account = _account(database, row.supplier_id)
    identifier = new_id()
    with database.write(identity.tenant) as db:
        row = order_row(db, identity, Permission.REQUEST_ORDERS, order_id, lock=True)
        act_on(db, clock, identity, row, OrderAct.CHARGE, facts={"way": str(data.way)})
        values = {
            "id": identifier,
            "order_id": order_id,
            "way": str(data.way),
            "state": str(PaymentState.INTENDED),
            "email": email,
            "account": account,
            "currency": row.currency,
            "gross_minor": row.gross_minor,
            "intended_at": clock.now(),
        }
        payment_rows.intend(db, values)
    return identifier


def _account(database: Database, supplier_id: UUID) -> str:
    """The supplier's account at the processor, which the buyer may not read."""
    with database.read(ORDERING) as db:
        found = payment_rows.payee(db, supplier_id)
    if found is None or found.account is None or not found.may_charge:
        raise Conflict(
            NOT_PAYABLE,
            next_step="Ask the supplier to do so: /payee. Until then, pay its own invoice as you always did.",
        )
    return str(found.account)
