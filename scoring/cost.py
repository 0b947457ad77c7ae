"""Whole-life cost: every charge over the whole term, to the penny, with the arithmetic shown.

Each line is rounded half up to the penny once, and the total is the sum of the rounded lines, so
that anybody who adds up what they see gets what they see.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from catalog.prices import MONTHS_IN_YEAR, Charge, Flat, Period, PerUnit, PricePlan, Tier, Tiered, TierRule

PENNY = Decimal("0.01")


class SizeMissing(ValueError):
    """A plan is priced by a unit whose number was not given."""

    def __init__(self, unit: str) -> None:
        super().__init__(f"say how many {unit}s there are: the price depends on it")
        self.unit = unit


class CostLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the sum: what it is for, how it was worked out in words, and how much it is."""

    title: str
    arithmetic: str
    amount: Decimal


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """The cost of a plan over a term. Net of VAT; `gross` is None where no rate is stated."""

    currency: str
    term_months: int
    lines: tuple[CostLine, ...]
    net: Decimal
    gross: Decimal | None


def whole_life_cost(plan: PricePlan, size: Mapping[str, int], term_months: int) -> Cost:
    """The cost of `plan` for `size` (units by name) over `term_months` (1 or more).

    Raises `SizeMissing` where the plan is priced by a unit that `size` leaves out, ValueError for
    a term below one month or a negative number of units.
    """
    if term_months < 1:
        raise ValueError("a term is at least one month")
    if any(number < 0 for number in size.values()):
        raise ValueError("a number of units is zero or more")
    lines = tuple(line for c in plan.charges for line in _lines(c, size, term_months, plan.currency))
    net = sum((line.amount for line in lines), Decimal("0.00"))
    gross = None if plan.vat_rate is None else _penny(net * (1 + plan.vat_rate))
    return Cost(currency=plan.currency, term_months=term_months, lines=lines, net=net, gross=gross)


def _lines(charge: Charge, size: Mapping[str, int], term: int, currency: str) -> list[CostLine]:
    if isinstance(charge, Flat):
        return [_line(charge.title, charge.price, charge.price, None, charge.period, term, currency)]
    if charge.unit not in size:
        raise SizeMissing(charge.unit)
    number = size[charge.unit]
    if isinstance(charge, PerUnit):
        amount, counted = charge.price * number, _counted(number, charge.unit)
        return [_line(charge.title, amount, charge.price, counted, charge.period, term, currency)]
    return _tiered(charge, number, term, currency)


def _tiered(charge: Tiered, number: int, term: int, currency: str) -> list[CostLine]:
    if number == 0:
        return []
    tier = next(t for t in charge.tiers if t.last is None or number <= t.last)
    if charge.rule is TierRule.SINGLE_FIXED:
        title = f"{charge.title} ({_span(tier, charge.unit)})"
        return [_line(title, tier.price, tier.price, None, charge.period, term, currency)]
    if charge.rule is TierRule.VOLUME:
        title, counted = f"{charge.title} ({_span(tier, charge.unit)})", _counted(number, charge.unit)
        return [_line(title, tier.price * number, tier.price, counted, charge.period, term, currency)]
    return [_slice(charge, t, number, term, currency) for t in charge.tiers if t.first <= number]


def _slice(charge: Tiered, tier: Tier, number: int, term: int, currency: str) -> CostLine:
    """The units of one tier at that tier's own price (cumulative tiers)."""
    within = min(number, tier.last or number) - tier.first + 1
    title, counted = f"{charge.title} ({_span(tier, charge.unit)})", _counted(within, charge.unit)
    return _line(title, tier.price * within, tier.price, counted, charge.period, term, currency)


def _counted(number: int, unit: str) -> str:
    return f"{number:,} {unit}" if number == 1 else f"{number:,} {unit}s"


def _span(tier: Tier, unit: str) -> str:
    return (
        f"{unit}s {tier.first:,} and up" if tier.last is None else f"{unit}s {tier.first:,} to {tier.last:,}"
    )


def _line(
    title: str,
    per_period: Decimal,
    price: Decimal,
    counted: str | None,
    period: Period,
    term: int,
    currency: str,
) -> CostLine:
    times, words = _periods(period, term)
    amount = _penny(per_period * times)
    factors = " × ".join(f for f in (counted, _money(price, currency), words) if f)
    once = ", once" if period is Period.ONE_OFF else ""
    return CostLine(title=title, arithmetic=f"{factors}{once} = {_money(amount, currency)}", amount=amount)


def _periods(period: Period, term: int) -> tuple[Decimal, str]:
    """How many times a charge falls due within the term. Years are counted exactly, in twelfths."""
    if period is Period.ONE_OFF:
        return Decimal(1), ""
    if period is Period.MONTH:
        return Decimal(term), f"{term} month{'s' if term != 1 else ''}"
    years, months = divmod(term, MONTHS_IN_YEAR)
    words = f"{years} year{'s' if years != 1 else ''}" if not months else f"{term}/12 years"
    return Decimal(term) / MONTHS_IN_YEAR, words


def _penny(amount: Decimal) -> Decimal:
    return amount.quantize(PENNY, rounding=ROUND_HALF_UP)


def _money(amount: Decimal, currency: str) -> str:
    exponent = amount.as_tuple().exponent
    places = max(2, -exponent if isinstance(exponent, int) else 2)
    return f"{'£' if currency == 'GBP' else currency + ' '}{amount:,.{places}f}"
