"""Contracts: recorded when a supplier accepts an order, for a register of contracts to build on."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from catalog.purchasing.refunds import RefundState
from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.billing.metering import Bought, value_bought
from plumbline.kit.audit import event
from plumbline.kit.clock import LONDON, Clock, today
from plumbline.kit.errors import NotFound
from plumbline.kit.exports import Cell, Table
from plumbline.kit.identifiers import new_id
from plumbline.kit.money import Money
from plumbline.purchasing import contract_rows, refund_rows
from plumbline.purchasing.contract_schemas import ContractOut, GivenBackOut
from plumbline.storage.engine import Connection

FROM_ORDER: Final = (
    "organisation_id",
    "supplier_id",
    "product_id",
    "release_id",
    "organisation_name",
    "supplier_name",
    "product_name",
    "product_slug",
    "release_version",
    "purchase_order_number",
    "term_months",
    "starts_on",
    "ends_on",
    "notice_days",
    "currency",
    "net_minor",
    "gross_minor",
)
COLUMNS: Final = (
    "contract",
    "product",
    "release",
    "supplier",
    "buyer",
    "purchase order",
    "starts on",
    "ends on",
    "term in months",
    "notice in days",
    "notice by",
    "currency",
    "net",
    "gross",
    "agreed at",
    "given back net",
    "given back gross",
)


def agree(db: Connection, clock: Clock, identity: Identity, order: Any) -> UUID:
    """Record the contract that an accepted order is, and its value for the market's charge of the quarter."""
    identifier = new_id()
    values = {name: getattr(order, name) for name in FROM_ORDER}
    values |= {"id": identifier, "order_id": order.id, "agreed_at": clock.now()}
    told = event(clock, identity.actor, "contract.agreed", "contract", identifier, order=str(order.id))
    contract_rows.add(db, values, event=told)
    what = Bought(
        source="contract",
        source_id=str(identifier),
        organisation_id=order.organisation_id,
        supplier_id=order.supplier_id,
        net=Money(order.net_minor, order.currency),
        day=today(clock),
    )
    value_bought(db, clock, identity.actor, what)
    return identifier


def contracts_of(db: Connection, identity: Identity) -> list[ContractOut]:
    """The contracts of the organisation or supplier that somebody acts for."""
    require(identity, Permission.READ_ORDERS)
    return _out(db, contract_rows.listed(db, identity))


def contract_of(db: Connection, identity: Identity, contract_id: UUID) -> ContractOut:
    """One of them. Another's reads as missing."""
    require(identity, Permission.READ_ORDERS)
    row = contract_rows.one(db, identity, contract_id)
    if row is None:
        raise NotFound("There is no such contract.", next_step="See yours: /contracts")
    return _out(db, [row])[0]


def contract_table(contracts: list[ContractOut]) -> tuple[list[str], Table]:
    """Contracts as headings and rows to take away."""
    rows: list[list[Cell]] = [
        [
            str(each.id),
            each.product_name,
            each.release,
            each.supplier_name,
            each.organisation_name,
            each.purchase_order_number,
            each.starts_on,
            each.ends_on,
            each.term_months,
            each.notice_days,
            each.notice_by,
            each.currency,
            each.net,
            each.gross,
            each.agreed_at.isoformat(),
            each.given_back_net,
            each.given_back_gross,
        ]
        for each in contracts
    ]
    return list(COLUMNS), rows


def _out(db: Connection, rows: Sequence[Any]) -> list[ContractOut]:
    back: defaultdict[UUID | None, list[Any]] = defaultdict(list)
    for each in refund_rows.of_orders(db, [row.order_id for row in rows if row.order_id]):
        if each.state == RefundState.GIVEN_BACK:
            back[each.order_id].append(each)
    return [_one(row, back[row.order_id]) for row in rows]


def _one(row: Any, back: Sequence[Any]) -> ContractOut:
    return ContractOut(
        id=row.id,
        order_id=row.order_id,
        product=row.product_slug,
        product_name=row.product_name,
        release=row.release_version,
        supplier_name=row.supplier_name,
        organisation_name=row.organisation_name,
        purchase_order_number=row.purchase_order_number,
        term_months=row.term_months,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        notice_days=row.notice_days,
        notice_by=row.ends_on - timedelta(days=row.notice_days),
        currency=row.currency,
        net=_text(row.net_minor, row),
        gross=_text(row.gross_minor, row),
        agreed_at=row.agreed_at,
        given_back=[_given_back(each) for each in back],
        given_back_net=_text(sum(each.net_minor for each in back), row),
        given_back_gross=_text(sum(each.gross_minor for each in back), row),
    )


def _given_back(row: Any) -> GivenBackOut:
    return GivenBackOut(
        day=row.ended_at.astimezone(LONDON).date(),
        net=_text(row.net_minor, row),
        gross=_text(row.gross_minor, row),
        reason=row.reason,
    )


def _text(minor: int, row: Any) -> str:
    return f"{Money(minor, row.currency).units}"
