"""Reading orders: a buyer's own, and those that a supplier was sent. Nobody else's."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from catalog.purchasing.orders import OrderState
from catalog.purchasing.refunds import RefundState
from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.kit.exports import Cell, Table
from plumbline.kit.money import Money
from plumbline.market.snapshot import Snapshot
from plumbline.purchasing import contract_rows, payment_rows, refund_rows, repository
from plumbline.purchasing.acting import order_row, possible
from plumbline.purchasing.giving_back import returnable
from plumbline.purchasing.rules import notice_is_due
from plumbline.purchasing.schemas import (
    ConcernOut,
    LineOut,
    ObstacleOut,
    OrderOut,
    OrderSummary,
    PaymentOut,
    PaymentState,
    RefundOut,
    StepOut,
    Way,
)
from plumbline.purchasing.standing import Held, held_against
from plumbline.storage.engine import Connection

COLUMNS: Final = (
    "order",
    "state",
    "product",
    "supplier",
    "buyer",
    "purchase order",
    "starts on",
    "term in months",
    "currency",
    "net",
    "gross",
    "drafted by",
    "drafted at",
)
STILL_OPEN: Final = (OrderState.DRAFT, OrderState.AWAITING_APPROVAL)
"""States in which what stands in the way is worth saying."""


def orders_of(db: Connection, identity: Identity) -> list[OrderSummary]:
    """The orders of the organisation, or those sent to the supplier, that somebody acts for; newest first."""
    require(identity, Permission.READ_ORDERS)
    return [_summary(row) for row in repository.listed(db, identity)]


def order_of(db: Connection, identity: Identity, snapshot: Snapshot, order_id: UUID) -> OrderOut:
    """One order, as its reader may see it. Another's reads as missing."""
    row = order_row(db, identity, Permission.READ_ORDERS, order_id)
    held = held_against(db, row, snapshot) if identity.organisation_id is not None else None
    steps = repository.steps_of(db, [order_id])
    payments, refunds = payment_rows.of_order(db, order_id), refund_rows.of_orders(db, [order_id])
    back = returnable(row, payments, refunds, identity)
    return OrderOut(
        **_told(row),
        version=row.version,
        origin=row.origin,
        release=row.release_version,
        plan_title=row.plan_title,
        size=row.size,
        ends_on=row.ends_on,
        notice_days=row.notice_days,
        currency=row.currency,
        vat=_text(row.vat_minor, row.currency),
        vat_rate=row.vat_rate,
        lines=[_line(each) for each in row.arithmetic],
        steps=[_step(each) for each in steps if held is not None or not each.internal],
        payments=[_payment(each) for each in payments],
        refunds=[_refund(each) for each in refunds],
        returnable=None if back is None else f"{back.units}",
        possible=[str(act) for act in possible(row, identity)],
        contract_id=contract_rows.of_orders(db, [order_id]).get(order_id),
        **(_held(row, held) if held is not None else {}),
    )


def order_table(orders: Sequence[OrderSummary]) -> tuple[list[str], Table]:
    """Orders as headings and rows to take away."""
    rows: list[list[Cell]] = [
        [
            str(each.id),
            each.state,
            each.product_name,
            each.supplier_name,
            each.organisation_name,
            each.purchase_order_number,
            each.starts_on,
            each.term_months,
            "GBP",
            each.net,
            each.gross,
            each.drafted_by,
            each.drafted_at.isoformat(),
        ]
        for each in orders
    ]
    return list(COLUMNS), rows


def _summary(row: Any) -> OrderSummary:
    return OrderSummary(**_told(row))


def _told(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": row.state,
        "product": row.product_slug,
        "product_name": row.product_name,
        "supplier_name": row.supplier_name,
        "organisation_name": row.organisation_name,
        "purchase_order_number": row.purchase_order_number,
        "net": _text(row.net_minor, row.currency),
        "gross": _text(row.gross_minor, row.currency),
        "term_months": row.term_months,
        "starts_on": row.starts_on,
        "drafted_by": row.drafted_by,
        "drafted_at": row.drafted_at,
        "changed_at": row.changed_at,
    }


def _held(row: Any, held: Held) -> dict[str, Any]:
    still_open = OrderState(row.state) in STILL_OPEN
    return {
        "shortlist_id": row.shortlist_id,
        "obstacles": [
            ObstacleOut(bar=str(each.bar), words=each.words, next_step=each.next_step)
            for each in held.obstacles
            if still_open
        ],
        "concerns": [
            ConcernOut(field=f"{each.worry}_reason", words=each.words) for each in held.concerns if still_open
        ],
        "added_up": [_summary(each) for each in held.added_up],
        "together": f"{held.situation.together.units}",
        "notice_is_due": notice_is_due(held.situation),
    }


def _line(kept: dict[str, Any]) -> LineOut:
    net = _text(kept["net"]["minor"], kept["net"]["currency"])
    return LineOut(title=kept["title"], arithmetic=kept["arithmetic"], net=net)


def _step(row: Any) -> StepOut:
    return StepOut(
        act=row.act,
        state=row.state,
        made_by=row.made_by,
        made_at=row.made_at,
        reason=row.reason,
        reasons=row.facts.get("reasons", {}),
    )


def _payment(row: Any) -> PaymentOut:
    return PaymentOut(
        id=row.id,
        way=Way(row.way),
        state=PaymentState(row.state),
        gross=_text(row.gross_minor, row.currency),
        page=row.page,
        why=row.why,
        intended_at=row.intended_at,
        ended_at=row.ended_at,
    )


def _refund(row: Any) -> RefundOut:
    return RefundOut(
        id=row.id,
        state=RefundState(row.state),
        net=_text(row.net_minor, row.currency),
        vat=_text(row.vat_minor, row.currency),
        gross=_text(row.gross_minor, row.currency),
        reason=row.reason,
        given_by=row.given_by,
        credit_note=row.credit_note,
        credit_page=row.credit_page,
        why=row.why,
        intended_at=row.intended_at,
        ended_at=row.ended_at,
    )


def _text(minor: int, currency: str) -> str:
    return f"{Money(minor, currency).units}"
