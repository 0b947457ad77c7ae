"""A supplier gives back what was paid for an order, wholly or in part: written down first, sent later."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from catalog.purchasing.refunds import STANDING, RefundState
from plumbline.accounts.identity import Identity
from plumbline.accounts.roles import Permission
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict, Invalid
from plumbline.kit.identifiers import new_id
from plumbline.kit.money import Money
from plumbline.purchasing import payment_rows, refund_rows
from plumbline.purchasing.acting import order_row, refuse_part, said
from plumbline.purchasing.refund_rules import Left, vat_of_part
from plumbline.purchasing.schemas import PaymentState, RefundIn
from plumbline.storage.engine import Connection

NOT_PAID_HERE: Final = "Nothing of this order was paid through the payment processor."
UNDER_WAY: Final = (RefundState.INTENDED, RefundState.UNDER_WAY)


def give_back(db: Connection, clock: Clock, identity: Identity, order_id: UUID, data: RefundIn) -> UUID:
    """Write down that money goes back, for `OrderRefunds` to carry out. Gives the refund's id.

    Raises `NotAllowed` for whoever had a part in the order as the buyer, `Conflict` where nothing can go back
    now, `Invalid` for an amount that is not to be had.
    """
    row = order_row(db, identity, Permission.ANSWER_ORDERS, order_id, lock=True)
    refuse_part(row, identity)
    refunds = refund_rows.of_orders(db, [order_id])
    payment, left = _payable(db, row, refunds)
    if any(each.state in UNDER_WAY for each in refunds):
        raise Conflict(
            "Money of this order is on its way back already.",
            next_step="Wait until it has arrived: read the order again.",
        )
    net = _amount(data.net, left)
    try:
        vat = vat_of_part(left, net)
    except ValueError as error:
        raise Invalid.field("/net", str(error)) from error
    identifier = new_id()
    values = {
        "id": identifier,
        "order_id": order_id,
        "payment_id": payment.id,
        "state": str(RefundState.INTENDED),
        "currency": net.currency,
        "net_minor": net.minor,
        "vat_minor": vat.minor,
        "gross_minor": (net + vat).minor,
        "reason": said(data.reason),
        "given_by": identity.actor.signature,
        "intended_at": clock.now(),
    }
    told = event(clock, identity.actor, "refund.intended", "order", order_id, gross=str((net + vat).units))
    refund_rows.intend(db, values, event=told)
    return identifier


def left_of(row: Any, refunds: Sequence[Any]) -> Left:
    """What of an order has not gone back, and is not on its way."""
    gone = [each for each in refunds if each.state in STANDING]
    return Left(
        net=Money(row.net_minor - sum(each.net_minor for each in gone), row.currency),
        vat=Money(row.vat_minor - sum(each.vat_minor for each in gone), row.currency),
        percent=Decimal(row.vat_rate) * 100,
    )


def returnable(row: Any, payments: Sequence[Any], refunds: Sequence[Any], identity: Identity) -> Money | None:
    """The net amount that somebody may give back now; None for nobody and nothing."""
    paid = any(each.state == PaymentState.PAID for each in payments)
    busy = any(each.state in UNDER_WAY for each in refunds)
    left = left_of(row, refunds).net
    mine = identity.may(Permission.ANSWER_ORDERS) and identity.supplier_id == row.supplier_id
    return left if mine and paid and not busy and left.minor else None


def _payable(db: Connection, row: Any, refunds: Sequence[Any]) -> tuple[Any, Left]:
    """The payment that money goes back of, and what is left of it."""
    paid = [each for each in payment_rows.of_order(db, row.id) if each.state == PaymentState.PAID]
    if not paid:
        raise Conflict(
            NOT_PAID_HERE,
            next_step="What was paid outside goes back outside: by bank transfer, with your own credit note.",
        )
    left = left_of(row, refunds)
    if not left.net.minor:
        raise Conflict("All that was paid has gone back.", next_step="Read the order again.")
    return paid[0], left


def _amount(typed: str | None, left: Left) -> Money:
    if typed is None:
        return left.net
    try:
        return Money.of(typed, left.net.currency)
    except (ValueError, ArithmeticError) as error:
        raise Invalid.field("/net", "Write pounds and pence, like 120.00.") from error
