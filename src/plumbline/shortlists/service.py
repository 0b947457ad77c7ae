"""The rules of shortlists: frozen once, a reason for every product, and nobody else's to see."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Invalid, NotFound, Stale
from plumbline.kit.exports import Cell, Table
from plumbline.kit.identifiers import new_id
from plumbline.market.snapshot import Snapshot
from plumbline.rankings.service import plain, rank_market, ranking_receipt
from plumbline.shortlists import repository
from plumbline.shortlists.schemas import (
    Choice,
    DecisionIn,
    LineOut,
    ShortlistIn,
    ShortlistOut,
    ShortlistSummary,
)
from plumbline.storage.engine import Connection
from scoring.ranking import PER_POINT
from scoring.receipt import Receipt, canonical

MOST_PRODUCTS = 200
LEAST_REASON = 10
COLUMNS_BEFORE = ("product", "supplier", "gate", "rank", "score")
COLUMNS_AFTER = ("choice", "reason", "decided by", "decided at")


class Frozen(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept for ever: the receipt of what was ranked, and what the gate left out."""

    receipt: Receipt
    suppliers: dict[str, str]
    excluded: list[LineOut]


def create_shortlist(
    db: Connection, clock: Clock, identity: Identity, snapshot: Snapshot, data: ShortlistIn
) -> UUID:
    """Freeze the answer to a question. Raises `Invalid` for one that finds nothing, or too much."""
    organisation_id = _organisation(identity, Permission.MAKE_SHORTLISTS)
    frozen = _frozen(snapshot, data)
    count = len(frozen.receipt.inputs) + len(frozen.excluded)
    if count == 0:
        raise Invalid.field(
            "/question", "No product fits this question.", next_step="Widen the filter and rank again."
        )
    if count > MOST_PRODUCTS:
        raise Invalid.field(
            "/question",
            f"{count} products fit; a shortlist holds a reason for each of at most {MOST_PRODUCTS}.",
            next_step="Narrow the filter, for example to one kind of product.",
        )
    identifier, now = new_id(), clock.now()
    values = {
        "id": identifier,
        "organisation_id": organisation_id,
        "title": data.title.strip(),
        "as_of": snapshot.as_of,
        "question": plain(data.question),
        "receipt": canonical(frozen).decode(),
        "receipt_sha256": frozen.receipt.receipt_sha256,
        "version": 1,
        "created_by": identity.actor.name,
        "created_at": now,
        "updated_at": now,
    }
    told = event(clock, identity.actor, "shortlist.created", "shortlist", identifier, products=count)
    repository.add(db, values, event=told)
    return identifier


def decide(
    db: Connection, clock: Clock, identity: Identity, shortlist_id: UUID, slug: str, data: DecisionIn
) -> None:
    """Say why a product is in or out. Raises `Stale` when the shortlist moved on meanwhile."""
    row = _row(db, identity, shortlist_id, Permission.MAKE_SHORTLISTS, lock=True)
    if slug not in {line.slug for line in _lines(_thawed(row), {})}:
        raise NotFound(f"{slug[:80]!r} is not in this shortlist.")
    if len(data.reason.strip()) < LEAST_REASON:
        raise Invalid.field("/reason", f"Write at least {LEAST_REASON} characters that say why.")
    if data.version != row.version:
        raise Stale(
            f"The shortlist is at version {row.version}; you decided on version {data.version}.",
            next_step="Read it again, and decide on what stands now.",
        )
    values = {
        "shortlist_id": shortlist_id,
        "product_slug": slug,
        "choice": str(data.choice),
        "reason": data.reason.strip(),
        "version": row.version + 1,
        "decided_by": identity.actor.name,
        "decided_at": clock.now(),
    }
    told = event(
        clock,
        identity.actor,
        "shortlist.decided",
        "shortlist",
        shortlist_id,
        product=slug,
        choice=str(data.choice),
    )
    repository.add_decision(db, values, event=told)


def shortlists_of(db: Connection, identity: Identity) -> list[ShortlistSummary]:
    """The shortlists of the organisation that somebody acts for, newest first."""
    organisation_id = _organisation(identity, Permission.READ_SHORTLISTS)
    return [_summary(db, row) for row in repository.of_organisation(db, organisation_id)]


