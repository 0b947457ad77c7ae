"""Conflicts of interest: an assessor declares, supplier by supplier, before they review anything of it.

Declarations are dated and appended; the newest counts. What somebody wrote in one is theirs to see.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.assessing import repository
from plumbline.assessing.schemas import InterestIn, InterestList, InterestOut
from plumbline.evidence.texts import may_be_slug, text_problems
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, Invalid, NotFound
from plumbline.storage.engine import Connection


def declare(db: Connection, clock: Clock, identity: Identity, slug: str, data: InterestIn) -> InterestOut:
    """Append a declaration about a supplier. Raises `NotFound`; `Invalid` for a conflict without words."""
    require(identity, Permission.DECIDE_ON_EVIDENCE)
    _refuse_broken(data)
    supplier = supplier_of(db, slug)
    repository.lock_person(db, identity.person_id)
    before = repository.interest(db, identity.person_id, supplier.id)
    day = today(clock)
    values = {
        "person_id": identity.person_id,
        "supplier_id": supplier.id,
        "version": 1 + (before.version if before else 0),
        "conflict": data.conflict,
        "words": data.words.strip(),
        "declared_on": day,
        "declared_at": clock.now(),
    }
    told = event(
        clock,
        identity.actor,
        "interest.declared",
        "supplier",
        supplier.slug,
        conflict=data.conflict,
        version=values["version"],
    )
    repository.add_interest(db, values, event=told)
    return InterestOut(
        supplier=supplier.slug,
        supplier_name=supplier.name,
        version=int(values["version"]),
        conflict=data.conflict,
        words=data.words.strip(),
        declared_on=day,
    )


def _refuse_broken(data: InterestIn) -> None:
    found = tuple(text_problems(data))
    if found:
        raise Invalid(found[0].detail, problems=found)
    if data.conflict and not data.words.strip():
        raise Invalid.field("/words", "Say in a few words what the interest is. Only you see it.")


def supplier_of(db: Connection, slug: str) -> Any:
    """A supplier's id, slug and name. Raises `NotFound`."""
    found = repository.supplier(db, slug) if may_be_slug(slug) else None
    if found is None:
        raise NotFound(f"There is no supplier {slug[:80]!r}.", next_step="Find it: GET /api/v1/suppliers")
    return found


def interests_of(db: Connection, identity: Identity) -> InterestList:
    """Everything that somebody declared."""
    require(identity, Permission.DECIDE_ON_EVIDENCE)
    return InterestList(
        items=[
            InterestOut(
                supplier=row.slug,
                supplier_name=row.name,
                version=row.version,
                conflict=row.conflict,
                words=row.words,
                declared_on=row.declared_on,
            )
            for row in repository.interest_rows(db, identity.person_id)
        ]
    )


def suppliers_that_wait(db: Connection, declared: Collection[str]) -> list[tuple[str, str]]:
    """Slugs and names of suppliers that handed evidence in: first those about which nothing is declared."""
    rows = [(row.slug, row.name) for row in repository.suppliers_with_evidence(db)]
    return sorted(rows, key=lambda row: row[0] in declared)


def conflicts_of(db: Connection, identity: Identity) -> dict[UUID, bool]:
    """By supplier: did they declare a conflict? Suppliers that they said nothing about are left out."""
    found: dict[UUID, bool] = {}
    for row in repository.interest_rows(db, identity.person_id):
        found.setdefault(row.supplier_id, row.conflict)
    return found


def obstacle(db: Connection, identity: Identity, supplier_id: UUID) -> Conflict | None:
    """Why somebody may not review what a supplier handed in, as far as interests go."""
    found = repository.interest(db, identity.person_id, supplier_id)
    if found is not None and not found.conflict:
        return None
    slug, name = repository.supplier_name(db, supplier_id)
    if found is None:
        return Conflict(
            f"You have not declared whether you have an interest in {name}.",
            next_step=f"Declare it first: on /assess/interests, or by PUT /api/v1/assessing/interests/{slug}",
        )
    return Conflict(
        f"You declared a conflict of interest with {name} on {found.declared_on}.",
        next_step="Somebody else decides on its evidence. Declare anew if that has changed.",
    )
