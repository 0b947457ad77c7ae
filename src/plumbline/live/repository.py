"""Stores live checks and the looks taken at hosts. Looks are appended; a check moves through its states."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from plumbline.kit.audit import Event
from plumbline.kit.errors import Conflict
from plumbline.kit.identifiers import new_id
from plumbline.storage.events import record
from plumbline.storage.tables import live_checks, live_looks, products, releases, suppliers
from plumbline.storage.violations import first_or

_CHECKS = (
    select(
        live_checks,
        releases.c.version.label("release_version"),
        products.c.slug.label("product_slug"),
        products.c.name.label("product_name"),
    )
    .join(releases, releases.c.id == live_checks.c.release_id)
    .join(products, products.c.id == releases.c.product_id)
)
_OPEN = live_checks.c.ended_at.is_(None)


def add(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Record a new check. Raises `Conflict` where the release has an open one for the address."""
    beaten = Conflict(
        "This address is registered for the release already.",
        next_step="See how it stands, or remove it first.",
    )
    with first_or(beaten):
        db.execute(insert(live_checks).values(values))
    record(db, event)


def open_count(db: Connection, supplier_id: UUID) -> int:
    """How many open checks a supplier has; whoever asks next waits until the caller is done."""
    db.execute(select(suppliers.c.id).where(suppliers.c.id == supplier_id).with_for_update())
    query = select(func.count()).where(live_checks.c.supplier_id == supplier_id, _OPEN)
    return int(db.execute(query).scalar_one())


def open_one(db: Connection, release_id: UUID, address: str) -> Row[Any] | None:
    """The open check of an address on a release, locked."""
    query = select(live_checks).where(
        live_checks.c.release_id == release_id, live_checks.c.address == address, _OPEN
    )
    return db.execute(query.with_for_update()).first()


def of_supplier(db: Connection, supplier_id: UUID, product_slug: str | None = None) -> Sequence[Row[Any]]:
    """A supplier's checks, open ones first, then the newest."""
    query = _CHECKS.where(live_checks.c.supplier_id == supplier_id)
    if product_slug is not None:
        query = query.where(products.c.slug == product_slug)
    ended = live_checks.c.ended_at.is_not(None)
    return db.execute(query.order_by(ended, live_checks.c.registered_at.desc(), live_checks.c.id)).all()


def one(db: Connection, check_id: UUID, supplier_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    """A supplier's check; another's is as if it were not there."""
    if lock:
        _lock(db, check_id)
    return db.execute(
        _CHECKS.where(live_checks.c.id == check_id, live_checks.c.supplier_id == supplier_id)
    ).first()


def products_of(db: Connection, supplier_id: UUID) -> Sequence[Any]:
    """The products of a supplier that have a release, by name."""
    query = select(products.c.slug, products.c.name).where(
        products.c.supplier_id == supplier_id,
        products.c.id.in_(select(releases.c.product_id)),
    )
    return db.execute(query.order_by(products.c.name, products.c.slug)).all()


def looks_of(db: Connection, check_ids: Collection[UUID], most: int) -> dict[UUID, list[Row[Any]]]:
    """The newest looks of each check."""
    place = func.row_number().over(
        partition_by=live_looks.c.live_check_id, order_by=(live_looks.c.at.desc(), live_looks.c.id.desc())
    )
    numbered = select(live_looks, place.label("place")).where(live_looks.c.live_check_id.in_(check_ids))
    newest = numbered.subquery()
    found: defaultdict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in db.execute(select(newest).where(newest.c.place <= most).order_by(newest.c.place)):
        found[row.live_check_id].append(row)
    return found


def change(db: Connection, check_id: UUID, values: dict[str, Any], *, event: Event) -> None:
    """Move a check on."""
    db.execute(update(live_checks).where(live_checks.c.id == check_id).values(values))
    record(db, event)


def claim_due(db: Connection, now: datetime, claim: UUID, until: datetime) -> Row[Any] | None:
    """The check that has been due longest and is nobody's, now the caller's; None where there is none.

    It is no event: nothing is decided by it, and it ends by itself.
    """
    free = or_(live_checks.c.claimed_until.is_(None), live_checks.c.claimed_until <= now)
    due = select(live_checks.c.id).where(_OPEN, live_checks.c.due_at <= now, free)
    check_id = db.execute(
        due.order_by(live_checks.c.due_at, live_checks.c.id).limit(1).with_for_update(skip_locked=True)
    ).scalar_one_or_none()
    if check_id is None:
        return None
    mine = update(live_checks).where(live_checks.c.id == check_id)
    db.execute(mine.values(claim=claim, claimed_until=until))
    return db.execute(_CHECKS.where(live_checks.c.id == check_id)).one()


def claimed(db: Connection, check_id: UUID, claim: UUID) -> Row[Any] | None:
    """The check, locked, where it is still open and the caller's."""
    _lock(db, check_id)
    return db.execute(
        _CHECKS.where(live_checks.c.id == check_id, live_checks.c.claim == claim, _OPEN)
    ).first()


def last_look_at(db: Connection, supplier_id: UUID, host: str) -> datetime | None:
    """When a host was looked at last for a supplier, by whichever of their checks, ended ones among them."""
    base = f"https://{host}"
    its = or_(
        live_checks.c.address == base,
        live_checks.c.address.startswith(f"{base}/", autoescape=True),
        live_checks.c.address.startswith(f"{base}:", autoescape=True),
    )
    query = select(func.max(live_checks.c.checked_at)).where(live_checks.c.supplier_id == supplier_id, its)
    found: datetime | None = db.execute(query).scalar_one()
    return found


def add_looks(db: Connection, looks: Sequence[dict[str, Any]]) -> None:
    """Append looks; the event is that of the check they belong to."""
    if looks:
        db.execute(insert(live_looks), [{"id": new_id(), **each} for each in looks])


def last_recorded(db: Connection, release_id: UUID, address: str, about: str) -> Row[Any] | None:
    """The newest look at a document of an address that became evidence on a release, by whichever check."""
    query = (
        select(live_looks)
        .join(live_checks, live_checks.c.id == live_looks.c.live_check_id)
        .where(
            live_checks.c.release_id == release_id,
            live_checks.c.address == address,
            live_looks.c.about == about,
            live_looks.c.evidence_id.is_not(None),
        )
    )
    return db.execute(query.order_by(live_looks.c.at.desc(), live_looks.c.id.desc()).limit(1)).first()


def next_due(db: Connection) -> datetime | None:
    """When the next open check is due."""
    found: datetime | None = db.execute(select(func.min(live_checks.c.due_at)).where(_OPEN)).scalar_one()
    return found


def _lock(db: Connection, check_id: UUID) -> None:
    db.execute(select(live_checks.c.id).where(live_checks.c.id == check_id).with_for_update())
