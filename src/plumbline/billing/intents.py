"""What the payment processor is to do: everything that the request needs, fixed when it is asked for.

An intent is kept as data in the transaction of what it is about. Whoever sends it again sends the same,
under keys made of its id, so the processor does it once.
"""

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from plumbline.billing.port_asks import Address, Collection, CreditReason, Method
from plumbline.kit.money import Money

Back = Literal["refund", "outside"]


class _Kind(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """Stored with the name of its kind."""


class Rate(msgspec.Struct, frozen=True):
    """A rate of VAT, by which the processor works out the same VAT as we do."""

    reference: str
    percent: Decimal


class Customer(_Kind, frozen=True, kw_only=True, tag="customer"):
    """Somebody who pays: made there, or changed once it is there."""

    name: str
    email: str
    address: Address


class Listing(_Kind, frozen=True, kw_only=True, tag="listing"):
    """A yearly listing, to be paid on an invoice."""

    price: str  # our reference of it
    words: str
    net: Money
    rate: Rate
    collection: Collection
    days_until_due: int
    purchase_order: str


class Checkout(_Kind, frozen=True, kw_only=True, tag="checkout"):
    """A page of the processor where a yearly listing is begun and paid."""

    price: str
    words: str
    net: Money
    rate: Rate
    methods: tuple[Method, ...]
    come_back: str  # the address that the page leads back to


class Renewal(_Kind, frozen=True, kw_only=True, tag="renewal"):
    """From the day `on` a listing is renewed at this price, by those plans, for so many products."""

    on: date
    edition: str
    products: int
    price: str  # our reference of it
    words: str
    net: Money
    rate: Rate
    purchase_order: str


class End(_Kind, frozen=True, kw_only=True, tag="end"):
    """A listing ends: now, or with the year that is paid."""

    at_year_end: bool


class Resume(_Kind, frozen=True, kw_only=True, tag="resume"):
    """It goes on after all."""


class ItemOf(msgspec.Struct, frozen=True, kw_only=True):
    """A line of an invoice; `reference` is our line's id."""

    reference: str
    words: str
    net: Money
    rate: Rate
    first: date
    last: date


class Invoice(_Kind, frozen=True, kw_only=True, tag="invoice"):
    """An invoice of these lines, which has to come to `gross`: else it is not made final."""

    collection: Collection
    days_until_due: int
    purchase_order: str
    items: tuple[ItemOf, ...]
    gross: Money


class Credit(_Kind, frozen=True, kw_only=True, tag="credit"):
    """So much of one line given back."""

    invoice: UUID  # ours
    line: UUID  # ours
    net: Money
    reason: CreditReason
    back: Back
    words: str


class PaidOutside(_Kind, frozen=True, kw_only=True, tag="paid_outside"):
    """The money of an invoice came by bank transfer."""


Asked = Customer | Listing | Checkout | Renewal | End | Resume | Invoice | Credit | PaidOutside


def stored(asked: Asked) -> object:
    """As the database keeps it."""
    return msgspec.to_builtins(asked)


def read_back(kept: object) -> Asked:
    """As it was asked."""
    return msgspec.convert(kept, Asked)  # type: ignore[no-any-return]


def key(intent_id: UUID, step: str = "") -> str:
    """The idempotency key of a request: of our own row, and of the step where it takes several."""
    return f"plumbline-{intent_id}{f'-{step}' if step else ''}"


def rate_of(percent: Decimal, country: str = "GB") -> Rate:
    """The rate that the processor is to hold: named by what it is, so that it is made once."""
    text = f"{percent.normalize():f}"
    return Rate(f"vat-{country.lower()}-{text.replace('.', '-')}" if percent else "vat-none", Decimal(text))
