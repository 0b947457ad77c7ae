"""What plans, accounts and invoices look like to those who ask. Amounts are text, exact to the penny."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

import msgspec

from plumbline.billing.charges import Charge
from plumbline.billing.differences import Difference
from plumbline.billing.plan_data import PlanCode
from plumbline.billing.port import Mode
from plumbline.billing.standing import Stage
from plumbline.billing.states import IntentState, InvoiceState, SubscriptionState
from plumbline.billing.vat import VatTreatment

Sum = Annotated[str, msgspec.Meta(description="In whole units of the currency.", examples=["1200.00"])]
Percent = Annotated[str, msgspec.Meta(examples=["20"])]


class PayBy(StrEnum):
    """How a supplier pays."""

    CARD = "card"
    BACS = "bacs"
    INVOICE = "invoice"


PAY_BY_NAMES: Final[dict[str, str]] = {
    PayBy.CARD: "By card",
    PayBy.BACS: "By Bacs Direct Debit",
    PayBy.INVOICE: "On an invoice, with a purchase order",
}


class AmountOut(msgspec.Struct, frozen=True, kw_only=True):
    """An amount with its VAT: net and VAT always make up gross."""

    net: Sum
    vat: Sum
    gross: Sum
    currency: Annotated[str, msgspec.Meta(description="ISO 4217.", examples=["GBP"])]
    vat_percent: Percent


class TierOut(msgspec.Struct, frozen=True, kw_only=True):
    """What each of the products number `first` to `last` costs a year."""

    first: int
    last: Annotated[int | None, msgspec.Meta(description="Null: every further one.")]
    price: AmountOut


class PlanOut(msgspec.Struct, frozen=True, kw_only=True):
    """One plan. Without tiers its listing is free."""

    code: PlanCode
    name: str
    summary: str
    source: str
    pays_assessments: bool
    tiers: list[TierOut]


class FeeOut(msgspec.Struct, frozen=True, kw_only=True):
    """What it costs to have a standard assessed, once per product; null stands for every other standard."""

    standard_id: str | None
    price: AmountOut


class StageOut(msgspec.Struct, frozen=True, kw_only=True):
    """A stage of falling behind, and how many days after an invoice was due it begins."""

    stage: Stage
    after_days: int


class PlansOut(msgspec.Struct, frozen=True, kw_only=True):
    """All that the market charges suppliers, on a day."""

    as_of: date
    version: str
    in_force_from: date
    next_from: Annotated[
        date | None, msgspec.Meta(description="From this day on other prices apply; ask for them by it.")
    ]
    source: str
    plans: list[PlanOut]
    assessment_fees: list[FeeOut]
    market_percent: Percent
    market_summary: str
    days_until_due: int
    falling_behind: list[StageOut]
    vat_percent: Percent
    vat_source: str
    rounding: str
    rounding_source: str
    payments: Annotated[
        Mode, msgspec.Meta(description="fake: payments are pretended, and no money moves. test, or live.")
    ]


class AddressIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where an invoice goes."""

    line1: Annotated[str, msgspec.Meta(min_length=1, max_length=200, examples=["1 Tern Street"])]
    line2: Annotated[str, msgspec.Meta(max_length=200)] = ""
    city: Annotated[str, msgspec.Meta(max_length=100)] = ""
    postal_code: Annotated[str, msgspec.Meta(max_length=20)] = ""
    country: Annotated[
        str, msgspec.Meta(pattern="^[A-Z]{2}$", description="ISO 3166: it decides how VAT falls.")
    ] = "GB"


class PlanIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A supplier's choice of plan, and how it pays."""

    plan: PlanCode
    pay_by: PayBy
    invoice_name: Annotated[str, msgspec.Meta(min_length=1, max_length=200, examples=["Accounts payable"])]
    invoice_email: Annotated[str, msgspec.Meta(max_length=300, examples=["accounts@supplier.example"])]
    address: AddressIn
    ground: Annotated[
        str, msgspec.Meta(max_length=500, description="For a free plan: why it is yours, in your words.")
    ] = ""
    purchase_order: Annotated[str, msgspec.Meta(max_length=60, description="It stands on each invoice.")] = ""
    vat_number: Annotated[str, msgspec.Meta(max_length=20, description="Needed in the EU.")] = ""


class RenewalOut(msgspec.Struct, frozen=True, kw_only=True):
    """What a listing is renewed at, as far as is known: by the plans and the rate of VAT of that day."""

    on: date
    edition: str
    products: Annotated[int, msgspec.Meta(description="As many as are listed today; those of the day count.")]
    yearly: AmountOut


