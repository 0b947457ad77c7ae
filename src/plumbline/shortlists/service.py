"""The rules of shortlists: frozen once, a reason for every product, and nobody else's to see."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock
from plumbline.kit.errors import FieldProblem, Invalid, NotFound, Stale
from plumbline.kit.identifiers import new_id
from plumbline.market.snapshot import Snapshot
from plumbline.rankings.service import plain
from plumbline.shortlists import repository
from plumbline.shortlists.frozen import freeze, lines_of, thaw
from plumbline.shortlists.schemas import (
    DecisionIn,
    ProductDecision,
    ShortlistIn,
    ShortlistOut,
    ShortlistSummary,
)
from plumbline.storage.engine import Connection
from scoring.receipt import Receipt, canonical

MOST_PRODUCTS = 200
LEAST_REASON = 10


def create_shortlist(
    db: Connection,
    clock: Clock,
    identity: Identity,
    snapshot: Snapshot,
    data: ShortlistIn,
    identifier: UUID | None = None,
) -> UUID:
    """Freeze the answer to a question. Raises `Invalid` for one that finds nothing, or too much. Its id is a
    new one unless it is named, as in the demonstration, whose worked examples name theirs.
    """
    organisation_id = _organisation(identity, Permission.MAKE_SHORTLISTS)
    frozen = freeze(snapshot, data)
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
    identifier, now = identifier or new_id(), clock.now()
    values = {
        "id": identifier,
        "organisation_id": organisation_id,
        "title": data.title.strip(),
        "as_of": snapshot.as_of,
        "question": plain(data.question),
        "receipt": canonical(frozen).decode(),
        "receipt_sha256": frozen.receipt.receipt_sha256,
        "version": 1,
        "created_by": identity.actor.signature,
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
    made = ProductDecision(slug=slug, choice=data.choice, reason=data.reason)
    try:
        decide_all(db, clock, identity, shortlist_id, data.version, [made])
    except Invalid as error:  # one decision: its field needs no product's name in front
        raise Invalid.field("/reason", error.detail, next_step=error.next_step) from error


def decide_all(
    db: Connection,
    clock: Clock,
    identity: Identity,
    shortlist_id: UUID,
    version: int,
    decisions: Sequence[ProductDecision],
) -> None:
    """Say of several products at once why they are in or out: all of it is kept, or nothing.

    `version` is the shortlist's that was decided on. Raises `Invalid` pointing at `/reason-<slug>`,
    `NotFound` for a product that is not in it, `Stale` when the shortlist moved on meanwhile.
    """
    row = _row(db, identity, shortlist_id, Permission.MAKE_SHORTLISTS, lock=True)
    _check_decisions({line.slug for line in lines_of(thaw(row), {})}, decisions)
    if version != row.version:
        raise Stale(
            f"The shortlist is at version {row.version}; you decided on version {version}.",
            next_step="Read it again, and decide on what stands now.",
        )
    common = {
        "shortlist_id": shortlist_id,
        "version": row.version + 1,
        "decided_by": identity.actor.signature,
        "decided_at": clock.now(),
    }
    chosen = {made.slug: str(made.choice) for made in decisions}
    told = event(clock, identity.actor, "shortlist.decided", "shortlist", shortlist_id, products=chosen)
    rows = [
        {**common, "product_slug": d.slug, "choice": str(d.choice), "reason": d.reason.strip()}
        for d in decisions
    ]
    repository.add_decisions(db, rows, event=told)


def _check_decisions(inside: set[str], decisions: Sequence[ProductDecision]) -> None:
    for made in decisions:
        if made.slug not in inside:
            raise NotFound(f"{made.slug[:80]!r} is not in this shortlist.")
    short = tuple(
        FieldProblem(f"/reason-{d.slug}", f"Write at least {LEAST_REASON} characters that say why.")
        for d in decisions
        if len(d.reason.strip()) < LEAST_REASON
    )
    if short:
        raise Invalid(short[0].detail, problems=short)


def shortlists_of(db: Connection, identity: Identity) -> list[ShortlistSummary]:
    """The shortlists of the organisation that somebody acts for, newest first."""
    organisation_id = _organisation(identity, Permission.READ_SHORTLISTS)
    return [_summary(db, row) for row in repository.of_organisation(db, organisation_id)]


def shortlist_of(
    db: Connection, identity: Identity, shortlist_id: UUID, market_revision: int
) -> ShortlistOut:
    """One shortlist. `market_revision` is the market's newest, to say whether it moved."""
    row = _row(db, identity, shortlist_id, Permission.READ_SHORTLISTS)
    frozen = thaw(row)
    lines = lines_of(frozen, repository.newest_decisions(db, shortlist_id))
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
    return thaw(_row(db, identity, shortlist_id, Permission.READ_SHORTLISTS)).receipt


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


def _summary(db: Connection, row: Any) -> ShortlistSummary:
    frozen = thaw(row)
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
