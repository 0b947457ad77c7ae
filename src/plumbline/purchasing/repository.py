"""Stores orders and their steps. A step is appended with the change of state that it made, or not at all."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, false, insert, or_, select, update

from catalog.purchasing.orders import COUNTED
from plumbline.accounts.identity import Identity
from plumbline.kit.audit import Event
from plumbline.kit.errors import Conflict, Stale
from plumbline.kit.identifiers import new_id
from plumbline.storage.events import record
from plumbline.storage.tables import order_steps, orders, purchase_thresholds
from plumbline.storage.violations import first_or

_O, _S = orders.c, order_steps.c


def _theirs(identity: Identity) -> Any:
    """An organisation's own; of a supplier, what was sent to it."""
    if identity.organisation_id is not None:
        return _O.organisation_id == identity.organisation_id
    if identity.supplier_id is not None:
        return and_(_O.supplier_id == identity.supplier_id, _O.sent_at.is_not(None))
    return false()


def add(db: Connection, values: dict[str, Any], step: dict[str, Any], *, event: Event) -> None:
    """Store a new order with its first step."""
    db.execute(insert(orders).values(values))
    db.execute(insert(order_steps).values(id=new_id(), order_id=values["id"], number=1, **step))
    record(db, event)


def one(db: Connection, identity: Identity, order_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    """An order that somebody may see, held until the transaction ends if it is to be locked."""
    query = select(orders).where(_O.id == order_id, _theirs(identity))
    return db.execute(query.with_for_update() if lock else query).one_or_none()


def named(db: Connection, order_id: UUID) -> Row[Any] | None:
    """An order by its id, held until the transaction ends: for the service's own work."""
    return db.execute(select(orders).where(_O.id == order_id).with_for_update()).one_or_none()


def listed(db: Connection, identity: Identity) -> Sequence[Row[Any]]:
    """The orders that somebody may see, newest first."""
    query = select(orders).where(_theirs(identity))
    return db.execute(query.order_by(_O.drafted_at.desc(), _O.id.desc())).all()


def counted_with(db: Connection, order: Row[Any], since: date, until: date) -> Sequence[Row[Any]]:
    """Other orders of the organisation for the same product or from the same supplier that were asked for
    between two days, both included, and have not come to nothing.
    """
    query: Select[Any] = select(orders).where(
        _O.organisation_id == order.organisation_id,
        or_(_O.product_id == order.product_id, _O.supplier_id == order.supplier_id),
        _O.id != order.id,
        _O.state.in_([str(state) for state in COUNTED]),
        _O.requested_on >= since,
        _O.requested_on <= until,
    )
    return db.execute(query.order_by(_O.requested_on, _O.id)).all()


def hold_organisation(db: Connection, organisation_id: UUID) -> None:
    """Let one at a time add up the orders of an organisation: whoever comes next waits, and counts this one.

    What is held is the newest threshold, without which nothing is bought directly.
    """
    query = select(purchase_thresholds.c.id).where(purchase_thresholds.c.organisation_id == organisation_id)
    db.execute(query.order_by(purchase_thresholds.c.version.desc()).limit(1).with_for_update()).all()


def steps_of(db: Connection, order_ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """The steps of orders, in the order they were made."""
    return db.execute(select(order_steps).where(_S.order_id.in_(order_ids)).order_by(_S.number)).all()


def take(
    db: Connection, order: Row[Any], changed: dict[str, Any], step: dict[str, Any], *, event: Event
) -> None:
    """Append a step and change the order as it says. `order` is the row that was read.

    Raises `Stale` for whoever comes second: the lock lets one through at a time, the indexes let one stand.
    """
    version = order.version + 1
    at_this_version = (_O.id == order.id, _O.version == order.version)
    with first_or(_number_taken()):
        moved = db.execute(update(orders).where(*at_this_version).values(version=version, **changed))
    if moved.rowcount != 1:
        raise _beaten()
    with first_or(_beaten()):
        db.execute(insert(order_steps).values(id=new_id(), order_id=order.id, number=version, **step))
    record(db, event)


def _beaten() -> Stale:
    return Stale(
        "Somebody did something with this order in the same moment; nothing was overwritten.",
        next_step="Read it again, and go on from what stands now.",
    )


def _number_taken() -> Conflict:
    return Conflict(
        "Another order of your organisation has this purchase-order number.",
        next_step="Give each order its own number.",
    )
