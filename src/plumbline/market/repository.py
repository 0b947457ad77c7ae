"""Reads the market out of the database, whole or only what changed. Few queries, many rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Column, Connection, Row, Select, func, select

from catalog.evidence.carrying import weaker
from catalog.evidence.history import ProductHistory
from catalog.evidence.record import Decision, Evidence, WorkOffPlan
from catalog.obligations import product_tags
from catalog.prices import PricePlan
from catalog.words import Assurance, EvidenceKind, Outcome
from plumbline.market import carrying
from plumbline.storage.tables import (
    capabilities,
    decisions,
    evidence,
    evidence_requirements,
    files,
    market_state,
    price_plans,
    product_capabilities,
    product_revisions,
    products,
    releases,
    suppliers,
    work_off_plans,
)

Ids = Collection[UUID] | None
"""Which products: None means all of them."""


def revision(db: Connection) -> int:
    """The market's revision, as far as this transaction sees."""
    return int(db.execute(select(market_state.c.revision)).scalar_one())


def changed_since(db: Connection, seen: int) -> set[UUID]:
    """The products that changed after revision `seen`."""
    return set(db.scalars(select(product_revisions.c.product_id).where(product_revisions.c.revision > seen)))


def capability_names(db: Connection) -> dict[str, str]:
    """Names of capabilities by code."""
    return {row.code: row.name for row in db.execute(select(capabilities.c.code, capabilities.c.name))}


def capability_descriptions(db: Connection) -> dict[str, str]:
    """What capabilities are, by code."""
    query = select(capabilities.c.code, capabilities.c.description)
    return {row.code: row.description for row in db.execute(query)}


def product_rows(db: Connection, ids: Ids, *, published: bool = True) -> list[Row[Any]]:
    """Products with their suppliers' names; those that anybody may see, unless asked otherwise."""
    query = select(
        products, suppliers.c.slug.label("supplier_slug"), suppliers.c.name.label("supplier_name")
    ).join(suppliers, suppliers.c.id == products.c.supplier_id)
    if published:
        query = query.where(products.c.status == "published")
    return list(db.execute(_only(query, products.c.id, ids)))


def capability_codes(db: Connection, ids: Ids) -> dict[UUID, tuple[str, ...]]:
    """Capability codes by product, in order."""
    query = select(product_capabilities.c.product_id, product_capabilities.c.capability_code)
    found = _grouped(db.execute(_only(query, product_capabilities.c.product_id, ids)))
    return {product: tuple(sorted(code for (code,) in rows)) for product, rows in found.items()}


def release_versions(db: Connection, ids: Ids) -> dict[UUID, tuple[str, ...]]:
    """What the releases of each product are called, the oldest first."""
    query = select(releases.c.product_id, releases.c.version)
    found = _grouped(db.execute(_only(query, releases.c.product_id, ids).order_by(releases.c.sequence)))
    return {product: tuple(version for (version,) in rows) for product, rows in found.items()}


def plans(db: Connection, ids: Ids) -> dict[UUID, tuple[PricePlan, ...]]:
    """Price plans by product."""
    query = select(price_plans.c.product_id, price_plans.c.plan).order_by(price_plans.c.id)
    found = _grouped(db.execute(_only(query, price_plans.c.product_id, ids)))
    return {
        product: tuple(msgspec.convert(plan, PricePlan, strict=False) for (plan,) in rows)
        for product, rows in found.items()
    }


def histories(
    db: Connection, rows: Iterable[Row[Any]], codes: dict[UUID, tuple[str, ...]], ids: Ids
) -> dict[UUID, ProductHistory]:
    """Everything recorded about the current release of each product in `rows`."""
    current = current_releases(ids)
    handed_in, decided, planned = evidence_by(db, current), decisions_by(db, current), _plans(db, ids)
    return {
        row.id: ProductHistory(
            tags=product_tags(row.product_type, codes.get(row.id, ()), row.tags),
            listed_on=row.listed_on,
            withdrawn_on=row.withdrawn_on,
            evidence=tuple(handed_in.get(row.id, ())),
            decisions=tuple(decided.get(row.id, ())),
            plans=tuple(planned.get(row.id, ())),
        )
        for row in rows
    }


def current_releases(ids: Ids = None) -> Select[Any]:
    """The newest release of each product: the one whose evidence counts."""
    newest = _only(
        select(releases.c.product_id, func.max(releases.c.sequence).label("sequence")),
        releases.c.product_id,
        ids,
    )
    last = newest.group_by(releases.c.product_id).subquery()
    return select(releases.c.id, releases.c.product_id).join(
        last, (last.c.product_id == releases.c.product_id) & (last.c.sequence == releases.c.sequence)
    )


