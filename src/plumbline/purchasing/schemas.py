"""What orders and what is done with them look like, inside and outside. Amounts are text: "12345.60"."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from catalog.purchasing.refunds import RefundState
from plumbline.rankings.schemas import LONGEST_TERM, Name, Units

LEAST_REASON: Final = 10
LONGEST_REASON: Final = 2_000
LONGEST_NUMBER: Final = 60
MOST_NOTICE_DAYS: Final = 730

PlanTitle = Annotated[str, Meta(max_length=200)]
Reason = Annotated[str, Meta(min_length=LEAST_REASON, max_length=LONGEST_REASON)]
Email = Annotated[str, Meta(min_length=3, max_length=254, examples=["payables@trust.example"])]
Pounds = Annotated[str, Meta(description="Pounds and pence.", examples=["12345.60"])]


class Outcome(StrEnum):
    """What an approver says."""

    APPROVE = "approve"
    REFUSE = "refuse"


class Answer(StrEnum):
    """What a supplier says."""

    ACCEPT = "accept"
    DECLINE = "decline"


class Way(StrEnum):
    """How an order is paid."""

    CARD = "card"
    INVOICE = "invoice"
    OUTSIDE = "outside"


class PaymentState(StrEnum):
    """Where a payment stands: written down, asked of the processor, paid, or come to nothing."""

    INTENDED = "intended"
    ASKED = "asked"
    PAID = "paid"
    FAILED = "failed"


class OrderIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be ordered, out of which shortlist, how much of it, and for how long."""

    shortlist_id: Annotated[
        UUID, Meta(description="A shortlist of your organisation, every product decided.")
    ]
    product: Annotated[str, Meta(max_length=120, description="A product that the shortlist has in.")]
    plan: Annotated[PlanTitle | None, Meta(description="The price plan; the cheapest if left out.")] = None
    size: Annotated[
        dict[Name, Units], Meta(description="How many of each unit.", examples=[{"user": 40}])
    ] = {}
    term_months: Annotated[int, Meta(ge=1, le=LONGEST_TERM)]
    starts_on: Annotated[date, Meta(description="The first day of the term: today or later.")]
    notice_days: Annotated[int, Meta(ge=0, le=MOST_NOTICE_DAYS, description="Notice to end it, in days.")]


class RequestIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The reasons that the order's concerns ask for; `concerns` of the order says which."""

    together_reason: Annotated[str, Meta(max_length=LONGEST_REASON)] = ""
    standing_reason: Annotated[str, Meta(max_length=LONGEST_REASON)] = ""


class ApprovalIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A second person's word on an order."""

    outcome: Outcome
    reason: Reason


class SendIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The number under which the buyer's own books have the order."""

    purchase_order_number: Annotated[str, Meta(min_length=1, max_length=LONGEST_NUMBER)]


class AnswerIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The supplier's word. Accepting makes the contract."""

    answer: Answer
    reason: Annotated[str, Meta(max_length=LONGEST_REASON, description="Needed to decline.")] = ""


class ChargeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How it is paid: through the processor, or outside of this market, as every supplier always could be."""

    way: Way
    email: Annotated[
        str, Meta(max_length=254, description="Where the processor sends the invoice or the receipt.")
    ] = ""
    reason: Annotated[
        str,
        Meta(max_length=LONGEST_REASON, description="Of what was paid outside: when, and under what number."),
    ] = ""


class WordsIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why."""

    reason: Reason


class RefundIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a supplier gives back of a paid order, and why. The buyer reads it."""

    net: Annotated[
        Annotated[str, Meta(pattern=r"^\d{1,12}(\.\d{1,2})?$", examples=["120.00"])] | None,
        Meta(description="So much, net: its VAT goes with it. All that is left if left out."),
    ] = None
    reason: Reason


class LineOut(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the sum."""

    title: str
    arithmetic: str
    net: Pounds


class ConcernOut(msgspec.Struct, frozen=True, kw_only=True):
    """What needs a reason, and the field that takes it."""

    field: str
    words: str


class ObstacleOut(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the way."""

    bar: str
    words: str
    next_step: str


class StepOut(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody did with the order."""

    act: str
    state: str
    made_by: str
    made_at: datetime
    reason: str
    reasons: Annotated[dict[str, str], Meta(description="What was said to its concerns.")] = {}


class PaymentOut(msgspec.Struct, frozen=True, kw_only=True):
    """A payment that was asked for."""

    id: UUID
    way: Way
    state: PaymentState
    gross: Pounds
    page: Annotated[str | None, Meta(description="Of the payment processor: where to pay.")]
    why: str | None
    intended_at: datetime
    ended_at: datetime | None


class RefundOut(msgspec.Struct, frozen=True, kw_only=True):
    """Money that a supplier gives back. It went back only where the state says `given_back`."""

    id: UUID
    state: RefundState
    net: Pounds
    vat: Pounds
    gross: Pounds
    reason: str
    given_by: str
    credit_note: Annotated[str | None, Meta(description="Its number, of what was paid on an invoice.")]
    credit_page: str | None
    why: Annotated[str | None, Meta(description="Where it came to nothing, or its credit note did.")]
    intended_at: datetime
    ended_at: datetime | None


class OrderSummary(msgspec.Struct, frozen=True, kw_only=True):
    """An order in a list."""

    id: UUID
    state: str
    product: str
    product_name: str
    supplier_name: str
    organisation_name: str
    purchase_order_number: str | None
    net: Pounds
    gross: Pounds
    term_months: int
    starts_on: date
    drafted_by: str
    drafted_at: datetime
    changed_at: datetime


class OrderPage(msgspec.Struct, frozen=True, kw_only=True):
    """Orders, the newest first: of the organisation, or sent to the supplier."""

    items: list[OrderSummary]


class OrderOut(OrderSummary, frozen=True, kw_only=True):
    """An order. A supplier sees neither what it rests on, nor what the buyer's people told each other."""

    version: int
    origin: str
    release: str
    plan_title: str
    size: dict[str, int]
    ends_on: date
    notice_days: int
    currency: str
    vat: Pounds
    vat_rate: str
    lines: list[LineOut]
    steps: list[StepOut]
    payments: list[PaymentOut]
    refunds: list[RefundOut] = []
    returnable: Annotated[
        Pounds | None, Meta(description="The net amount that you may give back now, as its supplier.")
    ] = None
    contract_id: UUID | None
    possible: Annotated[list[str], Meta(description="What you may do with it from where it stands.")]
    shortlist_id: UUID | None = None
    obstacles: Annotated[list[ObstacleOut], Meta(description="What stands in the way as of today.")] = []
    concerns: Annotated[list[ConcernOut], Meta(description="What needs a reason to go on.")] = []
    added_up: Annotated[
        list[OrderSummary], Meta(description="Orders of the same product or supplier in twelve months.")
    ] = []
    together: Annotated[Pounds | None, Meta(description="The net value with those.")] = None
    notice_is_due: Annotated[bool, Meta(description="A contract details notice is to be published.")] = False
