"""Every line is rounded once, where it arises; invoices and credits then sum exactly."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.billing.charges import (
    Line,
    assessment_line,
    credit_of,
    listing_line,
    market_line,
    more_products_line,
    part,
    sums,
)
from plumbline.billing.periods import Period, Quarter, quarter_before, quarter_in, quarter_of, year_from
from plumbline.billing.plan_data import AssessmentFees, Edition, MarketCharge, PlanCode, Tier
from plumbline.billing.plans import editions
from plumbline.billing.vat import Taxed, VatTreatment, taxed
from plumbline.kit.errors import Invalid
from plumbline.kit.money import DIGITS, Money

SHIPPED = editions()[-1]
DAYS = st.dates(date(2011, 1, 4), date(2060, 12, 31))
CURRENCIES = st.sampled_from(sorted(DIGITS))
TREATMENTS = st.sampled_from(VatTreatment)


def written(minor: int, currency: str) -> str:
    """An amount as a plan's file has it."""
    return f"{Money(minor, currency).units:f}"


@st.composite
def editions_of_any_money(draw: st.DrawFn) -> Edition:
    """An edition in any currency, with any tiers and percentage."""
    currency = draw(CURRENCIES)
    price = st.integers(0, 10**7).map(lambda minor: written(minor, currency))
    ends = sorted(draw(st.sets(st.integers(1, 40), max_size=4)))
    starts = [1, *(end + 1 for end in ends)]
    tiers = [
        Tier(first=first, last=last, price=draw(price))
        for first, last in zip(starts, [*ends, None], strict=True)
    ]
    plans = [
        msgspec.structs.replace(plan, tiers=tuple(tiers) if plan.tiers else ()) for plan in SHIPPED.plans
    ]
    percentage = draw(st.decimals(0, 100, places=4))
    return msgspec.structs.replace(
        SHIPPED,
        currency=currency,
        plans=tuple(plans),
        assessment=AssessmentFees(fee=draw(price), by_standard={"DTAC-2.0": draw(price)}),
        market_charge=MarketCharge(percentage=f"{percentage:f}", summary=""),
    )


@st.composite
def invoices(draw: st.DrawFn) -> tuple[str, list[Line]]:
    """The lines of an invoice of any kind, and its currency."""
    edition, vat, day = draw(editions_of_any_money()), draw(TREATMENTS), draw(DAYS)
    year, quarter = year_from(day), quarter_of(day)
    into = draw(st.integers(0, year.days - 1))
    before, after = draw(st.integers(0, 50)), draw(st.integers(0, 50))
    bought = draw(
        st.lists(st.integers(-(10**6), 10**9).map(lambda m: Money(m, edition.currency)), max_size=5)
    )
    lines = [
        listing_line(edition, PlanCode.LISTING, before, year, vat),
        more_products_line(edition, PlanCode.LISTING, before, after, year, day + timedelta(into), vat),
        assessment_line(edition, PlanCode.LISTING, "a-product", "DTAC-2.0", day, vat),
        market_line(edition, bought, quarter.period, str(quarter), vat),
    ]
    return edition.currency, draw(st.lists(st.sampled_from(lines), max_size=8))


@given(invoices())
def test_an_invoice_is_the_sum_of_its_lines(made: tuple[str, list[Line]]) -> None:
    """Net and VAT are the lines' sums, and gross is both: in whole smallest units, of one currency."""
    currency, lines = made
    found = sums(lines, currency)
    assert found.net.minor == sum(line.amount.net.minor for line in lines)
    assert found.vat.minor == sum(line.amount.vat.minor for line in lines)
    assert found.gross == found.net + found.vat
    assert {type(each.minor) for each in (found.net, found.vat, found.gross)} == {int}


@given(invoices())
def test_each_line_is_off_by_half_a_penny_at_most(made: tuple[str, list[Line]]) -> None:
    """And rounded half up, whichever way it goes: against exact fractions."""
    _, lines = made
    for line in lines:
        exact = Fraction(line.amount.net.minor) * Fraction(line.amount.percent) / 100
        assert abs(line.amount.vat.minor - exact) <= Fraction(1, 2)
        if abs(line.amount.vat.minor - exact) == Fraction(1, 2):
            assert abs(line.amount.vat.minor) > abs(exact)