def evidence_by(db: Connection, chosen: Select[Any]) -> dict[UUID, list[Evidence]]:
    """What was handed in on chosen releases (`id` and `product_id`) or carried to them, by product."""
    current = chosen.subquery()
    asked = select(evidence_requirements).join(evidence, evidence.c.id == evidence_requirements.c.evidence_id)
    asked = asked.join(current, current.c.id == evidence.c.release_id)
    speaks_to: defaultdict[UUID, list[str]] = defaultdict(list)
    for evidence_id, requirement_id in db.execute(asked):
        speaks_to[evidence_id].append(requirement_id)
    query = (
        select(evidence, files.c.size, current.c.product_id)
        .join(current, current.c.id == evidence.c.release_id)
        .outerjoin(files, files.c.sha256 == evidence.c.sha256)
    )
    found: defaultdict[UUID, list[Evidence]] = defaultdict(list)
    for row in db.execute(query):
        found[row.product_id].append(_evidence_of(row, speaks_to[row.id]))
    for row in db.execute(carrying.carried_rows(current)):
        carried = _evidence_of(row, row.requirement_ids)
        found[row.product_id].append(
            msgspec.structs.replace(
                carried,
                carried_on=row.carried_on,
                carried_from=row.carried_from,
                taken_back_on=row.taken_back_on,
            )
        )
    return found


def _evidence_of(row: Row[Any], requirement_ids: list[str]) -> Evidence:
    return Evidence(
        id=str(row.id),
        kind=EvidenceKind(row.kind),
        title=row.title,
        requirement_ids=tuple(sorted(requirement_ids)),
        submitted_on=row.submitted_on,
        statement=row.statement,
        sha256=row.sha256,
        size=row.size,
        media_type=row.media_type,
        issuer=row.issuer,
        number=row.number,
        scope=row.scope,
        issued_on=row.issued_on,
        expires_on=row.expires_on,
        supersedes=str(row.supersedes) if row.supersedes else None,
    )


def decisions_by(db: Connection, chosen: Select[Any]) -> dict[UUID, list[Decision]]:
    """What was decided on that evidence, by product. What is carried counts for no more than it may."""
    current = chosen.subquery()
    query = (
        select(decisions, current.c.product_id)
        .join(evidence, evidence.c.id == decisions.c.evidence_id)
        .join(current, current.c.id == evidence.c.release_id)
    )
    found: defaultdict[UUID, list[Decision]] = defaultdict(list)
    for row in db.execute(query):
        found[row.product_id].append(_decision_of(row))
    for row in db.execute(carrying.carried_decisions(current)):
        if row.requirement_id in row.requirement_ids:
            decided = _decision_of(row)
            lower = weaker(decided.assurance, Assurance(row.at_most))
            found[row.product_id].append(msgspec.structs.replace(decided, assurance=lower))
    return found


def _decision_of(row: Row[Any]) -> Decision:
    return Decision(
        evidence_id=str(row.evidence_id),
        requirement_id=row.requirement_id,
        version=row.version,
        outcome=Outcome(row.outcome),
        assurance=Assurance(row.assurance),
        reason=row.reason,
        decided_by=row.decided_by,
        decided_on=row.decided_on,
        pointer=row.pointer,
        rule=row.rule,
        reader=row.reader,
        until=row.until,
    )


def _plans(db: Connection, ids: Ids) -> dict[UUID, list[WorkOffPlan]]:
    current = current_releases(ids).subquery()
    query = select(work_off_plans, current.c.product_id).join(
        current, current.c.id == work_off_plans.c.release_id
    )
    found: defaultdict[UUID, list[WorkOffPlan]] = defaultdict(list)
    for row in db.execute(query):
        agreed = WorkOffPlan(
            standard_id=row.standard_id,
            requirement_ids=tuple(row.requirement_ids),
            agreed_on=row.agreed_on,
            due_on=row.due_on,
            text=row.text,
        )
        found[row.product_id].append(agreed)
    return found


def _only(query: Select[Any], column: Column[Any], ids: Ids) -> Select[Any]:
    return query if ids is None else query.where(column.in_(ids))


def _grouped(rows: Iterable[Row[Any]]) -> dict[UUID, list[tuple[Any, ...]]]:
    """Rows by their first column."""
    found: defaultdict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(tuple(row[1:]))
    return found
