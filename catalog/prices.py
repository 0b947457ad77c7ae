"""What a product costs: charges that recur or fall once, flat, per unit or in tiers.

Amounts are Decimal and net of VAT; a price plan names its currency. How tiers are meant follows
the three ways that the national catalogue of GP systems knows: *single fixed* (the tier you fall
into has one price, whatever the number), *cumulative* (each slice of units has its own price),
*volume* (all units have the price of the tier that the total falls into).
"""

from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

MONTHS_IN_YEAR: Final = 12


class PriceError(ValueError):
    """A price plan breaks a rule; `field` says where."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class Period(StrEnum):
    """How often a charge falls due."""

    MONTH = "month"
    YEAR = "year"
    ONE_OFF = "one_off"


class TierRule(StrEnum):
    """What the price of a tier is the price of."""

    SINGLE_FIXED = "single_fixed"
    CUMULATIVE = "cumulative"
    VOLUME = "volume"


class Tier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Units number `first` to `last` (both included); the last tier has no `last`."""

    first: int
    last: int | None = None
    price: Decimal


class Flat(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="flat"
):
    """One price per period, whatever the size."""

    title: str
    price: Decimal
    period: Period


class PerUnit(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="per_unit"
):
    """A price for each unit ("patient", "user", "site", "bed") per period."""

    title: str
    price: Decimal
    unit: str
    period: Period


class Tiered(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="tiered"
):
    """A price that depends on how many units there are."""

    title: str
    unit: str
    period: Period
    rule: TierRule
    tiers: tuple[Tier, ...]


Charge = Flat | PerUnit | Tiered


class PricePlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that is paid under one plan: one-off charges and recurring ones together."""

    title: str
    currency: str = "GBP"
    charges: tuple[Charge, ...]
    vat_rate: Decimal | None = None  # 0.20 is 20 per cent; None: not stated

    @property
    def units(self) -> frozenset[str]:
        """The units whose number has to be known to price the plan."""
        return frozenset(charge.unit for charge in self.charges if not isinstance(charge, Flat))


def check_plan(plan: PricePlan) -> None:
    """Raise `PriceError` at the first rule that `plan` breaks."""
    if not plan.charges:
        raise PriceError("charges", "name at least one charge")
    if len(plan.currency) != 3 or not plan.currency.isascii() or not plan.currency.isupper():
        raise PriceError("currency", f"{plan.currency!r} is not a currency code of ISO 4217, like GBP")
    if plan.vat_rate is not None and not 0 <= plan.vat_rate < 1:
        raise PriceError("vat_rate", "write 20 per cent as 0.20")
    for number, charge in enumerate(plan.charges):
        _check_charge(charge, f"charges/{number}")


def _check_charge(charge: Charge, place: str) -> None:
    if isinstance(charge, Tiered):
        _check_tiers(charge.tiers, place)
    else:
        _check_amount(charge.price, f"{place}/price")


def _check_amount(amount: Decimal, place: str) -> None:
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or amount < 0:
        raise PriceError(place, "a price is a number of zero or more")
    if exponent < -4:
        raise PriceError(place, "a price has at most four decimal places")


def _check_tiers(tiers: tuple[Tier, ...], place: str) -> None:
    expected = 1
    for number, tier in enumerate(tiers):
        here = f"{place}/tiers/{number}"
        if tier.first != expected:
            raise PriceError(
                f"{here}/first", f"the tier begins at {tier.first}, and {expected} has to come next"
            )
        _check_amount(tier.price, f"{here}/price")
        is_last = number == len(tiers) - 1
        if (tier.last is None) != is_last:
            raise PriceError(f"{here}/last", "every tier but the last ends, and the last has no end")
        if tier.last is not None and tier.last < tier.first:
            raise PriceError(f"{here}/last", "the tier ends before it begins")
        expected = (tier.last or 0) + 1
    if not tiers:
        raise PriceError(f"{place}/tiers", "name at least one tier")
