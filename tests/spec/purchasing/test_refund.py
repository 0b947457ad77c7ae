"""Buying directly, section 4: what goes back, and when it counts."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from catalog.purchasing.orders import COUNTED, OrderAct, OrderState, turn_for
from catalog.purchasing.refunds import REFUND_TURNS, STANDING, RefundState, may_turn
from plumbline.kit.money import Money
from plumbline.purchasing.refund_rules import Left, vat_of_part

RATES = st.sampled_from(["0", "5", "12.5", "17.5", "20"]).map(Decimal)
NETS = st.integers(1, 5_000_000).map(Money)


def whole(net: Money, percent: Decimal) -> Left:
    """A payment of which nothing went back."""
    return Left(net=net, vat=net.share(percent), percent=percent)


def after(left: Left, net: Money) -> Left:
    """What is left after a part."""
    return Left(net=left.net - net, vat=left.vat - vat_of_part(left, net), percent=left.percent)


@given(NETS, RATES, st.lists(st.integers(1, 5_000_000), max_size=8))
def test_parts_add_up_to_what_was_paid(net: Money, percent: Decimal, parts: list[int]) -> None:
    """Whatever parts are taken, each bears its own VAT to the penny, and the last takes what is left."""
    left = whole(net, percent)
    for part in parts:
        try:
            now = after(left, Money(part))
        except ValueError:
            continue
        assert left.vat - now.vat == Money(part).share(percent)
        left = now
    if left.net.minor:
        left = after(left, left.net)
    assert (left.net, left.vat) == (Money(0), Money(0))


@given(NETS, RATES, st.integers(1, 5_000_000))
def test_a_part_that_is_refused_names_one_that_is_not(net: Money, percent: Decimal, part: int) -> None:
    """The nearest amount below comes out, and no amount between it and what was asked does."""
    left = whole(net, percent)
    assume(part <= net.minor)
    try:
        vat_of_part(left, Money(part))
    except ValueError as error:
        words = str(error)
    else:
        return
    below = next((each for each in range(part - 1, 0, -1) if _taken(left, each)), 0)
    assert (f"£{Money(below).units:,} would" in words) if below else ("would" not in words)


def _taken(left: Left, part: int) -> bool:
    try:
        vat_of_part(left, Money(part))
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("net", [0, -1, 100_001])
def test_neither_nothing_nor_more_than_is_left(net: int) -> None:
    """The least and the most are said."""
    with pytest.raises(ValueError, match=r"between £0.01 and £1,000.00 net"):
        vat_of_part(whole(Money(100_000), Decimal(20)), Money(net))


def test_the_table_of_a_refund_is_whole() -> None:
    """Every state but the first is reached; what failed is over; nothing is given back that was not sent."""
    assert {turn.target for turn in REFUND_TURNS} | {RefundState.INTENDED} == set(RefundState)
    assert not any(RefundState.FAILED in turn.origins for turn in REFUND_TURNS)
    assert not may_turn(RefundState.INTENDED, RefundState.GIVEN_BACK)
    assert set(STANDING) == set(RefundState) - {RefundState.FAILED}


def test_an_order_that_was_delivered_stays_so() -> None:
    """Its money may go back; only one that was not delivered comes to nothing by it, and may recover."""
    assert turn_for(OrderState.FULFILLED, OrderAct.RETURN) is None
    back = turn_for(OrderState.PAID, OrderAct.RETURN)
    assert back is not None
    again = turn_for(back.target, OrderAct.RELAPSE)
    assert again is not None
    assert (back.target, again.target) == (OrderState.GIVEN_BACK, OrderState.PAID)


def test_what_went_back_still_counts_when_orders_are_added_up() -> None:
    """Else an order could be cut in parts by paying one and giving it back."""
    assert OrderState.GIVEN_BACK in COUNTED
