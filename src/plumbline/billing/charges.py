"""What a supplier is charged: lines, each with its VAT, that sum to an invoice to the penny. Pure.

Every amount is rounded once, where it arises: the net amount of a line, then its VAT. Sums are exact.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

from plumbline.billing.periods import Period
from plumbline.billing.plan_data import Edition, PlanCode
from plumbline.billing.vat import Taxed, VatTreatment, taxed
from plumbline.kit.clock import spoken
from plumbline.kit.money import Money, shown


class Charge(StrEnum):
    """What a line is for."""

    LISTING = "listing"
    MORE_PRODUCTS = "more_products"
    ASSESSMENT = "assessment"
    MARKET = "market"


CHARGE_NAMES: Final[dict[str, str]] = {
    Charge.LISTING: "Yearly listing",
    Charge.MORE_PRODUCTS: "More products in the year",
    Charge.ASSESSMENT: "Assessment of a standard",
    Charge.MARKET: "Charge on value bought through the market",
}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an invoice. `about` is what it was charged for, so that nothing is charged twice."""

    charge: Charge
    about: str
    words: str
    period: Period
    amount: Taxed


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """What an invoice comes to."""

    net: Money
    vat: Money
    gross: Money


def listing_line(edition: Edition, code: PlanCode, products: int, year: Period, vat: VatTreatment) -> Line:
    """The listing of so many products for a whole year, paid ahead: its first day is the tax point."""
    net = edition.listing_fee(code, products)
    words = f"{edition.plan(code).name} of {counted(products)}, {span(year)}"
    return Line(
        charge=Charge.LISTING,
        about=f"{year.first}",
        words=words,
        period=year,
        amount=taxed(net, vat, year.first),
    )


def more_products_line(
    edition: Edition, code: PlanCode, before: int, after: int, year: Period, day: date, vat: VatTreatment
) -> Line:
    """What more products cost from a day in the year to its end, the day included. Fewer give a credit.

    Raises `ValueError` for a day outside the year.
    """
    if not year.first <= day <= year.last:
        raise ValueError(f"{day} does not lie in the year {span(year)}.")
    left = Period(first=day, last=year.last)
    whole = edition.listing_fee(code, after) - edition.listing_fee(code, before)
    words = f"{counted(after)} instead of {before}, {span(left)}: {left.days} of {year.days} days"
    return Line(
        charge=Charge.MORE_PRODUCTS,
        about=f"{year.first} {before}-{after} {day}",
        words=words,
        period=left,
        amount=taxed(part(whole, left.days, year.days), vat, day),
    )


def assessment_line(
    edition: Edition, code: PlanCode, product: str, standard: str, day: date, vat: VatTreatment
) -> Line:
    """Having evidence of a product on a standard assessed: once, on the day of the first decision."""
    return Line(
        charge=Charge.ASSESSMENT,
        about=f"{product} {standard}",
        words=f"Assessment of {product} on {standard}, decided on {spoken(day)}",
        period=Period(first=day, last=day),
        amount=taxed(edition.assessment_fee(code, standard), vat, day),
    )


def market_line(
    edition: Edition, bought: Sequence[Money], quarter: Period, name: str, vat: VatTreatment
) -> Line:
    """The flat percentage of what was bought in a quarter: of the exact sum, so that it is rounded once."""
    value = summed(bought, edition.currency)
    percent = edition.market_charge.percentage
    return Line(
        charge=Charge.MARKET,
        about=name,
        words=f"{percent}% of {shown(value)} bought through the market in {name}",
        period=quarter,
        amount=taxed(value.share(edition.market_percent), vat, quarter.last),
    )


def market_charge(edition: Edition, net: Money, vat: VatTreatment, day: date) -> Taxed:
    """The charge on one purchase that is taken as it is paid, with its VAT."""
    return taxed(net.share(edition.market_percent), vat, day)


def part(whole: Money, days: int, of_days: int) -> Money:
    """So many days' part of an amount, to the nearest smallest unit; half of one goes away from nought.

    In whole numbers throughout, so that a half is a half.
    """
    twice = 2 * abs(whole.minor) * days + of_days
    rounded = twice // (2 * of_days)
    return Money(rounded if whole.minor >= 0 else -rounded, whole.currency)


def sums(lines: Sequence[Line], currency: str) -> Sums:
    """Net, VAT and gross of lines: exact sums."""
    return Sums(
        net=summed([line.amount.net for line in lines], currency),
        vat=summed([line.amount.vat for line in lines], currency),
        gross=summed([line.amount.gross for line in lines], currency),
    )


def summed(amounts: Sequence[Money], currency: str) -> Money:
    """Their exact sum; nought of the currency where there are none."""
    found = Money(0, currency)
    for each in amounts:
        found += each
    return found


def credit_of(line: Taxed, net: Money, already: Sequence[Taxed]) -> Taxed:
    """So much of a line given back, with its VAT; what gives the last of it back takes all VAT that is left.

    Raises `ValueError` for more than is left of the line, and for nothing.
    """
    left = line.net - summed([each.net for each in already], line.net.currency)
    if net.minor <= 0 or net.minor > left.minor:
        raise ValueError(f"Between the smallest unit and {left.units} {left.currency} can be given back.")
    left_vat = line.vat - summed([each.vat for each in already], line.net.currency)
    of_it = net.share(line.percent)
    vat = left_vat if net == left else Money(min(of_it.minor, left_vat.minor), net.currency)
    return Taxed(net=net, vat=vat, percent=line.percent, treatment=line.treatment)


def counted(products: int) -> str:
    """How many products, in words of a line."""
    return f"{products} product" if products == 1 else f"{products} products"


def span(period: Period) -> str:
    """From when to when."""
    return f"{spoken(period.first)} to {spoken(period.last)}"


def percent_text(percent: Decimal) -> str:
    """20 and not 20.0000: as people write it."""
    return f"{percent.normalize():f}"
