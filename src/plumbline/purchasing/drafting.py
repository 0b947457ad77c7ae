"""From a shortlist to a draft order: what the shortlist has to show, and the price that is frozen."""

from typing import Any, Final
from uuid import UUID

import msgspec

from catalog.prices import PricePlan
from catalog.purchasing.orders import OrderState
from catalog.purchasing.terms import last_day
from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock, spoken, today
from plumbline.kit.errors import Conflict, Invalid, NotFound
from plumbline.kit.identifiers import new_id
from plumbline.market.snapshot import Snapshot
from plumbline.products import reading as products
from plumbline.purchasing import repository
from plumbline.purchasing.pricing import FrozenPrice, frozen_price
from plumbline.purchasing.rules import gate_obstacle
from plumbline.purchasing.schemas import OrderIn
from plumbline.purchasing.standing import gate_then, refuse_obstacle
from plumbline.shortlists import service as shortlists
from plumbline.shortlists.schemas import Choice, LineOut, ShortlistOut
from plumbline.storage.engine import Connection

FURTHEST_DAYS: Final = 731
PUBLIC_RECORD: Final = "public_record"


def draft_order(
    db: Connection,
    clock: Clock,
    identity: Identity,
    snapshot: Snapshot,
    data: OrderIn,
    identifier: UUID | None = None,
) -> UUID:
    """Draft an order, with its price frozen from what is published today. Gives its id: a new one unless it
    is named, as in the demonstration, whose worked examples name theirs.

    Raises `NotFound` for another's shortlist, `Invalid` for what cannot be priced or chosen, and `Conflict`
    for a shortlist that lacks a reason and a product that does not pass the gate.
    """
    require(identity, Permission.REQUEST_ORDERS)
    shortlist = shortlists.shortlist_of(db, identity, data.shortlist_id, 0)
    line = chosen_line(shortlist, data.product)
    product = products.published(db, line.slug)
    if product.origin == PUBLIC_RECORD:
        raise Conflict(
            "This is a dated public record, and no offer: nobody sells by it here. Ask the supplier.",
            next_step="Choose a product that its supplier lists on this market.",
        )
    refuse_obstacle(gate_obstacle(gate_then(snapshot, line.slug)))
    day = today(clock)
    if not 0 <= (data.starts_on - day).days < FURTHEST_DAYS:
        raise Invalid.field("/starts_on", "The term begins today, or within two years from today.")
    price = frozen_price(_plans(db, clock, line.slug), data.size, data.term_months, data.plan)
    values = _values(db, clock, identity, product, data, price) | {"id": identifier or new_id()}
    told = event(
        clock,
        identity.actor,
        "order.drafted",
        "order",
        values["id"],
        product=line.slug,
        net=str(price.net.units),
        gross=str(price.gross.units),
    )
    repository.add(db, values, _first_step(clock, identity, shortlist, line), event=told)
    return UUID(str(values["id"]))


def chosen_line(shortlist: ShortlistOut, slug: str) -> LineOut:
    """The product's line in a shortlist that has a reason for every product, and has this one in.

    Raises `Conflict` where a reason is missing, `Invalid` pointing at `/product`.
    """
    if shortlist.undecided:
        count = len(shortlist.undecided)
        raise Conflict(
            f"{count} of the shortlist's {len(shortlist.lines)} products still lack a reason.",
            next_step=f"Say of each why it is in or out: /shortlists/{shortlist.id}",
        )
    within = [line for line in shortlist.lines if line.choice is Choice.IN]
    if not within:
        step = f"Decide anew: /shortlists/{shortlist.id}"
        raise Conflict("The shortlist has every product out: nothing is left to order.", next_step=step)
    for line in within:
        if line.slug == slug:
            return line
    names = ", ".join(line.slug for line in within[:5])
    raise Invalid.field(
        "/product", f"The shortlist does not have {slug[:80]!r} in.", next_step=f"It has {names}."
    )


def _plans(db: Connection, clock: Clock, slug: str) -> list[PricePlan]:
    """The plans that hold today. Raises `Invalid` where all of them begin later."""
    published = products.prices_of(db, slug).items
    valid = [each.plan for each in published if each.valid_from <= today(clock)]
    if published and not valid:
        first = min(each.valid_from for each in published)
        words = f"The product's prices hold from {spoken(first)} on: ask the supplier what holds today."
        raise Invalid.field("/plan", words)
    return valid


def _values(
    db: Connection, clock: Clock, identity: Identity, product: Any, data: OrderIn, price: FrozenPrice
) -> dict[str, Any]:
    assert identity.organisation is not None  # whose shortlist was read
    release = products.current_release(db, product.id)
    if release is None:
        raise NotFound("The product has no release that could be ordered.", next_step="Ask the supplier.")
    now = clock.now()
    return {
        "organisation_id": identity.organisation.id,
        "supplier_id": product.supplier_id,
        "product_id": product.id,
        "release_id": release.id,
        "shortlist_id": data.shortlist_id,
        "state": str(OrderState.DRAFT),
        "version": 1,
        "organisation_name": identity.organisation.name,
        "supplier_name": product.supplier_name,
        "product_name": product.name,
        "product_slug": product.slug,
        "release_version": release.version,
        "origin": product.origin,
        "size": dict(data.size),
        "term_months": data.term_months,
        "starts_on": data.starts_on,
        "ends_on": last_day(data.starts_on, data.term_months),
        "notice_days": data.notice_days,
        "drafted_by": identity.actor.signature,
        "drafted_by_id": identity.person_id,
        "drafted_at": now,
        "changed_at": now,
        **_priced(price),
    }


def _priced(price: FrozenPrice) -> dict[str, Any]:
    return {
        "plan_title": price.plan_title,
        "currency": price.net.currency,
        "net_minor": price.net.minor,
        "vat_minor": price.vat.minor,
        "gross_minor": price.gross.minor,
        "vat_rate": str(price.vat_rate),
        "arithmetic": msgspec.to_builtins(price.lines),
    }


def _first_step(clock: Clock, identity: Identity, shortlist: ShortlistOut, line: LineOut) -> dict[str, Any]:
    return {
        "act": "draft",
        "state": str(OrderState.DRAFT),
        "internal": True,
        "reason": line.reason or "",
        "facts": {
            "shortlist": shortlist.title,
            "shortlist_version": shortlist.version,
            "receipt_sha256": shortlist.receipt_sha256,
        },
        "made_by": identity.actor.signature,
        "made_at": clock.now(),
    }
