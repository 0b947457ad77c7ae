"""Buying directly, section 3: the price is worked out from what is published, to the penny, and frozen."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.prices import Flat, Period, PerUnit, PricePlan
from plumbline.kit.errors import Invalid
from plumbline.kit.money import Money
from plumbline.purchasing.pricing import frozen_price

VAT = Decimal("0.20")


def plan(title: str, *charges: Flat | PerUnit, vat: Decimal | None = VAT, currency: str = "GBP") -> PricePlan:
    """A plan of these charges."""
    return PricePlan(title=title, charges=charges, vat_rate=vat, currency=currency)


def licence(price: str = "64.50") -> PerUnit:
    """A price per user and year."""
    return PerUnit(title="Licence", price=Decimal(price), unit="user", period=Period.YEAR)


SETUP = Flat(title="Implementation", price=Decimal("999.99"), period=Period.ONE_OFF)


def test_every_line_shows_its_arithmetic() -> None:
    """40 users at £64.50 for two years are £5,160, with £999.99 once; VAT is £1,232.00 on the sum."""
    price = frozen_price([plan("Standard", licence(), SETUP)], {"user": 40}, 24)
    assert [(line.title, line.arithmetic, str(line.net)) for line in price.lines] == [
        ("Licence", "40 users × £64.50 × 2 years = £5,160.00", "GBP 5160.00"),
        ("Implementation", "£999.99, once = £999.99", "GBP 999.99"),
    ]
    assert (price.net, price.vat, price.gross) == (
        Money.of("6159.99"),
        Money.of("1232.00"),
        Money.of("7391.99"),
    )


@given(
    st.decimals(min_value=0, max_value=10_000, places=4, allow_nan=False, allow_infinity=False),
    st.integers(1, 5_000),
    st.integers(1, 240),
    st.sampled_from((Decimal(0), Decimal("0.05"), VAT, Decimal("0.175"))),
)
def test_what_is_frozen_adds_up_to_the_penny(price: Decimal, users: int, term: int, vat: Decimal) -> None:
    """Lines make the net, net and VAT make the gross, and VAT is never off by more than half a penny."""
    offered = plan("Standard", licence(str(price)), SETUP, vat=vat)
    found = frozen_price([offered], {"user": users}, term)
    assert sum((line.net for line in found.lines), Money(0)) == found.net
    assert found.net + found.vat == found.gross
    assert abs(found.vat.minor - found.net.minor * vat) <= Decimal("0.5")


def test_without_a_name_the_cheapest_plan_that_can_be_priced_is_taken() -> None:
    """One that needs a number nobody gave is passed over; by name, it asks for the number."""
    plans = [plan("By user", licence("0.01")), plan("Flat", SETUP), plan("Dear", SETUP, SETUP)]
    assert frozen_price(plans, {}, 12).plan_title == "Flat"
    with pytest.raises(Invalid, match="how many users") as refused:
        frozen_price(plans, {}, 12, "By user")
    assert [each.pointer for each in refused.value.problems] == ["/size"]


@pytest.mark.parametrize(
    ("plans", "words"),
    [
        ([], "ask the supplier"),
        ([plan("Standard", SETUP, vat=None)], "ask the supplier"),
        ([plan("Standard", SETUP, currency="EUR")], "ask the supplier"),
    ],
)
def test_what_is_not_published_is_asked_of_the_supplier(plans: list[PricePlan], words: str) -> None:
    """No price, no rate of VAT, or another currency: nothing is guessed."""
    with pytest.raises(Invalid, match=words) as refused:
        frozen_price(plans, {}, 12)
    assert refused.value.next_step


def test_what_comes_to_nothing_is_no_order() -> None:
    """No user, no price, nothing to approve."""
    with pytest.raises(Invalid, match="nothing to order"):
        frozen_price([plan("Standard", licence())], {"user": 0}, 12)


def test_a_plan_that_is_not_there_is_named() -> None:
    """With those that are."""
    with pytest.raises(Invalid, match="no plan 'Gold'") as refused:
        frozen_price([plan("Standard", SETUP)], {}, 12, "Gold")
    assert refused.value.next_step == "Choose one of Standard."
