"""What the SDK hands over, read into the structs of the port. Typed against the SDK's own classes."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Protocol, cast

import msgspec
import stripe

from plumbline.billing import port_things as things
from plumbline.billing.port_asks import Collection
from plumbline.billing.port_errors import NoSuchThing
from plumbline.kit.money import Money

REFERENCE = "reference"
PURCHASE_ORDER = "PO number"


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def customer(found: stripe.Customer) -> things.Customer:
    """A customer; NoSuchThing once it was deleted."""
    if getattr(found, "deleted", False):
        raise NoSuchThing(f"The customer {found.id} was deleted.")
    return things.Customer(
        id=found.id,
        reference=reference_of(found.metadata),
        created=moment(found.created),
        name=found.name or "",
        email=found.email or "",
    )


def checkout(found: stripe.checkout.Session) -> things.Checkout:
    """A checkout page."""
    return things.Checkout(
        id=found.id,
        reference=reference_of(found.metadata),
        created=moment(found.created),
        state=known(found.status, things.CheckoutState),
        paid=found.payment_status != "unpaid",
        customer=id_of(found.customer),
        url=found.url or "",
        subscription=id_of(found.subscription),
        payment=id_of(found.payment_intent),
    )


def subscription(found: stripe.Subscription) -> things.Subscription:
    """A subscription; its period and its price are those of its one item."""
    item = found["items"].data[0]  # `items` is also a method
    rates = getattr(item, "tax_rates", None) or getattr(found, "default_tax_rates", None)
    return things.Subscription(
        id=found.id,
        reference=reference_of(found.metadata),
        created=moment(found.created),
        customer=id_of(found.customer),
        state=known(found.status, things.SubscriptionState),
        price=price(item.price),
        tax_rate=tax_rate(rates[0]) if rates else None,
        collection=known(found.collection_method, Collection),
        period=(moment(item.current_period_start), moment(item.current_period_end)),
        ends_at_period_end=found.cancel_at_period_end,
        ended=maybe(found.ended_at),
        latest_invoice=id_of(found.latest_invoice),
        purchase_order=purchase_order(getattr(found, "invoice_settings", None)),
    )


def item(found: stripe.InvoiceItem) -> things.Item:
    """A line that waits, or stands on an invoice."""
    return things.Item(
        id=found.id,
        reference=reference_of(found.metadata),
        created=moment(found.date),
        customer=id_of(found.customer),
        description=found.description or "",
        net=money(found.amount, found.currency),
        invoice=id_of(found.invoice),
    )


def payment(found: stripe.PaymentIntent) -> things.Payment:
    """A payment."""
    error = found.last_payment_error
    fee = found.application_fee_amount
    return things.Payment(
        id=found.id,
        reference=reference_of(found.metadata),
        created=moment(found.created),
        customer=id_of(found.customer),
        state=known(found.status, things.PaymentState),
        gross=money(found.amount, found.currency),
        received=money(found.amount_received, found.currency),
        on_behalf_of=id_of(found.on_behalf_of),
        fee=None if fee is None else money(fee, found.currency),
        why=(getattr(error, "decline_code", "") or getattr(error, "code", "") or "") if error else "",
    )


def refund(found: stripe.Refund) -> things.Refund:
    """A refund."""
    return things.Refund(
        id=found.id,
        reference=reference_of(found.metadata),
        created=moment(found.created),
        payment=id_of(found.payment_intent),
        state=known(found.status, things.RefundState),
        gross=money(found.amount, found.currency),
        why=getattr(found, "failure_reason", "") or "",  # only there once it failed
    )


def credit_note(found: stripe.CreditNote) -> things.CreditNote:
    """A credit note."""
    net = found.total if found.total_excluding_tax is None else found.total_excluding_tax
    return things.CreditNote(
        id=found.id,
        reference=reference_of(found.metadata),
        created=moment(found.created),
        number=found.number,
        invoice=id_of(found.invoice),
        state=known(found.status, things.CreditNoteState),
        net=money(net, found.currency),
        vat=money(found.total - net, found.currency),
        gross=money(found.total, found.currency),
        refunds=tuple(id_of(each.refund) for each in found.refunds),
        outside=money(found.out_of_band_amount or 0, found.currency),
        pdf=found.pdf,
    )


def account(found: stripe.Account) -> things.Account:
    """A connected account."""
    needs = found.requirements
    return things.Account(
        id=found.id,
        reference=reference_of(found.metadata),
        created=moment(found.created or 0),
        email=found.email or "",
        country=found.country or "",
        may_charge=bool(found.charges_enabled),
        may_be_paid=bool(found.payouts_enabled),
        told_all=bool(found.details_submitted),
        wanted=tuple(needs.currently_due or ()) if needs else (),
        why_not=(needs.disabled_reason or "") if needs else "",
    )


def price(found: stripe.Price) -> things.PriceRef:
    """A price."""
    net = money(found.unit_amount or 0, found.currency)
    return things.PriceRef(id=found.id, reference=reference_of(found.metadata), net=net)


def tax_rate(found: stripe.TaxRate) -> things.TaxRateRef:
    """A rate; its number comes as JSON, and is read as written there."""
    percent = Decimal(str(found.percentage))
    return things.TaxRateRef(id=found.id, reference=reference_of(found.metadata), percent=percent)


def purchase_order(found: object) -> str:
    """The buyer's number, from the fields that are printed on an invoice; "" where there is none."""
    fields = getattr(found, "custom_fields", None) or ()
    return next((field.value for field in fields if field.name == PURCHASE_ORDER), "")


def reference_of(metadata: object) -> str:
    """Our own reference, from the metadata; "" where we gave none."""
    return _text_of(metadata, REFERENCE)


def id_of(thing: str | _Named | None) -> str:
    """The id of what may have come whole; "" for nothing."""
    return "" if thing is None else thing if isinstance(thing, str) else thing.id


def money(minor: int, currency: str) -> Money:
    """An amount: Stripe writes currencies small."""
    return Money(minor, currency.upper())


def moment(seconds: int) -> datetime:
    """A moment, in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def maybe(seconds: int | None) -> datetime | None:
    """A moment that may not have come."""
    return None if seconds is None else moment(seconds)


def known(value: object, kind: Any) -> Any:
    """The value, if it is one of a `Literal`: what Stripe may add later is not guessed at."""
    return msgspec.convert(value, kind)


def _text_of(metadata: object, name: str) -> str:
    held = cast("dict[str, str]", metadata)
    return held[name] if metadata is not None and name in held else ""
