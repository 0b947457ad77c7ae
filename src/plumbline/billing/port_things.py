"""What the payment processor holds, as re-read from it. Times are aware, in UTC.

`reference` is ours ("" where we gave none). Every `id` is the processor's.
"""

from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

from plumbline.billing.port_asks import Collection
from plumbline.kit.money import Money

SubscriptionState = Literal[
    "incomplete", "incomplete_expired", "trialing", "active", "past_due", "unpaid", "paused", "canceled"
]
InvoiceState = Literal["draft", "open", "paid", "void", "uncollectible"]
PaymentState = Literal[
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
    "requires_capture",
    "processing",
    "succeeded",
    "canceled",
]
CheckoutState = Literal["open", "complete", "expired"]
CreditNoteState = Literal["issued", "void"]
RefundState = Literal["pending", "requires_action", "succeeded", "failed", "canceled"]


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What every thing at the processor has."""

    id: str
    reference: str
    created: datetime


class Customer(Held, frozen=True, kw_only=True):
    """Somebody who pays. One that was deleted there is a NoSuchThing."""

    name: str
    email: str


class Checkout(Held, frozen=True, kw_only=True):
    """A page of the processor where somebody pays. `url` is empty once it is over."""

    state: CheckoutState
    paid: bool
    customer: str
    url: str
    subscription: str = ""
    payment: str = ""


class PriceRef(msgspec.Struct, frozen=True, kw_only=True):
    """A price as the processor holds it."""

    id: str
    reference: str
    net: Money


class TaxRateRef(msgspec.Struct, frozen=True, kw_only=True):
    """A rate as the processor holds it."""

    id: str
    reference: str
    percent: Decimal


class Subscription(Held, frozen=True, kw_only=True):
    """A plan that renews each year until it ends."""

    customer: str
    state: SubscriptionState
    price: PriceRef  # that it is renewed at; that of the running period until it is told another
    tax_rate: TaxRateRef | None
    collection: Collection
    period: tuple[datetime, datetime]  # the one that is running or ran last
    ends_at_period_end: bool
    ended: datetime | None
    latest_invoice: str
    purchase_order: str


class InvoiceLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line; `reference` is that of the item it was made of."""

    id: str
    reference: str
    description: str
    net: Money
    vat: Money
    tax_rate: str  # the processor's id of the rate, "" for none
    period: tuple[datetime, datetime]


class Invoice(Held, frozen=True, kw_only=True):
    """An invoice. `number` is empty while it is a draft. `gross` = `net` + `vat`, before credit notes."""

    number: str
    customer: str
    subscription: str
    state: InvoiceState
    collection: Collection
    lines: tuple[InvoiceLine, ...]
    net: Money
    vat: Money
    gross: Money
    due: Money  # gross less credit notes before it was paid
    paid: Money
    left: Money
    credited: Money  # by credit notes, before and after it was paid
    purchase_order: str
    issued: datetime | None  # made final
    due_at: datetime | None
    paid_at: datetime | None
    tries: int  # to take the money
    next_try: datetime | None
    paid_outside: bool  # by a bank transfer that the processor did not see
    payment: str
    on_behalf_of: str  # the connected account; our fee stands on the payment
    page: str  # of the processor, where it can be seen and paid
    pdf: str


class Item(Held, frozen=True, kw_only=True):
    """A line that waits for an invoice (`invoice` is empty) or stands on one."""

    customer: str
    description: str
    net: Money
    invoice: str


class CreditNote(Held, frozen=True, kw_only=True):
    """A credit note to an invoice."""

    number: str
    invoice: str
    state: CreditNoteState
    net: Money
    vat: Money
    gross: Money
    refunds: tuple[str, ...]
    outside: Money  # gross, to be paid back by bank transfer
    pdf: str


class Payment(Held, frozen=True, kw_only=True):
    """One try, or a row of tries, to take an amount. `why` is the code of the last refusal."""

    customer: str
    state: PaymentState
    gross: Money
    received: Money
    on_behalf_of: str
    fee: Money | None
    why: str


class Refund(Held, frozen=True, kw_only=True):
    """Money on its way back. `why` says why it failed."""

    payment: str
    state: RefundState
    gross: Money
    why: str


class Account(Held, frozen=True, kw_only=True):
    """A connected account of a supplier. `wanted` names what the processor still asks of them."""

    email: str
    country: str
    may_charge: bool
    may_be_paid: bool
    told_all: bool  # the questions of the processor were answered
    wanted: tuple[str, ...]
    why_not: str


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the processor for one visit."""

    url: str
    expires: datetime | None = None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What a verified webhook is about. Nothing but this is taken from it: the thing is read again."""

    id: str
    type: str  # "invoice.paid"
    created: datetime
    kind: str  # of the thing: "invoice"
    thing: str  # its id
    account: str  # the connected account it happened on, "" for our own


KINDS: dict[str, type[Held]] = {
    "customer": Customer,
    "checkout.session": Checkout,
    "subscription": Subscription,
    "invoice": Invoice,
    "invoiceitem": Item,
    "credit_note": CreditNote,
    "payment_intent": Payment,
    "refund": Refund,
    "account": Account,
}
"""What can be read again, by the `kind` of an event."""
