"""What we ask the payment processor for. Amounts are net unless they say otherwise.

`reference` is our own: the id under which our side knows the thing. It goes into the processor's
metadata, and reconciliation joins the two sides by it.
"""

from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

from plumbline.kit.money import Money

Collection = Literal["charge_automatically", "send_invoice"]
"""Take it from the method on record, or send an invoice that is paid within so many days."""
Method = Literal["card", "bacs_debit"]
CreditReason = Literal["duplicate", "fraudulent", "order_change", "product_unsatisfactory"]


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Where an invoice goes. `country` is ISO 3166-1 alpha-2."""

    line1: str
    line2: str = ""
    city: str = ""
    postal_code: str = ""
    country: str = "GB"


class CustomerAsk(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who pays: a supplier, or an organisation that buys."""

    reference: str
    name: str
    email: str
    address: Address | None = None


class PriceAsk(msgspec.Struct, frozen=True, kw_only=True):
    """The price of a plan by the year. A price never changes: a new one has a new `reference`."""

    reference: str
    name: str
    net: Money


class TaxRateAsk(msgspec.Struct, frozen=True, kw_only=True):
    """A rate of VAT, on top of the net amount. A rate never changes: a new one has a new `reference`."""

    reference: str
    percent: Decimal
    name: str = "VAT"
    country: str = "GB"


class PlanCheckoutAsk(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the processor where a customer starts a yearly plan. `reference` is the subscription's."""

    reference: str
    customer: str
    price: str
    tax_rate: str
    success_url: str
    cancel_url: str
    methods: tuple[Method, ...] = ("card", "bacs_debit")


class OnBehalf(msgspec.Struct, frozen=True, kw_only=True):
    """The money is for a connected account; `fee`, VAT and all, of it stays with the market."""

    account: str
    fee: Money


class OrderCheckoutAsk(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the processor where an order is paid at once. `gross` holds the supplier's VAT."""

    reference: str
    customer: str
    description: str
    gross: Money
    on_behalf: OnBehalf
    success_url: str
    cancel_url: str
    methods: tuple[Method, ...] = ("card",)


class SubscriptionAsk(msgspec.Struct, frozen=True, kw_only=True):
    """A yearly plan without a checkout page, as public bodies and large suppliers want it."""

    reference: str
    customer: str
    price: str
    tax_rate: str
    collection: Collection = "send_invoice"
    days_until_due: int = 30  # only with send_invoice
    purchase_order: str = ""


class RenewalAsk(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan that runs is renewed at from its next year on. The year that runs costs what it did."""

    price: str
    tax_rate: str
    purchase_order: str = ""


class ItemAsk(msgspec.Struct, frozen=True, kw_only=True):
    """A line that waits for the customer's next invoice, or goes on the draft `invoice`."""

    reference: str
    customer: str
    description: str
    net: Money  # below zero takes something off
    tax_rate: str
    invoice: str = ""
    period: tuple[datetime, datetime] | None = None


class InvoiceAsk(msgspec.Struct, frozen=True, kw_only=True):
    """A draft invoice. `take_waiting` puts on it every item of the customer that waits.

    `on_behalf` makes it an invoice of a connected account (an order), with our fee out of it.
    """

    reference: str
    customer: str
    currency: str = "GBP"
    collection: Collection = "send_invoice"
    days_until_due: int = 30  # only with send_invoice
    purchase_order: str = ""
    take_waiting: bool = False
    on_behalf: OnBehalf | None = None


class CreditLine(msgspec.Struct, frozen=True, kw_only=True):
    """So much of one line of an invoice, net: the VAT of the line goes with it."""

    line: str
    net: Money


class CreditAsk(msgspec.Struct, frozen=True, kw_only=True):
    """A credit note. On an open invoice it lowers what is due; on a paid one `back` says how money returns.

    `refund`: to where it was paid from. `outside`: by a bank transfer that the processor does not see. Where
    `refunded` names a refund that was made already, the note is its paper, and no more money moves.
    """

    reference: str
    invoice: str
    lines: tuple[CreditLine, ...]
    reason: CreditReason
    back: Literal["refund", "outside"] = "refund"
    memo: str = ""
    refunded: str = ""


class RefundAsk(msgspec.Struct, frozen=True, kw_only=True):
    """Money back from a payment: all that is left of it unless `gross` says how much.

    `from_account` takes it back from the connected account. `with_fee` gives back our fee in proportion to
    what was refunded; it is refused where the payment has none.
    """

    reference: str
    payment: str
    gross: Money | None = None
    from_account: bool = False
    with_fee: bool = False


class AccountAsk(msgspec.Struct, frozen=True, kw_only=True):
    """A supplier who wants to be paid through the market."""

    reference: str
    name: str
    email: str
    country: str = "GB"
