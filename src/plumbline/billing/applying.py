"""Brings our rows to what the processor holds: one thing at a time, by the tables of `states`.

Everything here reads what was re-read from the processor, never what a message claimed. A row is changed only
if it is still as it was before the thing was read: whoever read an older state writes nothing (`Moved`).
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from plumbline.billing import invoice_rows, port_things, renewing, repository
from plumbline.billing.charges import Charge
from plumbline.billing.differences import Difference
from plumbline.billing.plans import vat_rate_on
from plumbline.billing.standing import is_settled
from plumbline.billing.states import (
    INVOICE_TURNS,
    SUBSCRIPTION_TURNS,
    IntentState,
    InvoiceState,
    SubscriptionState,
    invoice_state,
    may_turn,
    subscription_state,
)
from plumbline.billing.vat import treatment_of
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import LONDON, Clock, today
from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Connection

BILLING: Final = Actor(kind="system", name="billing")
Seen = port_things.Held


class Moved(Exception):
    """The row was changed since the processor was read: read it again."""


def uuid_in(reference: str) -> UUID | None:
    """Our id, if the reference is one."""
    try:
        return UUID(reference)
    except ValueError:
        return None


def listing_for(db: Connection, seen: port_things.Checkout) -> Any | None:
    """Our row of what is begun on a page."""
    ours = uuid_in(seen.reference)
    return repository.subscription(db, ours) if ours else None


def subscription_for(db: Connection, seen: port_things.Subscription) -> Any | None:
    """Our row of a subscription."""
    ours = uuid_in(seen.reference)
    row = repository.subscription(db, ours) if ours else None
    return row or repository.subscription_at(db, seen.id)


def invoice_for(db: Connection, seen: port_things.Invoice) -> Any | None:
    """Our row of an invoice."""
    ours = uuid_in(seen.reference)
    row = invoice_rows.invoice(db, ours) if ours else None
    return row or invoice_rows.invoice_at(db, seen.id)


def apply_customer(db: Connection, clock: Clock, account: Any, seen: port_things.Customer) -> None:
    """Note the customer of an account."""
    if account.customer != seen.id:
        told = event(
            clock, BILLING, "billing.customer_known", "billing_account", account.id, customer=seen.id
        )
        repository.change_account(db, account.id, {"customer": seen.id}, event=told)


def apply_page(db: Connection, clock: Clock, row: Any, seen: port_things.Checkout) -> None:
    """Note where a listing can be begun; one that ran out before anybody paid has ended."""
    values: dict[str, Any] = {"page": seen.url or None}
    if seen.state == "expired" and row.processor_id is None and row.ended_at is None:
        values |= {"state": str(SubscriptionState.ENDED), "ended_at": clock.now()}
    if any(getattr(row, name) != value for name, value in values.items()):
        told = event(clock, BILLING, "billing.page_known", "billing_subscription", row.id, state=seen.state)
        _changed(repository.change_subscription(db, row.id, values, event=told, version=row.version))


def apply_subscription(
    db: Connection, clock: Clock, row: Any, seen: port_things.Subscription
) -> list[Difference]:
    """Bring a listing to what the processor holds. A move that no table has is a difference."""
    target = subscription_state(seen)
    if not may_turn(SUBSCRIPTION_TURNS, SubscriptionState(row.state), target):
        return [Difference.of_state("subscription", row.id, seen.id, row.state, target)]
    first = london(seen.period[0])
    values: dict[str, Any] = {
        "state": str(target),
        "processor_id": seen.id,
        "first": first,
        "last": london(seen.period[1]) - timedelta(days=1),
        "ends": seen.ends_at_period_end,
        "page": row.page if target is SubscriptionState.ASKED else None,
        "ended_at": (row.ended_at or clock.now()) if target is SubscriptionState.ENDED else None,
        **renewing.adopted(db, row, seen, first),
    }
    if _differs(row, values):
        told = event(clock, BILLING, "billing.listing_moved", "billing_subscription", row.id, state=target)
        _changed(repository.change_subscription(db, row.id, values, event=told, version=row.version))
    return []


def apply_invoice(db: Connection, clock: Clock, row: Any, seen: port_things.Invoice) -> list[Difference]:
    """Bring an invoice to what the processor holds. Other sums, and moves that no table has, are told."""
    target = invoice_state(seen)
    if seen.state != "draft" and (row.net, row.vat) != (seen.net.minor, seen.vat.minor):
        ours = f"{row.net + row.vat} {row.currency}"
        theirs = f"{seen.gross.minor} {seen.gross.currency}"
        return [Difference.of_sum("invoice", row.id, seen.id, ours, theirs)]
    if not may_turn(INVOICE_TURNS, InvoiceState(row.state), target):
        return [Difference.of_state("invoice", row.id, seen.id, row.state, target)]
    values = _of_invoice(clock, seen, row.settled_on)
    if _differs(row, values):
        told = event(clock, BILLING, "billing.invoice_moved", "billing_invoice", row.id, state=target)
        _changed(invoice_rows.change_invoice(db, row.id, values, event=told, version=row.version))
    return []


def _of_invoice(clock: Clock, seen: port_things.Invoice, settled: date | None) -> dict[str, Any]:
    target = invoice_state(seen)
    issued = london(seen.issued or seen.created)
    return {
        "state": str(target),
        "number": seen.number,
        "credited": seen.credited.minor,
        "issued_on": issued,
        "due_on": london(seen.due_at) if seen.due_at else issued,
        "settled_on": (settled or _settled(clock, seen)) if is_settled(target) else None,
        "page": seen.page or None,
        "processor_id": seen.id,
    }


def _settled(clock: Clock, seen: port_things.Invoice) -> date:
    return london(seen.paid_at) if seen.paid_at else today(clock)


def add_invoice_of_listing(
    db: Connection, clock: Clock, subscription: Any, seen: port_things.Invoice
) -> list[Difference]:
    """Record an invoice that the processor made for a year of a listing: its lines, and how it stands."""
    identifier = new_id()
    account = repository.account(db, subscription.account_id)
    values = {
        "id": identifier,
        "account_id": account.id,
        "subscription_id": subscription.id,
        "about": seen.id,
        "currency": seen.net.currency,
        "net": seen.net.minor,
        "vat": seen.vat.minor,
        "purchase_order": subscription_order(account),
        "version": 1,
        "made_at": clock.now(),
        **_of_invoice(clock, seen, None),
    }
    told = event(clock, BILLING, "billing.invoice_made", "billing_invoice", identifier, about=seen.id)
    invoice_rows.add_invoice(db, values, event=told)
    return [each for line in seen.lines for each in _add_line(db, account, identifier, seen, line)]


def _add_line(
    db: Connection, account: Any, invoice_id: UUID, seen: port_things.Invoice, line: port_things.InvoiceLine
) -> list[Difference]:
    first, treatment = london(line.period[0]), treatment_of(account.country)
    percent = vat_rate_on(first).percent if line.vat.minor or treatment == "standard" else Decimal(0)
    values = {
        "id": new_id(),
        "account_id": account.id,
        "invoice_id": invoice_id,
        "charge": str(Charge.LISTING),
        "about": f"{seen.id} {line.id}",
        "words": line.description,
        "first": first,
        "last": max(first, london(line.period[1]) - timedelta(days=1)),
        "currency": line.net.currency,
        "net": line.net.minor,
        "vat": line.vat.minor,
        "percent": f"{percent.normalize():f}",
        "treatment": str(treatment),
        "added_on": london(seen.issued or seen.created),
    }
    invoice_rows.add_line(db, values)
    if line.net.share(percent) == line.vat:
        return []
    return [
        Difference.of_sum("vat", invoice_id, line.id, str(line.net.share(percent).minor), str(line.vat.minor))
    ]


def apply_credit(db: Connection, clock: Clock, row: Any, seen: port_things.CreditNote) -> list[Difference]:
    """Note the credit note of something that was given back. Its VAT is the processor's, which rounds a part
    of a line in its own way: by the smallest unit it may be another than ours, and the document counts.
    """
    if row.net != seen.net.minor or abs(row.vat - seen.vat.minor) > 1:
        ours, theirs = f"{row.net + row.vat} {row.currency}", f"{seen.gross.minor} {seen.gross.currency}"
        return [Difference.of_sum("credit", row.id, seen.id, ours, theirs)]
    values = {
        "state": str(IntentState.DONE),
        "number": seen.number,
        "vat": seen.vat.minor,
        "processor_id": seen.id,
        "refund_id": next(iter(seen.refunds), None),
    }
    if _differs(row, values):
        told = event(clock, BILLING, "billing.credit_made", "billing_credit", row.id, number=seen.number)
        invoice_rows.change_credit(db, row.id, values, event=told)
    return []


def apply_refund(db: Connection, clock: Clock, row: Any, seen: port_things.Refund) -> None:
    """Note how money on its way back stands."""
    if row.refund_state != seen.state:
        told = event(clock, BILLING, "billing.refund_moved", "billing_credit", row.id, state=seen.state)
        invoice_rows.change_credit(db, row.id, {"refund_state": seen.state}, event=told)


def subscription_order(account: Any) -> str:
    """The purchase-order number that invoices of an account carry."""
    return str(account.purchase_order)


def london(moment: datetime) -> date:
    """The day a moment lies in, in London."""
    return moment.astimezone(LONDON).date()


def _differs(row: Any, values: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _changed(changed: bool) -> None:
    if not changed:
        raise Moved