@given(st.integers(-(10**9), 10**9), st.integers(1, 366), st.data())
def test_a_part_of_a_year_is_rounded_half_up(minor: int, of_days: int, data: st.DataObject) -> None:
    """Against exact decimals; a whole year is the whole amount, and nothing of it is nothing."""
    days = data.draw(st.integers(0, of_days))
    found = part(Money(minor), days, of_days).minor
    exact = Fraction(minor * days, of_days)
    assert abs(found - exact) <= Fraction(1, 2)
    if exact.denominator == 2:
        assert found == int(Decimal(minor * days / Decimal(of_days)).to_integral_value(ROUND_HALF_UP))
    assert part(Money(minor), of_days, of_days) == Money(minor)
    assert part(Money(minor), 0, of_days) == Money(0)


@given(editions_of_any_money(), DAYS, st.integers(0, 40), st.integers(0, 40), st.integers(0, 364), TREATMENTS)
def test_products_added_and_taken_away_on_a_day_cost_nothing(
    edition: Edition, first: date, before: int, after: int, into: int, vat: VatTreatment
) -> None:
    """Proration has no side: the credit of a change back mirrors its charge to the penny, VAT and all."""
    year, day = year_from(first), first + timedelta(into)
    there = more_products_line(edition, PlanCode.LISTING, before, after, year, day, vat)
    back = more_products_line(edition, PlanCode.LISTING, after, before, year, day, vat)
    assert there.amount.gross == -back.amount.gross


@given(editions_of_any_money(), DAYS, st.integers(0, 40), st.integers(0, 40), TREATMENTS)
def test_a_change_on_the_first_day_is_the_whole_difference(
    edition: Edition, first: date, before: int, after: int, vat: VatTreatment
) -> None:
    """Whoever has more products from the first day on pays what they would have paid."""
    line = more_products_line(edition, PlanCode.LISTING, before, after, year_from(first), first, vat)
    whole = edition.listing_fee(PlanCode.LISTING, after) - edition.listing_fee(PlanCode.LISTING, before)
    assert line.amount.net == whole


def test_a_change_lies_in_its_year() -> None:
    """Neither before nor after it."""
    year = year_from(date(2026, 11, 23))
    for day in (date(2026, 11, 22), date(2027, 11, 23)):
        with pytest.raises(ValueError, match="does not lie in the year"):
            more_products_line(SHIPPED, PlanCode.LISTING, 1, 2, year, day, VatTreatment.STANDARD)


@given(st.integers(1, 10**9), CURRENCIES, TREATMENTS, DAYS, st.lists(st.integers(1, 10**9), max_size=6))
def test_credits_never_give_back_more_than_was_charged(
    minor: int, currency: str, vat: VatTreatment, day: date, asked: list[int]
) -> None:
    """However a line is given back in parts: once all of it is, its VAT is to the penny; never more."""
    line = taxed(Money(minor, currency), vat, day)
    given_back: list[Taxed] = []
    left = minor
    for wish in asked:
        if left == 0:
            break
        net = min(wish, left)
        given_back.append(credit_of(line, Money(net, currency), given_back))
        left -= net
    if left:
        given_back.append(credit_of(line, Money(left, currency), given_back))
    assert sum(each.net.minor for each in given_back) == line.net.minor
    assert sum(each.vat.minor for each in given_back) == line.vat.minor
    assert all(each.vat.minor >= 0 for each in given_back)
    with pytest.raises(ValueError, match="can be given back"):
        credit_of(line, Money(1, currency), given_back)


def test_the_market_charge_is_rounded_once() -> None:
    """Three purchases of 33p: 1.5% of 99p is 1.485p, a penny; each by itself would have made none."""
    quarter = Quarter(2026, 4)
    line = market_line(SHIPPED, [Money(33)] * 3, quarter.period, str(quarter), VatTreatment.STANDARD)
    assert line.amount.net == Money(1)
    assert Money(33).share(SHIPPED.market_percent) == Money(0)


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_quarters_tile_the_calendar(day: date) -> None:
    """Each day lies in one, and the one before ends the day before it begins."""
    quarter = quarter_of(day)
    assert quarter.period.first <= day <= quarter.period.last
    assert quarter_before(day).period.last == quarter.period.first - timedelta(1)
    assert quarter_in(str(quarter)) == quarter


def test_what_is_no_quarter_is_refused() -> None:
    """In words that show how it is written."""
    for text in ("2026-Q5", "2026", "1999-Q4", "", "2026-Q1 "):
        with pytest.raises(Invalid, match="no quarter"):
            quarter_in(text)


def test_a_year_from_a_leap_day_ends_in_february() -> None:
    """The 29th has no anniversary in most years."""
    assert year_from(date(2028, 2, 29)) == Period(first=date(2028, 2, 29), last=date(2029, 2, 27))
    assert year_from(date(2026, 11, 23)).last == date(2027, 11, 22)