def shortlist_of(
    db: Connection, identity: Identity, shortlist_id: UUID, market_revision: int
) -> ShortlistOut:
    """One shortlist. `market_revision` is the market's newest, to say whether it moved."""
    row = _row(db, identity, shortlist_id, Permission.READ_SHORTLISTS)
    frozen = _thawed(row)
    lines = _lines(frozen, repository.newest_decisions(db, shortlist_id))
    return ShortlistOut(
        id=row.id,
        title=row.title,
        as_of=row.as_of,
        version=row.version,
        created_by=row.created_by,
        created_at=row.created_at,
        question=row.question,
        method=frozen.receipt.method_id,
        market_revision=frozen.receipt.market_revision,
        receipt_sha256=row.receipt_sha256,
        market_moved=market_revision != frozen.receipt.market_revision,
        criteria=list(frozen.receipt.criteria),
        lines=lines,
        undecided=[line.slug for line in lines if line.choice is None],
    )


def receipt_of(db: Connection, identity: Identity, shortlist_id: UUID) -> Receipt:
    """The frozen receipt, as `plumbline rankings verify` takes it."""
    return _thawed(_row(db, identity, shortlist_id, Permission.READ_SHORTLISTS)).receipt


def shortlist_table(shortlist: ShortlistOut) -> tuple[list[str], Table]:
    """The shortlist as headings and rows to take away, with the reason for each product in and out."""
    parts = [f"{name} points" for name in shortlist.criteria]
    columns = [*COLUMNS_BEFORE, *parts, *COLUMNS_AFTER]
    empty: list[float | None] = [None] * len(parts)
    rows: list[list[Cell]] = [
        [
            line.name,
            line.supplier,
            line.gate,
            line.rank,
            line.score,
            *(line.contributions or empty),
            line.choice and str(line.choice),
            line.reason,
            line.decided_by,
            line.decided_at and line.decided_at.isoformat(),
        ]
        for line in shortlist.lines
    ]
    return columns, rows


def _organisation(identity: Identity, permission: Permission) -> UUID:
    require(identity, permission)
    if identity.organisation_id is None:  # the roles' table gives shortlists to organisations only
        raise NotFound("You act for no organisation that could have a shortlist.")
    return identity.organisation_id


def _row(
    db: Connection, identity: Identity, shortlist_id: UUID, permission: Permission, *, lock: bool = False
) -> Any:
    row = repository.one(db, shortlist_id, _organisation(identity, permission), lock=lock)
    if row is None:
        raise NotFound("There is no such shortlist.", next_step="See yours: /shortlists")
    return row


def _frozen(snapshot: Snapshot, data: ShortlistIn) -> Frozen:
    ranked = rank_market(snapshot, data.question, everything=True)
    excluded = [
        _line(snapshot.records[place].slug, snapshot.records[place].name,
              snapshot.records[place].supplier_name, snapshot.standings[place].gate)
        for place in ranked.excluded()
    ]  # fmt: skip
    receipt = ranking_receipt(snapshot, data.question)
    suppliers = {i.slug: snapshot.records[snapshot.position[i.slug]].supplier_name for i in receipt.inputs}
    return Frozen(receipt=receipt, suppliers=suppliers, excluded=excluded)


def _line(slug: str, name: str, supplier: str, gate: str) -> LineOut:
    return LineOut(
        slug=slug,
        name=name,
        supplier=supplier,
        gate=gate,
        rank=None,
        score=None,
        contributions=[],
        choice=None,
        reason=None,
        decided_by=None,
        decided_at=None,
    )


def _thawed(row: Any) -> Frozen:
    return msgspec.json.decode(row.receipt, type=Frozen)


def _lines(frozen: Frozen, decided: dict[str, Any]) -> list[LineOut]:
    """Ranked products best first, then what the gate left out, each with its decision."""
    by_id = {each.id: each for each in frozen.receipt.inputs}
    ranked = [
        msgspec.structs.replace(
            _line(each.slug, each.name, frozen.suppliers[each.slug], each.gate),
            rank=out.rank,
            score=out.score / PER_POINT,
            contributions=[part / PER_POINT for part in out.contributions],
        )
        for out in frozen.receipt.output
        for each in (by_id[out.id],)
    ]
    return [_with_decision(line, decided.get(line.slug)) for line in (*ranked, *frozen.excluded)]


def _with_decision(line: LineOut, row: Any) -> LineOut:
    if row is None:
        return line
    at: datetime = row.decided_at
    return msgspec.structs.replace(
        line, choice=Choice(row.choice), reason=row.reason, decided_by=row.decided_by, decided_at=at
    )


def _summary(db: Connection, row: Any) -> ShortlistSummary:
    frozen = _thawed(row)
    products = len(frozen.receipt.inputs) + len(frozen.excluded)
    return ShortlistSummary(
        id=row.id,
        title=row.title,
        as_of=row.as_of,
        products=products,
        undecided=products - len(repository.newest_decisions(db, row.id)),
        created_by=row.created_by,
        created_at=row.created_at,
        version=row.version,
    )
