"""Money adds up to the last penny, in every currency taken."""

from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.kit.money import DIGITS, Money

CURRENCIES = st.sampled_from(sorted(DIGITS))
MINOR = st.integers(min_value=-(10**15), max_value=10**15)
PERCENT = st.decimals(min_value=0, max_value=100, places=4)


@given(minor=MINOR, currency=CURRENCIES)
def test_it_can_be_written_and_read_again(minor: int, currency: str) -> None:
    """As people write it, and as JSON: the same amount comes back."""
    money = Money(minor, currency)
    assert Money.of(money.units, currency) == money
    assert msgspec.json.decode(msgspec.json.encode(money), type=Money) == money


@given(minor=MINOR, percent=PERCENT, currency=CURRENCIES)
def test_a_share_is_the_nearest_whole_unit(minor: int, percent: Decimal, currency: str) -> None:
    """Never further than half a unit from the exact share, and the same on both sides of nought."""
    share = Money(minor, currency).share(percent)
    assert abs(share.minor - Fraction(percent) * minor / 100) <= Fraction(1, 2)
    assert Money(-minor, currency).share(percent) == -share


def test_a_half_goes_away_from_nought() -> None:
    """Half a penny is rounded up."""
    assert Money(50).share(Decimal(1)) == Money(1)
    assert str(Money.of("12.50") + Money(1) - Money.of(2)) == "GBP 10.51"


@pytest.mark.parametrize("wrong", [1.0, True, "1"])
def test_only_whole_numbers(wrong: object) -> None:
    """No float, no truth value, no text stands for an amount."""
    with pytest.raises(ValueError, match="whole number"):
        Money(wrong)  # type: ignore[arg-type]


def test_no_digits_that_the_currency_does_not_have() -> None:
    """Half a penny cannot be written, nor two currencies added, nor an unknown one named."""
    with pytest.raises(ValueError, match="digits"):
        Money.of("0.005")
    with pytest.raises(ValueError, match="added"):
        Money(1) + Money(1, "EUR")
    with pytest.raises(ValueError, match="currency"):
        Money(1, "XXX")
