"""The shapes of plans and rates as their files state them. Amounts stand as text and are read exactly."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import msgspec

from plumbline.kit.money import Money

Amount = Annotated[str, msgspec.Meta(pattern=r"^\d{1,12}(\.\d{1,4})?$")]
Percentage = Annotated[str, msgspec.Meta(pattern=r"^\d{1,3}(\.\d{1,4})?$")]
Days = Annotated[int, msgspec.Meta(ge=0, le=3660)]


class PlanCode(StrEnum):
    """The plans there are."""

    LISTING = "listing"
    MICRO = "micro"
    PUBLIC = "public"


class Tier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Products number `first` to `last`, both included, cost `price` each a year. The last has no end."""

    first: int
    price: Amount
    last: int | None = None


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One plan. Without tiers its listing is free."""

    code: PlanCode
    name: str
    summary: str
    pays_assessments: bool
    tiers: tuple[Tier, ...] = ()
    source: str = ""

    @property
    def is_free(self) -> bool:
        """Does listing cost nothing?"""
        return not self.tiers


class AssessmentFees(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What it costs to have evidence on a standard assessed, once per product."""

    fee: Amount
    by_standard: Mapping[str, Amount] = {}


class MarketCharge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A flat percentage of the net value that was bought through the market."""

    percentage: Percentage
    summary: str


class Payment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long an invoice may take."""

    days_until_due: Annotated[int, msgspec.Meta(ge=1, le=120)]


class Schedule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days after an invoice was due on which each stage of falling behind begins."""

    reminder_after_days: Days
    grace_after_days: Days
    paused_after_days: Days


class Edition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is charged, from a day on."""

    version: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}[a-z]?$")]
    in_force_from: date
    currency: str
    source: str
    plans: tuple[Plan, ...]
    assessment: AssessmentFees
    market_charge: MarketCharge
    payment: Payment
    falling_behind: Schedule

    def plan(self, code: PlanCode) -> Plan:
        """The plan of that code; the loader sees to it that there is one."""
        return next(plan for plan in self.plans if plan.code is code)

    def listing_fee(self, code: PlanCode, products: int) -> Money:
        """For a whole year, net: each product at the price of the tier that its number falls into."""
        plan = self.plan(code)
        of_each = ((Money.of(tier.price, self.currency), slice_of(tier, products)) for tier in plan.tiers)
        return Money(sum(price.minor * count for price, count in of_each), self.currency)

    def assessment_fee(self, code: PlanCode, standard_id: str) -> Money:
        """Net, for one product and one standard; nought on a plan that does not pay for assessments."""
        if not self.plan(code).pays_assessments:
            return Money(0, self.currency)
        fee = self.assessment.by_standard.get(standard_id, self.assessment.fee)
        return Money.of(fee, self.currency)

    @property
    def market_percent(self) -> Decimal:
        """The market's charge, in per cent of the net value."""
        return Decimal(self.market_charge.percentage)


def slice_of(tier: Tier, products: int) -> int:
    """How many of `products` fall into the tier."""
    last = products if tier.last is None else min(tier.last, products)
    return max(0, last - tier.first + 1)


class VatRate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The standard rate from a day on."""

    in_force_from: date
    percentage: Percentage

    @property
    def percent(self) -> Decimal:
        """20 for 20 per cent."""
        return Decimal(self.percentage)


class VatTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The dated rates, where they stand in law, and how they are rounded."""

    source: str
    rounding: str
    rounding_source: str
    rates: tuple[VatRate, ...]
