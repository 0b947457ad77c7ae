"""What becomes a charge by itself: what was bought, what was decided on, products that came in the year."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from plumbline.billing import invoice_rows, repository
from plumbline.billing.applying import BILLING
from plumbline.billing.charges import Charge, Line, assessment_line, market_charge, more_products_line
from plumbline.billing.periods import Period
from plumbline.billing.plan_data import PlanCode
from plumbline.billing.plans import edition_of, edition_on
from plumbline.billing.states import SubscriptionState
from plumbline.billing.vat import Taxed, treatment_of
from plumbline.evidence.decided import decided_by_people
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Invalid
from plumbline.kit.identifiers import new_id
from plumbline.kit.money import Money
from plumbline.storage.engine import Connection


class Bought(msgspec.Struct, frozen=True, kw_only=True):
    """What an organisation bought from a supplier through the market. Below zero where it was undone.

    `charge_taken`: the market's charge was kept out of the payment itself, and is not invoiced again.
    """

    source: Literal["order", "contract", "refund"]
    source_id: Annotated[str, msgspec.Meta(max_length=100)]
    organisation_id: UUID
    supplier_id: UUID
    net: Money
    day: date
    charge_taken: bool = False


def value_bought(db: Connection, clock: Clock, actor: Actor, what: Bought) -> bool:
    """Record what was bought, once for each order or contract; tells whether it was new.

    For a transaction of the organisation that bought, or as `CHARGING`. Raises `Invalid` for another currency
    than the plans', which no charge could be worked out of.
    """
    if what.net.currency != edition_on(what.day).currency:
        raise Invalid.field("/net", f"The market charges in {edition_on(what.day).currency} only.")
    identifier = new_id()
    values = {
        "id": identifier,
        "source": what.source,
        "source_id": what.source_id,
        "organisation_id": what.organisation_id,
        "supplier_id": what.supplier_id,
        "currency": what.net.currency,
        "net": what.net.minor,
        "day": what.day,
        "charge_taken": what.charge_taken,
        "recorded_at": clock.now(),
    }
    told = event(clock, actor, "billing.bought", what.source, what.source_id, net=str(what.net.units))
    return invoice_rows.add_bought(db, values, event=told)


def value_given_back(
    db: Connection, clock: Clock, actor: Actor, of: tuple[str, str], name: str, net: Money
) -> bool:
    """Record that a part of what was bought went back (`net` below zero), or that it did not after all.

    It counts on the day of the purchase: by the plans under which that was charged, and with it while its
    quarter is open; later it lowers the next invoice. Where the charge was kept out of the payment, it went
    back with the payment, in proportion. Tells whether it was new, and of anything that is charged for.
    """
    found = invoice_rows.bought(db, *of)
    if found is None:
        return False
    what = Bought(
        source="refund",
        source_id=name,
        organisation_id=found.organisation_id,
        supplier_id=found.supplier_id,
        net=net,
        day=found.day,
        charge_taken=found.charge_taken,
    )
    return value_bought(db, clock, actor, what)


def charge_on(supplier_country: str, net: Money, day: date) -> Taxed:
    """The market's charge on one purchase, with its VAT: for whoever keeps it out of a payment."""
    return market_charge(edition_on(day), net, treatment_of(supplier_country), day)


def country_of(db: Connection, supplier_id: UUID) -> str:
    """Where a supplier belongs, for VAT: of its account, or the UK where it has none. For `CHARGING`."""
    row = repository.account_of(db, supplier_id)
    return str(row.country) if row is not None else "GB"


def meter(db: Connection, clock: Clock, account_id: UUID) -> int:
    """Add what became due by now to the lines that wait; tells how many lines came. For `CHARGING`."""
    account = repository.lock_account(db, account_id)
    lines = [*_assessments(db, account), *_more_products(db, clock, account)]
    return sum(add_line(db, clock, account, line) is not None for line in lines if line.amount.net.minor)


def add_line(db: Connection, clock: Clock, account: Any, line: Line) -> UUID | None:
    """Add a line that waits, and give its id; None where the account was charged for the same."""
    identifier = new_id()
    values = {
        "id": identifier,
        "account_id": account.id,
        "charge": str(line.charge),
        "about": line.about,
        "words": line.words,
        "first": line.period.first,
        "last": line.period.last,
        "currency": line.amount.net.currency,
        "net": line.amount.net.minor,
        "vat": line.amount.vat.minor,
        "percent": f"{line.amount.percent.normalize():f}",
        "treatment": str(line.amount.treatment),
        "added_on": today(clock),
    }
    return identifier if invoice_rows.add_line(db, values) else None


def _assessments(db: Connection, account: Any) -> list[Line]:
    charged = invoice_rows.charged(db, account.id, Charge.ASSESSMENT)
    vat, plan = treatment_of(account.country), PlanCode(account.plan)
    lines = [
        assessment_line(
            edition_on(each.first_on), plan, each.product_slug, each.standard_id, each.first_on, vat
        )
        for each in decided_by_people(db, account.supplier_id, account.plan_since)
    ]
    return [line for line in lines if line.about not in charged]


def _more_products(db: Connection, clock: Clock, account: Any) -> list[Line]:
    """Products that came in the year; one that goes is not paid back, and makes room for the next."""
    listing, day = repository.open_subscription(db, account.id), today(clock)
    if listing is None or listing.state == SubscriptionState.ASKED or listing.first is None:
        return []
    now = repository.listed_products(db, account.supplier_id)
    if now <= listing.products_now or not listing.first <= day <= listing.last:
        return []
    year = Period(first=listing.first, last=listing.last)
    line = more_products_line(
        edition_of(listing.edition),
        PlanCode.LISTING,
        listing.products_now,
        now,
        year,
        day,
        treatment_of(account.country),
    )
    told = event(clock, BILLING, "billing.more_products", "billing_subscription", listing.id, products=now)
    repository.change_subscription(db, listing.id, {"products_now": now}, event=told)
    return [line]
