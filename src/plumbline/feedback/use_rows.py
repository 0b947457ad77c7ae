"""Stores which products an organisation uses, and the invitations that it sent out."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from plumbline.kit.audit import Event
from plumbline.kit.errors import Conflict
from plumbline.storage.events import record
from plumbline.storage.tables import feedback_invitations, products, products_in_use, suppliers
from plumbline.storage.violations import first_or

USE, INVITED = products_in_use.c, feedback_invitations.c


def of_organisation(db: Connection, organisation_id: UUID) -> Sequence[Row[Any]]:
    """What an organisation declared, what is in use first, then by name."""
    query = _with_product().where(USE.organisation_id == organisation_id)
    return db.execute(query.order_by(USE.until.is_not(None), products.c.name, USE.since.desc(), USE.id)).all()


def one(db: Connection, in_use_id: UUID, organisation_id: UUID) -> Row[Any] | None:
    """One of them, held until the transaction ends."""
    query = _with_product().where(USE.id == in_use_id, USE.organisation_id == organisation_id)
    return db.execute(query.with_for_update(of=products_in_use)).one_or_none()


def _with_product() -> Select[Any]:
    named = (products.c.slug, products.c.name, products.c.origin)
    return select(products_in_use, *named).join(products, products.c.id == USE.product_id)


def published(db: Connection) -> Sequence[Row[Any]]:
    """What is on the market: slug, name and supplier."""
    named = (products.c.slug, products.c.name, suppliers.c.name.label("supplier_name"))
    query: Select[Any] = select(*named)
    query = query.join(suppliers, suppliers.c.id == products.c.supplier_id)
    return db.execute(query.where(products.c.status == "published")).all()


def declare(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Record that a product is in use. Raises `Conflict` where that stands already."""
    beaten = Conflict(
        "Your organisation declared before that it uses this product.", next_step="Find it in the list."
    )
    with first_or(beaten):
        db.execute(insert(products_in_use).values(values))
    record(db, event)


def end(db: Connection, in_use_id: UUID, until: date, *, event: Event) -> None:
    """Record the last day of use."""
    db.execute(update(products_in_use).where(USE.id == in_use_id).values(until=until))
    record(db, event)


def sent(db: Connection, organisation_code: str) -> Sequence[Row[Any]]:
    """How many invitations of an organisation run to which day, by product."""
    query = select(INVITED.product_id, INVITED.last_day, func.count().label("invitations"))
    query = query.where(INVITED.organisation_code == organisation_code)
    return db.execute(query.group_by(INVITED.product_id, INVITED.last_day).order_by(INVITED.last_day)).all()


def invite(db: Connection, rows: Sequence[dict[str, Any]], *, event: Event) -> None:
    """Write invitations."""
    db.execute(insert(feedback_invitations), list(rows))
    record(db, event)


def open_invitation(db: Connection, code_hash: str, day: date) -> Row[Any] | None:
    """The invitation behind a code, where it can be used on that day, with its product."""
    named = (products.c.slug, products.c.name, products.c.origin, products.c.supplier_id)
    query = select(feedback_invitations, *named).join(products, products.c.id == INVITED.product_id)
    usable = (INVITED.code_hash == code_hash, INVITED.used.is_(False), INVITED.last_day >= day)
    return db.execute(query.where(*usable)).one_or_none()


def use_up(db: Connection, code_hash: str) -> bool:
    """Take the invitation, once: two who come with one code meet here. No moment is kept of it."""
    taken = update(feedback_invitations).where(INVITED.code_hash == code_hash, INVITED.used.is_(False))
    return db.execute(taken.values(used=True)).rowcount == 1
