"""Price plans for tests: two charges that are right, and plans that cannot be added up."""

from decimal import Decimal

import msgspec

from catalog.prices import Flat, Period, PerUnit, PricePlan, Tier, Tiered, TierRule

FLAT = Flat(title="Licence", price=Decimal("1200"), period=Period.YEAR)
PATIENTS = PerUnit(title="Patients", price=Decimal("1.26"), unit="patient", period=Period.YEAR)
TIERS = (Tier(first=1, last=100, price=Decimal(5)), Tier(first=102, price=Decimal(4)))
BAD_PLANS = {
    "no charge": (PricePlan(title="T", charges=()), "/plan/charges"),
    "a currency that is none": (PricePlan(title="T", currency="pounds", charges=(FLAT,)), "/plan/currency"),
    "below zero": (
        PricePlan(title="T", charges=(msgspec.structs.replace(FLAT, price=Decimal(-1)),)),
        "/plan/charges/0/price",
    ),
    "not a number": (
        PricePlan(title="T", charges=(msgspec.structs.replace(FLAT, price=Decimal("NaN")),)),
        "/plan/charges/0/price",
    ),
    "beyond all sums": (
        PricePlan(title="T", charges=(msgspec.structs.replace(FLAT, price=Decimal("1e999999")),)),
        "/plan/charges/0/price",
    ),
    "a gap between tiers": (
        PricePlan(
            title="T",
            charges=(Tiered(title="U", unit="user", period=Period.YEAR, rule=TierRule.VOLUME, tiers=TIERS),),
        ),
        "/plan/charges/0/tiers/1/first",
    ),
    "a unit without a name": (
        PricePlan(title="T", charges=(msgspec.structs.replace(PATIENTS, unit=" "),)),
        "/plan/charges/0/unit",
    ),
}
