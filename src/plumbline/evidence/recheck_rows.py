"""Stores looking again: the lease, the runs, what moved, and when each product was last looked at."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from catalog.evidence.formats import Format
from plumbline.kit.audit import Event
from plumbline.kit.identifiers import new_id
from plumbline.market.repository import current_releases
from plumbline.storage.events import record
from plumbline.storage.inserts import insert_into
from plumbline.storage.tables import (
    carried_evidence,
    events,
    evidence,
    product_checks,
    products,
    readings,
    recheck_changes,
    recheck_lease,
    recheck_runs,
    releases,
)

SIGNED_WITH_KEYS: Final = (Format.SIGNED_ATTESTATION, Format.CYCLONEDX)
"""Formats in which the key of a test house can speak."""
_SHOWN: Final = (
    select(recheck_changes, products.c.slug.label("product_slug"))
    .join(products, products.c.id == recheck_changes.c.product_id)
    .order_by(recheck_changes.c.recorded_at.desc(), recheck_changes.c.id.desc())
)


def hold(db: Connection, holder: UUID, now: datetime, until: datetime) -> bool:
    """Take the lease, or keep it; False where somebody else has it. The update decides: no two pass."""
    lease = recheck_lease.c
    free = or_(lease.holder.is_(None), lease.holder == holder, lease.until < now)
    taken = update(recheck_lease).where(free).values(holder=holder, until=until)
    return db.execute(taken).rowcount == 1


def let_go(db: Connection, holder: UUID) -> None:
    """Give the lease back, if it is still held."""
    mine = update(recheck_lease).where(recheck_lease.c.holder == holder)
    db.execute(mine.values(holder=None, until=None))


def newest_run(db: Connection) -> Row[Any] | None:
    """The run that was begun last."""
    query = select(recheck_runs).order_by(recheck_runs.c.started_at.desc(), recheck_runs.c.id.desc())
    return db.execute(query.limit(1)).first()


def first_recorded(db: Connection) -> datetime | None:
    """When the first thing happened in this market."""
    query = select(events.c.at).order_by(events.c.sequence).limit(1)
    return db.execute(query).scalar_one_or_none()


def add_run(db: Connection, as_of: date, started_by: str, now: datetime) -> UUID:
    """Begin a run."""
    identifier = new_id()
    counts = dict.fromkeys(("products", "moved", "failed"), 0)
    begun = {"id": identifier, "as_of": as_of, "started_by": started_by, "started_at": now}
    db.execute(insert(recheck_runs).values({**begun, **counts}))
    return identifier


def finish_run(
    db: Connection, run_id: UUID, now: datetime, counts: Mapping[str, int], *, event: Event
) -> None:
    """Note the end of a run, with its counts."""
    ended = update(recheck_runs).where(recheck_runs.c.id == run_id)
    db.execute(ended.values(finished_at=now, **counts))
    record(db, event)


def due(db: Connection, as_of: date, also: Collection[UUID] = ()) -> Sequence[Any]:
    """The published products that were not looked at on the day yet, with the day they last were; and of the
    products in `also` those that are published, whether they were or not.
    """
    seen = product_checks.c.as_of
    query = (
        select(products.c.id, products.c.listed_on, seen)
        .outerjoin(product_checks, product_checks.c.product_id == products.c.id)
        .where(products.c.status == "published")
        .where(or_(seen.is_(None), seen < as_of, products.c.id.in_(also)))
    )
    return db.execute(query.order_by(products.c.id)).all()


def stale_documents(
    db: Connection, versions: Mapping[Format, int], ended: datetime | None
) -> Sequence[Row[Any]]:
    """The documents on current releases, or carried to one, whose newest reading is of an earlier version of
    its reader; and those that keys sign which were read by the moment at which a key or a listing ended last.
    """
    current = current_releases().subquery()
    stale = [
        (readings.c.format == str(name)) & (readings.c.reader_version < version)
        for name, version in versions.items()
    ]
    if ended is not None:
        signed = readings.c.format.in_([str(each) for each in SIGNED_WITH_KEYS])
        stale.append(signed & (readings.c.read_at <= ended))
    newest = (
        select(readings.c.evidence_id, func.max(readings.c.number).label("number"))
        .group_by(readings.c.evidence_id)
        .subquery()
    )
    query = (
        select(
            readings,
            releases.c.product_id,
            evidence.c.release_id,
            evidence.c.submitted_on,
            evidence.c.expires_on,
            evidence.c.title,
        )
        .join(
            newest, (newest.c.evidence_id == readings.c.evidence_id) & (newest.c.number == readings.c.number)
        )
        .join(evidence, evidence.c.id == readings.c.evidence_id)
        .join(releases, releases.c.id == evidence.c.release_id)
        .outerjoin(current, current.c.id == releases.c.id)
        .where(or_(current.c.id.is_not(None), evidence.c.id.in_(select(carried_evidence.c.evidence_id))))
    )
    return db.execute(query.where(or_(*stale)).order_by(readings.c.evidence_id)).all()


def add_change(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Record what moved on one product."""
    db.execute(insert(recheck_changes).values(id=new_id(), **values))
    record(db, event)


def mark(db: Connection, product_ids: Collection[UUID], run_id: UUID, as_of: date, now: datetime) -> None:
    """Note that products were looked at. No event: nothing about them changed."""
    if not product_ids:
        return
    rows = [{"product_id": each, "run_id": run_id, "as_of": as_of, "checked_at": now} for each in product_ids]
    fresh = insert_into(db, product_checks)
    moved = {name: fresh.excluded[name] for name in ("run_id", "as_of", "checked_at")}
    db.execute(fresh.on_conflict_do_update(index_elements=["product_id"], set_=moved), rows)


def last_check(db: Connection, product_id: UUID) -> date | None:
    """The day on which a product was last looked at."""
    query = select(product_checks.c.as_of).where(product_checks.c.product_id == product_id)
    return db.execute(query).scalar_one_or_none()


def runs(db: Connection, before: tuple[datetime, UUID] | None, limit: int) -> Sequence[Row[Any]]:
    """Runs, the newest first, from the one after `before` on."""
    query = select(recheck_runs).order_by(recheck_runs.c.started_at.desc(), recheck_runs.c.id.desc())
    if before is not None:
        at, identifier = before
        started = recheck_runs.c.started_at
        query = query.where(or_(started < at, (started == at) & (recheck_runs.c.id < identifier)))
    return db.execute(query.limit(limit)).all()


def run(db: Connection, run_id: UUID) -> Row[Any] | None:
    """One run."""
    return db.execute(select(recheck_runs).where(recheck_runs.c.id == run_id)).first()


def changes_in(db: Connection, run_id: UUID) -> Sequence[Row[Any]]:
    """What moved in a run."""
    return db.execute(_SHOWN.where(recheck_changes.c.run_id == run_id)).all()


def changes_on(db: Connection, product_id: UUID, limit: int) -> Sequence[Row[Any]]:
    """What moved on a product, the newest first."""
    return db.execute(_SHOWN.where(recheck_changes.c.product_id == product_id).limit(limit)).all()


def counted(db: Connection, run_id: UUID) -> tuple[int, int]:
    """How many products a run has looked at so far, and on how many of them something moved."""
    seen = select(func.count()).select_from(product_checks).where(product_checks.c.run_id == run_id)
    moved = select(func.count()).select_from(recheck_changes).where(recheck_changes.c.run_id == run_id)
    return int(db.scalar(seen) or 0), int(db.scalar(moved) or 0)