class ListingOut(msgspec.Struct, frozen=True, kw_only=True):
    """A yearly listing."""

    id: UUID
    state: SubscriptionState
    edition: str
    products: Annotated[int, msgspec.Meta(description="That are charged for by now.")]
    yearly: AmountOut
    first: Annotated[date | None, msgspec.Meta(description="Of the year that runs; null before it began.")]
    last: date | None
    ends: Annotated[bool, msgspec.Meta(description="It ends with that year, and is not renewed.")]
    renewal: Annotated[RenewalOut | None, msgspec.Meta(description="Null where it is not renewed.")]
    page: Annotated[str | None, msgspec.Meta(description="Where to pay first; null until it is there.")]


class StandingOut(msgspec.Struct, frozen=True, kw_only=True):
    """How the account stands today. It touches no verdict, score, rank, evidence or contract."""

    stage: Stage
    overdue_since: date | None
    next_stage: Stage | None
    next_on: date | None


class NoticeOut(msgspec.Struct, frozen=True, kw_only=True):
    """That you were told of a stage."""

    stage: Stage
    given_on: date
    invoice_id: UUID


class LineOut(msgspec.Struct, frozen=True, kw_only=True):
    """One line: what for, from when to when, and how VAT falls on it."""

    id: UUID
    charge: Charge
    words: str
    first: date
    last: date
    amount: AmountOut
    treatment: VatTreatment


class CreditOut(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was given back of a line, with a credit note."""

    id: UUID
    line_id: UUID
    state: IntentState
    number: str
    amount: AmountOut
    back: Annotated[str, msgspec.Meta(description="refund, outside, or open: it was not paid yet.")]
    refund_state: Annotated[str, msgspec.Meta(description="As the payment processor calls it.")]
    words: str
    given_on: date


class InvoiceOut(msgspec.Struct, frozen=True, kw_only=True):
    """An invoice to a supplier."""

    id: UUID
    supplier: Annotated[str, msgspec.Meta(description="The supplier's slug.")]
    supplier_name: str
    about: str
    state: InvoiceState
    number: Annotated[str, msgspec.Meta(description="Empty until it is final.")]
    amount: AmountOut
    credited: Annotated[Sum, msgspec.Meta(description="Gross, by credit notes.")]
    issued_on: date
    due_on: date
    settled_on: date | None
    purchase_order: str
    page: Annotated[str | None, msgspec.Meta(description="Of the processor, where it can be seen and paid.")]
    lines: list[LineOut]
    credits: list[CreditOut]


class InvoiceList(msgspec.Struct, frozen=True, kw_only=True):
    """Your supplier's invoices, the newest first."""

    items: list[InvoiceOut]


class AccountOut(msgspec.Struct, frozen=True, kw_only=True):
    """What a supplier pays, how, and how it stands. Only its own people see it, and the market's operator."""

    supplier: str
    supplier_name: str
    plan: Annotated[PlanCode | None, msgspec.Meta(description="Null: none was chosen, nothing is charged.")]
    ground: str = ""
    pay_by: PayBy | None = None
    invoice_name: str = ""
    invoice_email: str = ""
    address: AddressIn | None = None
    vat_number: str = ""
    purchase_order: str = ""
    known_at_processor: bool = False
    listing: ListingOut | None = None
    waiting: Annotated[list[LineOut], msgspec.Meta(description="For the next quarter's invoice.")] = []
    standing: StandingOut
    notices: list[NoticeOut] = []
    payments: Mode


class AccountList(msgspec.Struct, frozen=True, kw_only=True):
    """Every account, by the supplier's name."""

    items: list[AccountOut]


class CreditIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So much of a line to give back, net. The VAT of it goes with it."""

    line_id: UUID
    net: Annotated[str, msgspec.Meta(pattern=r"^\d{1,12}(\.\d{1,4})?$", examples=["100.00"])]
    reason: Annotated[str, msgspec.Meta(pattern="^(duplicate|order_change|product_unsatisfactory)$")]
    words: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    outside: Annotated[
        bool, msgspec.Meta(description="Paid back by a bank transfer that the processor does not see.")
    ] = False


class TransferIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That the money of an invoice came by bank transfer."""

    words: Annotated[
        str,
        msgspec.Meta(min_length=1, max_length=200, description="Where it can be found: a bank reference."),
    ]


class LinkOut(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the processor for one visit."""

    url: str


class RunOut(msgspec.Struct, frozen=True, kw_only=True):
    """A reconciliation of both sides."""

    id: UUID
    night: date | None
    started_by: str
    started_at: datetime
    finished_at: datetime | None
    counts: dict[str, int]
    differences: list[Difference]


class RunList(msgspec.Struct, frozen=True, kw_only=True):
    """Reconciliations, the newest first."""

    items: list[RunOut]
