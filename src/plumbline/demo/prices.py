"""The shapes of price in the demonstration market: one of each kind that a plan can have."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from catalog.prices import Charge, Flat, Period, PerUnit, PricePlan, Tier, Tiered, TierRule

D = Decimal
VAT: Final = D("0.20")


def _tiers(unit: str, rule: TierRule, scale: Decimal, *prices: str) -> Tiered:
    bounds = {"user": (500, 2_000), "patient": (50_000, 250_000), "bed": (200, 600)}[unit]
    spans = ((1, bounds[0]), (bounds[0] + 1, bounds[1]), (bounds[1] + 1, None))
    tiers = tuple(
        Tier(first=first, last=last, price=_rounded(D(price) * scale))
        for (first, last), price in zip(spans, prices, strict=True)
    )
    return Tiered(title="Licence", unit=unit, period=Period.YEAR, rule=rule, tiers=tiers)


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(D("0.0001")).normalize() + D("0.00")


def _per(unit: str, price: str, scale: Decimal) -> PerUnit:
    return PerUnit(title="Licence", price=_rounded(D(price) * scale), unit=unit, period=Period.YEAR)


def _flat(title: str, price: str, scale: Decimal, period: Period) -> Flat:
    return Flat(title=title, price=_rounded(D(price) * scale), period=period)


LICENCES: Final[dict[str, Callable[[Decimal], Charge]]] = {
    "flat": lambda s: _flat("Licence", "118000", s, Period.YEAR),
    "per_user": lambda s: _per("user", "64.50", s),
    "per_bed": lambda s: _per("bed", "310", s),
    "per_site": lambda s: _per("site", "41500", s),
    "per_patient": lambda s: _per("patient", "0.42", s),
    "cumulative": lambda s: _tiers("user", TierRule.CUMULATIVE, s, "90", "62", "38"),
    "volume": lambda s: _tiers("bed", TierRule.VOLUME, s, "420", "330", "260"),
    "cumulative_patient": lambda s: _tiers("patient", TierRule.CUMULATIVE, s, "0.80", "0.45", "0.28"),
    "volume_patient": lambda s: _tiers("patient", TierRule.SINGLE_FIXED, s, "39000", "82000", "140000"),
}


def plan_of(shape: str, scale: Decimal) -> PricePlan:
    """A plan of this shape, dearer or cheaper by `scale`: a licence, a set-up and support."""
    return PricePlan(
        title="Standard",
        charges=(
            LICENCES[shape](scale),
            _flat("Implementation", "36000", scale, Period.ONE_OFF),
            _flat("Support and hosting", "1450", scale, Period.MONTH),
        ),
        vat_rate=VAT,
    )
