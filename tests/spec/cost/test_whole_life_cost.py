"""Whole-life cost, worked by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.prices import (
    Charge,
    Flat,
    Period,
    PerUnit,
    PriceError,
    PricePlan,
    Tier,
    Tiered,
    TierRule,
    check_plan,
)
from scoring.cost import SizeMissing, whole_life_cost

D = Decimal


def plan(*charges: Charge, vat: str | None = None) -> PricePlan:
    """A plan of these charges."""
    return PricePlan(title="Plan", charges=charges, vat_rate=D(vat) if vat else None)


def tiers(rule: TierRule, period: Period = Period.YEAR) -> Tiered:
    """1 to 100 at £10, 101 to 500 at £8, from 501 at £5."""
    return Tiered(
        title="Licence",
        unit="user",
        period=period,
        rule=rule,
        tiers=(
            Tier(first=1, last=100, price=D(10)),
            Tier(first=101, last=500, price=D(8)),
            Tier(first=501, price=D(5)),
        ),
    )


def test_a_flat_yearly_price_over_five_years() -> None:
    """£12,000 a year for 60 months is £60,000."""
    cost = whole_life_cost(plan(Flat(title="Licence", price=D(12_000), period=Period.YEAR)), {}, 60)
    assert cost.net == D("60000.00")
    assert cost.lines[0].arithmetic == "£12,000.00 × 5 years = £60,000.00"


def test_a_price_per_unit() -> None:
    """120,000 patients at 15 pence a year for 5 years are £90,000."""
    charge = PerUnit(title="Licence", price=D("0.15"), unit="patient", period=Period.YEAR)
    cost = whole_life_cost(plan(charge), {"patient": 120_000}, 60)
    assert cost.net == D("90000.00")
    assert cost.lines[0].arithmetic == "120,000 patients × £0.15 × 5 years = £90,000.00"


def test_part_of_a_year_is_counted_in_twelfths() -> None:
    """£1,000 a year for 18 months is £1,500; for 7 months £583.33."""
    yearly = plan(Flat(title="Licence", price=D(1_000), period=Period.YEAR))
    assert whole_life_cost(yearly, {}, 18).net == D("1500.00")
    assert whole_life_cost(yearly, {}, 7).net == D("583.33")


def test_a_one_off_charge_falls_once_beside_what_recurs() -> None:
    """£5,000 once and £100 a month for 36 months are £8,600, £10,320 with VAT at 20 per cent."""
    charges = (
        Flat(title="Set-up", price=D(5_000), period=Period.ONE_OFF),
        Flat(title="Hosting", price=D(100), period=Period.MONTH),
    )
    cost = whole_life_cost(plan(*charges, vat="0.20"), {}, 36)
    assert (cost.net, cost.gross) == (D("8600.00"), D("10320.00"))
    assert cost.lines[0].arithmetic == "£5,000.00, once = £5,000.00"


@pytest.mark.parametrize(
    ("rule", "users", "a_year"),
    [
        (TierRule.SINGLE_FIXED, 1, 10),
        (TierRule.SINGLE_FIXED, 100, 10),
        (TierRule.SINGLE_FIXED, 101, 8),
        (TierRule.SINGLE_FIXED, 9_999, 5),
        (TierRule.VOLUME, 100, 1_000),
        (TierRule.VOLUME, 101, 808),
        (TierRule.VOLUME, 500, 4_000),
        (TierRule.VOLUME, 501, 2_505),
        (TierRule.CUMULATIVE, 100, 1_000),
        (TierRule.CUMULATIVE, 101, 1_008),
        (TierRule.CUMULATIVE, 500, 4_200),
        (TierRule.CUMULATIVE, 501, 4_205),
        (TierRule.CUMULATIVE, 1_000, 6_700),
        (TierRule.CUMULATIVE, 0, 0),
    ],
)
def test_tiers_at_their_edges(rule: TierRule, users: int, a_year: int) -> None:
    """One price for the tier; every unit at the tier's price; each slice at its own price."""
    assert whole_life_cost(plan(tiers(rule)), {"user": users}, 12).net == D(a_year)


def test_half_a_penny_goes_up() -> None:
    """1 unit at £0.005 is a penny; rounding is once per line, half up."""
    charge = PerUnit(title="Message", price=D("0.005"), unit="message", period=Period.ONE_OFF)
    assert whole_life_cost(plan(charge), {"message": 1}, 1).net == D("0.01")


def test_a_size_that_is_not_given_is_asked_for() -> None:
    """The error names the unit."""
    charge = PerUnit(title="Licence", price=D(1), unit="bed", period=Period.YEAR)
    with pytest.raises(SizeMissing, match="how many beds"):
        whole_life_cost(plan(charge), {"user": 5}, 12)


@given(st.integers(0, 5_000), st.integers(0, 5_000), st.integers(1, 120))
def test_more_units_never_cost_less_in_slices(few: int, more: int, months: int) -> None:
    """Cumulative tiers rise with the number, and the lines sum to the total."""
    few, more = sorted((few, more))
    small = whole_life_cost(plan(tiers(TierRule.CUMULATIVE)), {"user": few}, months)
    large = whole_life_cost(plan(tiers(TierRule.CUMULATIVE)), {"user": more}, months)
    assert small.net <= large.net
    assert sum((line.amount for line in large.lines), D(0)) == large.net


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (PricePlan(title="x", charges=()), "at least one charge"),
        (PricePlan(title="x", currency="gbp", charges=(tiers(TierRule.VOLUME),)), "ISO 4217"),
        (plan(Flat(title="x", price=D(-1), period=Period.YEAR)), "zero or more"),
        (plan(Flat(title="x", price=D("NaN"), period=Period.YEAR)), "zero or more"),
        (plan(Flat(title="x", price=D("0.00001"), period=Period.YEAR)), "four decimal places"),
        (
            PricePlan(title="x", charges=(Flat(title="x", price=D(1), period=Period.YEAR),), vat_rate=D(20)),
            "0.20",
        ),
    ],
)
def test_a_plan_that_breaks_a_rule_says_which(bad: PricePlan, words: str) -> None:
    """Field and reason."""
    with pytest.raises(PriceError, match=words):
        check_plan(bad)


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        ((), "at least one tier"),
        (((2, None),), "1 has to come next"),
        (((1, 10), (12, None)), "11 has to come next"),
        (((1, 10), (10, None)), "11 has to come next"),
        (((1, 10),), "the last has no end"),
        (((1, None), (11, None)), "the last has no end"),
        (((1, 0), (1, None)), "ends before it begins"),
    ],
)
def test_tiers_leave_no_gap_and_no_overlap(spans: tuple[tuple[int, int | None], ...], words: str) -> None:
    """Tiers run from 1 without a hole, and the last has no end."""
    made = tuple(Tier(first=first, last=last, price=D(1)) for first, last in spans)
    charge = Tiered(title="x", unit="user", period=Period.YEAR, rule=TierRule.VOLUME, tiers=made)
    with pytest.raises(PriceError, match=words):
        check_plan(plan(charge))
