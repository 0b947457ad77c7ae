"""Stores evidence, files, decisions and plans. All of it is append-only: nothing here updates."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, insert, select

from plumbline.kit.audit import Event
from plumbline.kit.errors import Conflict
from plumbline.kit.identifiers import new_id
from plumbline.storage.events import record
from plumbline.storage.inserts import insert_into
from plumbline.storage.tables import (
    decisions,
    evidence,
    evidence_requirements,
    files,
    products,
    releases,
    suppliers,
    work_off_plans,
)
from plumbline.storage.violations import first_or


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """A release with the product and supplier it belongs to."""

    id: UUID
    version: str
    product_id: UUID
    product_slug: str
    product_name: str
    supplier_id: UUID
    supplier_name: str


_RELEASE = (
    select(
        releases.c.id,
        releases.c.version,
        products.c.id.label("product_id"),
        products.c.slug.label("product_slug"),
        products.c.name.label("product_name"),
        products.c.supplier_id,
        suppliers.c.name.label("supplier_name"),
    )
    .join(products, products.c.id == releases.c.product_id)
    .join(suppliers, suppliers.c.id == products.c.supplier_id)
)


def current_release(db: Connection, slug: str) -> Release | None:
    """The newest release of a product."""
    query = _RELEASE.where(products.c.slug == slug).order_by(releases.c.sequence.desc()).limit(1)
    return _release(db.execute(query).first())


def release(db: Connection, release_id: UUID) -> Release | None:
    """A release by its id."""
    return _release(db.execute(_RELEASE.where(releases.c.id == release_id)).first())


def _release(row: Any) -> Release | None:
    return None if row is None else Release(**row._mapping)


def product_row(db: Connection, slug: str) -> Row[Any] | None:
    """A product with its supplier's name, published or not."""
    query = select(products, suppliers.c.name.label("supplier_name"))
    query = query.join(suppliers, suppliers.c.id == products.c.supplier_id)
    return db.execute(query.where(products.c.slug == slug)).first()


def store_file(db: Connection, content: bytes, at: datetime) -> str:
    """Keep a file under its SHA-256; the same bytes are kept once, whoever hands them in first."""
    digest = sha256(content).hexdigest()
    values = {"sha256": digest, "size": len(content), "content": content, "created_at": at}
    db.execute(insert_into(db, files).values(values).on_conflict_do_nothing())
    return digest


def file(db: Connection, digest: str) -> tuple[bytes, str | None, str | None] | None:
    """The bytes of a file, and the name and media type it was handed in under first."""
    content = db.execute(select(files.c.content).where(files.c.sha256 == digest)).scalar_one_or_none()
    if content is None:
        return None
    named = select(evidence.c.file_name, evidence.c.media_type).where(evidence.c.sha256 == digest)
    name, media_type = db.execute(named.order_by(evidence.c.id).limit(1)).first() or (None, None)
    return bytes(content), name, media_type


def add_evidence(
    db: Connection, values: dict[str, Any], requirement_ids: Collection[str], *, event: Event
) -> None:
    """Record one piece of evidence and what it speaks to."""
    db.execute(insert(evidence).values(values))
    speaks_to = [{"evidence_id": values["id"], "requirement_id": each} for each in requirement_ids]
    if speaks_to:
        db.execute(insert(evidence_requirements), speaks_to)
    record(db, event)


def add_requirements(db: Connection, evidence_id: UUID, requirement_ids: Collection[str]) -> None:
    """Let evidence speak to more requirements than before."""
    rows = [{"evidence_id": evidence_id, "requirement_id": each} for each in requirement_ids]
    if rows:
        db.execute(insert(evidence_requirements), rows)


def add_decision(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Record one decision. Raises `Conflict` where a second one of the same version meets the index."""
    beaten = Conflict(
        f"Somebody decided on {values['requirement_id']} in the same moment; nothing was overwritten.",
        next_step="Read the decisions that stand, and decide on what you see.",
    )
    with first_or(beaten):
        db.execute(insert(decisions).values(id=new_id(), **values))
    record(db, event)


def add_plan(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Record one work-off plan."""
    db.execute(insert(work_off_plans).values(values))
    record(db, event)


_ROWS = (
    select(
        evidence,
        files.c.size,
        releases.c.version.label("release_version"),
        products.c.slug.label("product_slug"),
        products.c.supplier_id,
    )
    .join(releases, releases.c.id == evidence.c.release_id)
    .join(products, products.c.id == releases.c.product_id)
    .outerjoin(files, files.c.sha256 == evidence.c.sha256)
)


def evidence_row(db: Connection, evidence_id: UUID) -> Row[Any] | None:
    """One piece of evidence."""
    return db.execute(_ROWS.where(evidence.c.id == evidence_id)).first()


def lock_evidence(db: Connection, evidence_id: UUID) -> None:
    """Whoever decides on one piece of evidence waits here for whoever does already."""
    db.execute(select(evidence.c.id).where(evidence.c.id == evidence_id).with_for_update())


def evidence_rows(db: Connection, release_id: UUID) -> Sequence[Row[Any]]:
    """The evidence on a release, newest first."""
    query = _ROWS.where(evidence.c.release_id == release_id)
    return db.execute(query.order_by(evidence.c.submitted_at.desc(), evidence.c.id)).all()


def requirement_ids(db: Connection, evidence_ids: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """What each piece of evidence speaks to, in order."""
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    query = select(evidence_requirements).where(evidence_requirements.c.evidence_id.in_(evidence_ids))
    for evidence_id, requirement_id in db.execute(query):
        found[evidence_id].append(requirement_id)
    return {each: tuple(sorted(ids)) for each, ids in found.items()}


def decision_rows(db: Connection, evidence_ids: Collection[UUID]) -> dict[UUID, list[Row[Any]]]:
    """Every decision on each piece of evidence, by requirement and version."""
    found: defaultdict[UUID, list[Row[Any]]] = defaultdict(list)
    query = select(decisions).where(decisions.c.evidence_id.in_(evidence_ids))
    for row in db.execute(query.order_by(decisions.c.requirement_id, decisions.c.version)):
        found[row.evidence_id].append(row)
    return found


def decisions_by_people(db: Connection, supplier_id: UUID, since: date) -> Sequence[Any]:
    """The decisions that people made on evidence of a supplier's products, the oldest first."""
    query = (
        select(decisions.c.requirement_id, decisions.c.decided_on, products.c.slug, products.c.name)
        .join(evidence, evidence.c.id == decisions.c.evidence_id)
        .join(releases, releases.c.id == evidence.c.release_id)
        .join(products, products.c.id == releases.c.product_id)
        .where(
            products.c.supplier_id == supplier_id,
            decisions.c.reader.is_(None),
            decisions.c.decided_on >= since,
        )
    )
    return db.execute(query.order_by(decisions.c.decided_on, decisions.c.id)).all()
