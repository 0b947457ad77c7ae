"""A listing is renewed at the price and the rate of VAT in force on the day it is renewed, for the products
that are listed then: the processor is told ahead, and held to it.
"""

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from plumbline.billing import intent_rows, intents, port_things, repository
from plumbline.billing.asking import ask
from plumbline.billing.differences import Difference
from plumbline.billing.plan_data import PlanCode
from plumbline.billing.plans import edition_on
from plumbline.billing.states import IntentState, SubscriptionState
from plumbline.billing.terms import Terms, price_reference, terms_on
from plumbline.billing.vat import treatment_of
from plumbline.kit.audit import Actor
from plumbline.kit.clock import Clock, today
from plumbline.storage.engine import Connection

AHEAD: Final = timedelta(days=30)
"""So long before a listing is renewed the processor is told at what; each night after, if that moves."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the processor was last to renew a listing at, and how far that came."""

    asked: intents.Renewal
    state: IntentState


def renewal_day(listing: Any) -> date | None:
    """The day on which a listing begins another year; None where it begins none."""
    if listing.ended_at is not None or listing.ends or listing.last is None:
        return None
    return listing.last + timedelta(days=1)  # type: ignore[no-any-return]


def renewal_terms(listing: Any, country: str, products: int) -> Terms | None:
    """What its next year costs, as far as is known today; None where it begins none."""
    on = renewal_day(listing)
    return terms_on(on, products, treatment_of(country)) if on is not None else None


def tell_ahead(db: Connection, clock: Clock, actor: Actor, account_id: UUID) -> bool:
    """Tell the processor what an account's listing is to be renewed at, once that is near; and again where it
    became another. Tells whether there was something to say. For `CHARGING`.
    """
    account = repository.lock_account(db, account_id)
    listing = repository.open_subscription(db, account_id)
    if listing is None or listing.state == SubscriptionState.ASKED or account.plan != PlanCode.LISTING:
        return False
    on = renewal_day(listing)
    if on is None or not on - AHEAD <= today(clock) <= on:
        return False
    wanted = _renewal(db, account, on)
    last = told_of(db, listing.id, on)
    if last is not None and last.asked == wanted:
        return False
    ask(db, clock, actor, account_id, listing.id, wanted)
    return True


def told_of(db: Connection, listing_id: UUID, on: date) -> Told | None:
    """What the processor was last to renew the listing at on that day."""
    found = _told(db, listing_id, on)
    return found[-1] if found else None


def _told(db: Connection, listing_id: UUID, on: date) -> list[Told]:
    return [
        Told(asked=asked, state=IntentState(row.state))
        for row in intent_rows.asked_of(db, listing_id)
        if isinstance(asked := intents.read_back(row.asked), intents.Renewal) and asked.on == on
    ]


def adopted(db: Connection, listing: Any, seen: port_things.Subscription, first: date) -> dict[str, Any]:
    """What changes of our row where the processor began another year of the listing, on `first`."""
    if listing.first is None or first <= listing.first:
        return {}
    for asked in [each.asked for each in _told(db, listing.id, first)]:
        if asked.price == seen.price.reference:
            products = {"products": asked.products, "products_now": asked.products}
            return {"edition": asked.edition, "net": asked.net.minor, **products}
    return {"products_now": listing.products}  # it was renewed as it was: `compare` says so


def compare(
    db: Connection, clock: Clock, actor: Actor, listing_id: UUID, seen: port_things.Subscription
) -> list[Difference]:
    """Whether the processor holds the price it was told, which it is told again; and whether the year that
    runs was begun at the price then in force, which a person has to look at.
    """
    listing = repository.subscription(db, listing_id)
    if listing is None or listing.ended_at is not None or listing.state == SubscriptionState.ASKED:
        return []
    return [*_held(db, clock, actor, listing, seen), *_begun(listing, seen)]


def _held(
    db: Connection, clock: Clock, actor: Actor, listing: Any, seen: port_things.Subscription
) -> list[Difference]:
    on = renewal_day(listing)
    told = told_of(db, listing.id, on) if on is not None else None
    if told is not None and told.state is IntentState.ASKED:
        return []  # it is on its way
    if told is not None and told.state is IntentState.DONE:
        if (told.asked.price, told.asked.rate.reference) != (seen.price.reference, _rate(seen)):
            ask(db, clock, actor, listing.account_id, listing.id, told.asked)
        return []
    ours = price_reference(listing.edition, listing.products)
    if listing.ends or seen.price.reference == ours:
        return []
    return [_differs(listing, seen, f"it is at {ours} here and at {_name(seen)} at the processor")]


def _begun(listing: Any, seen: port_things.Subscription) -> list[Difference]:
    """The first year costs what was offered when it was chosen; each later one what its first day says."""
    if listing.first is None or listing.first <= listing.asked_at.date() + AHEAD:
        return []
    due = edition_on(listing.first)
    if due.listing_fee(PlanCode.LISTING, listing.products).minor == listing.net:
        return []
    plans = f"by the plans of {listing.edition}, and {due.version} was in force"
    words = f"it was renewed on {listing.first:%d %B %Y} {plans}: give back or charge what lies between"
    return [_differs(listing, seen, words)]


def _differs(listing: Any, seen: port_things.Subscription, words: str) -> Difference:
    return Difference(what="price", ours=str(listing.id), theirs=seen.id, words=words)


def _name(seen: port_things.Subscription) -> str:
    return seen.price.reference or seen.price.id


def _rate(seen: port_things.Subscription) -> str:
    return seen.tax_rate.reference if seen.tax_rate else ""


def _renewal(db: Connection, account: Any, on: date) -> intents.Renewal:
    products = repository.listed_products(db, account.supplier_id)
    terms = terms_on(on, products, treatment_of(account.country))
    return intents.Renewal(
        on=on,
        edition=terms.edition,
        products=terms.products,
        price=terms.reference,
        words=terms.words,
        net=terms.net,
        rate=intents.rate_of(terms.percent),
        purchase_order=account.purchase_order,
    )
