"""Stores contracts: one for an order, held by a unique index."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, and_, false, insert, select

from plumbline.accounts.identity import Identity
from plumbline.kit.audit import Event
from plumbline.kit.errors import Stale
from plumbline.storage.events import record
from plumbline.storage.tables import contracts
from plumbline.storage.violations import first_or

_C = contracts.c


def _theirs(identity: Identity) -> Any:
    if identity.organisation_id is not None:
        return _C.organisation_id == identity.organisation_id
    return _C.supplier_id == identity.supplier_id if identity.supplier_id is not None else false()


def add(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Record a contract. Raises `Stale` where the order has one."""
    with first_or(Stale("This order has a contract.", next_step="Read it: /contracts")):
        db.execute(insert(contracts).values(values))
    record(db, event)


def listed(db: Connection, identity: Identity) -> Sequence[Row[Any]]:
    """The contracts of an organisation or a supplier, the one that ends first on top."""
    query = select(contracts).where(_theirs(identity))
    return db.execute(query.order_by(_C.ends_on, _C.id)).all()


def one(db: Connection, identity: Identity, contract_id: UUID) -> Row[Any] | None:
    """A contract of theirs."""
    return db.execute(select(contracts).where(and_(_C.id == contract_id, _theirs(identity)))).one_or_none()


def of_orders(db: Connection, order_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The contracts that came of orders, by order."""
    query = select(_C.order_id, _C.id).where(_C.order_id.in_(order_ids))
    return {row.order_id: row.id for row in db.execute(query)}
