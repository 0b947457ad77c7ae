"""Contracts: recorded when a supplier accepts an order, for a register of contracts to build on."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.billing.metering import Bought, value_bought
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import NotFound
from plumbline.kit.exports import Cell, Table
from plumbline.kit.identifiers import new_id
from plumbline.kit.money import Money
from plumbline.purchasing import contract_rows
from plumbline.purchasing.contract_schemas import ContractOut
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
    return [_out(row) for row in contract_rows.listed(db, identity)]


def contract_of(db: Connection, identity: Identity, contract_id: UUID) -> ContractOut:
    """One of them. Another's reads as missing."""
    require(identity, Permission.READ_ORDERS)
    row = contract_rows.one(db, identity, contract_id)
    if row is None:
        raise NotFound("There is no such contract.", next_step="See yours: /contracts")
    return _out(row)


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
        ]
        for each in contracts
    ]
    return list(COLUMNS), rows


def _out(row: Any) -> ContractOut:
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
        net=f"{Money(row.net_minor, row.currency).units}",
        gross=f"{Money(row.gross_minor, row.currency).units}",
        agreed_at=row.agreed_at,
    )
