"""Listing: suppliers, their products, releases and prices. Reading stands in `reading`."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

import msgspec

from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, FieldProblem, Invalid, NotFound
from plumbline.kit.identifiers import new_id, slugify
from plumbline.products import repository, rules, writing
from plumbline.products.reading import may_be_key
from plumbline.products.schemas import Listing, PricePlanIn, ProductIn, ReleaseIn, ReleaseOut, SupplierNew
from plumbline.storage.engine import Connection

ORIGIN: Final = "listed"
SOURCE: Final = "Listed by the supplier."
UNNAMED: Final = "unnamed"


def add_supplier(db: Connection, clock: Clock, actor: Actor, data: SupplierNew) -> Listing:
    """Record a supplier. Raises `Invalid` or `Conflict` where the name is taken."""
    _refuse(rules.supplier_problems(data))
    slug = _slug(data.name)
    if writing.supplier_slug_taken(db, slug):
        raise Conflict(
            f"There is a supplier {slug!r} already.", next_step="Act for that one, or tell them apart."
        )
    identifier = new_id()
    row = {
        "id": identifier,
        "slug": slug,
        "name": rules.tidy(data.name),
        "legal_name": rules.tidy(data.legal_name),
        "website": data.website,
        "summary": rules.tidy(data.summary),
        "origin": ORIGIN,
        "source": SOURCE,
    }
    writing.add_supplier(db, row, event=event(clock, actor, "supplier.added", "supplier", slug))
    return Listing(id=identifier, slug=slug)


def list_product(db: Connection, clock: Clock, actor: Actor, supplier_id: UUID, data: ProductIn) -> Listing:
    """List a product of a supplier, at once and for all to see.

    It is not assessed until evidence on a release is decided. Raises `Invalid` with every rule it
    breaks, or `Conflict` where the name is taken.
    """
    known = writing.known_capabilities(db, data.capabilities)
    unknown = [
        FieldProblem(f"/capabilities/{number}", f"There is no capability {code!r}.")
        for number, code in enumerate(data.capabilities)
        if code not in known
    ]
    _refuse([*rules.product_problems(data), *unknown])
    slug = _slug(data.name)
    if writing.product_slug_taken(db, slug):
        raise Conflict(
            f"There is a product {slug!r} already.", next_step="Choose a name that tells the two apart."
        )
    identifier = new_id()
    row = {
        "id": identifier,
        "slug": slug,
        "supplier_id": supplier_id,
        "name": rules.tidy(data.name),
        "product_type": data.product_type,
        "tags": sorted(set(data.tags)),
        "summary": rules.tidy(data.summary),
        "description": rules.tidy(data.description),
        "status": "published",
        "origin": ORIGIN,
        "source": SOURCE,
        "listed_on": today(clock),
        "details": {},
    }
    told = event(clock, actor, "product.listed", "product", slug, capabilities=list(data.capabilities))
    writing.add_product(db, row, data.capabilities, event=told)
    return Listing(id=identifier, slug=slug)


def add_release(
    db: Connection, clock: Clock, actor: Actor, supplier_id: UUID, slug: str, data: ReleaseIn
) -> ReleaseOut:
    """Add a release, which becomes the current one: evidence for earlier ones no longer counts.

    Raises `NotFound` for a product of somebody else, `Invalid` or `Conflict`.
    """
    product = own_product(db, slug, supplier_id)
    version, last = rules.tidy(data.version), writing.last_release(db, product.id)
    problems = list(rules.name_problems("/version", data.version))
    if data.released_on > today(clock):
        problems.append(FieldProblem("/released_on", "A release is added on the day it is out, or later."))
    if last is not None and data.released_on < last.released_on:
        older = f"Release {last.version} came out on {last.released_on.isoformat()}, after this day."
        problems.append(FieldProblem("/released_on", older))
    _refuse(problems)
    if writing.has_version(db, product.id, version):
        raise Conflict(
            f"Release {version!r} is there already.", next_step="Give the new one its own version."
        )
    sequence = last.sequence + 1 if last else 1
    row = {
        "id": new_id(),
        "product_id": product.id,
        "version": version,
        "released_on": data.released_on,
        "sequence": sequence,
    }
    told = event(clock, actor, "release.added", "product", slug, version=version)
    writing.add_release(db, row, event=told)
    return ReleaseOut(version=version, released_on=data.released_on, sequence=sequence, current=True)


def set_price_plan(
    db: Connection, clock: Clock, actor: Actor, supplier_id: UUID, slug: str, data: PricePlanIn
) -> None:
    """Publish a price plan; one of the same title is replaced, and the event keeps both.

    Raises `NotFound` for a product of somebody else, or `Invalid` with every rule it breaks.
    """
    product = own_product(db, slug, supplier_id)
    _refuse(rules.plan_problems(data.plan))
    plan = msgspec.to_builtins(data.plan)
    title = rules.tidy(data.plan.title)
    before = [row.plan for row in repository.plan_rows(db, product.id) if row.title == title]
    row = {
        "id": new_id(),
        "product_id": product.id,
        "title": title,
        "plan": plan,
        "valid_from": data.valid_from,
        "origin": ORIGIN,
    }
    told = event(clock, actor, "price_plan.set", "product", slug, plan=plan, replaced=before)
    writing.replace_plan(db, row, event=told)


def supplier_id_of(db: Connection, slug: str) -> UUID:
    """The storage id of a supplier, for what refers to it. Raises `NotFound`."""
    row = repository.supplier(db, slug) if may_be_key(slug) else None
    if row is None:
        raise NotFound(f"There is no supplier {slug[:80]!r}.", next_step="Look it up: /api/v1/suppliers")
    return UUID(str(row.id))


def own_product(db: Connection, slug: str, supplier_id: UUID) -> Any:
    """The product of this supplier, published or not. Somebody else's reads as missing."""
    row = repository.product(db, slug) if may_be_key(slug) else None
    if row is None or row.supplier_id != supplier_id:
        raise NotFound(f"You have no product {slug[:80]!r}.", next_step="See your supplier's page.")
    return row


def _slug(name: str) -> str:
    slug = slugify(name)
    if slug == UNNAMED:
        raise Invalid.field("/name", "Write the name with at least one letter from A to Z or a digit.")
    return slug


def _refuse(problems: Iterable[FieldProblem]) -> None:
    found = tuple(problems)
    if found:
        words = "; ".join(problem.detail for problem in found[:3])
        raise Invalid(words, next_step="Mend what is named and send it again.", problems=found)
