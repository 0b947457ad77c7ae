"""Buying directly, section 2: the organisation's threshold, the law's ceiling, and orders in parts."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.purchasing.legal import AuthorityClass, LegalCeiling, ceiling_on, ceilings_of
from catalog.purchasing.terms import last_day, months_on
from catalog.standards_loader import CatalogueFileError
from catalog.words import GateState
from plumbline.kit.money import Money
from plumbline.purchasing.rules import (
    Bar,
    Earlier,
    GateThen,
    Situation,
    Threshold,
    Worry,
    concerns,
    notice_is_due,
    obstacles,
)

DAY = date(2026, 11, 23)
CEILING = ceiling_on(DAY)
assert CEILING is not None
OURS = Threshold(net=Money.of(40_000), authority_class=AuthorityClass.CENTRAL)
TWENTY = Decimal(20)
PENNIES = st.integers(min_value=1, max_value=20_000_000)


def found(net: str = "30000.00", *, earlier: tuple[str, ...] = (), **changed: object) -> Situation:
    """An order at 20 per cent VAT for an eligible product, held against a threshold of £40,000 net."""
    value = Money.of(net)
    plain = Situation(
        day=DAY,
        net=value,
        gross=Money.of(net) + value.share(TWENTY),
        ends_on=date(2027, 11, 22),
        gate=GateThen(state=GateState.ELIGIBLE),
        threshold=OURS,
        ceiling=CEILING,
        earlier=tuple(
            Earlier(net=Money.of(e), gross=Money.of(e) + Money.of(e).share(TWENTY)) for e in earlier
        ),
    )
    return msgspec.structs.replace(plain, **changed)


def bars(situation: Situation) -> list[Bar]:
    """What stands in the way."""
    return [each.bar for each in obstacles(situation)]


def worries(situation: Situation) -> list[Worry]:
    """What needs a reason."""
    return [each.worry for each in concerns(situation)]


def test_up_to_the_threshold_and_not_a_penny_more() -> None:
    """The value over the whole term, net of VAT, is what is compared."""
    assert bars(found("40000.00")) == []
    assert bars(found("40000.01")) == [Bar.ABOVE_THRESHOLD]


def test_without_a_threshold_nothing_is_below_it() -> None:
    """What nobody set is not taken to be anything."""
    assert bars(found("0.01", threshold=None)) == [Bar.NO_THRESHOLD]


def test_the_law_counts_with_vat() -> None:
    """£112,515 net is £135,018 with VAT: the ceiling to the penny. A penny more, and its VAT, is above it."""
    generous = Threshold(net=Money.of(135_018), authority_class=AuthorityClass.CENTRAL)
    assert bars(found("112515.00", threshold=generous)) == []
    assert bars(found("112515.01", threshold=generous)) == [Bar.ABOVE_CEILING]
    elsewhere = msgspec.structs.replace(generous, authority_class=AuthorityClass.SUB_CENTRAL)
    assert bars(found("112515.01", threshold=elsewhere)) == []


def test_a_day_that_no_ceiling_covers_is_no_day_to_buy() -> None:
    """Nothing is known of it, so nothing is below it."""
    assert ceiling_on(date(2025, 12, 31)) is None
    assert bars(found(ceiling=None)) == [Bar.NO_CEILING]


def test_parts_that_come_to_more_than_the_threshold_need_a_reason() -> None:
    """£30,000 and £10,000 are the threshold; a penny more is a worry that somebody answers."""
    assert worries(found("30000.00", earlier=("10000.00",))) == []
    assert worries(found("30000.00", earlier=("10000.01",))) == [Worry.TOGETHER]
    assert bars(found("30000.00", earlier=("10000.01",))) == []


def test_parts_that_come_to_more_than_the_law_allows_have_no_reason() -> None:
    """Three orders of £40,000 with VAT are £144,000: above the ceiling, whatever is said."""
    assert bars(found("40000.00", earlier=("40000.00", "40000.00"))) == [Bar.TOGETHER_ABOVE_CEILING]


@given(st.lists(PENNIES, min_size=1, max_size=6))
def test_cutting_an_order_in_parts_never_helps(parts: list[int]) -> None:
    """However the same value is cut, the last part meets an obstacle or a worry where the whole would."""
    whole = bars(found(str(Money(sum(parts)).units)))
    *before, last = (str(Money(part).units) for part in parts)
    in_parts = found(last, earlier=tuple(before))
    if whole:
        assert bars(in_parts) or worries(in_parts)


@pytest.mark.parametrize("state", [GateState.PHASING_OUT, GateState.WITHDRAWN, GateState.NOT_ASSESSED])
def test_a_shut_gate_stands_in_the_way(state: GateState) -> None:
    """On the day itself; what is not assessed is not taken to pass."""
    assert bars(found(gate=GateThen(state=state))) == [Bar.GATE_SHUT]


def test_a_known_end_inside_the_term_needs_a_reason() -> None:
    """On its last day it is inside, on the day after it is not; an end on no known day is inside."""
    gate = GateThen(state=GateState.ELIGIBLE_UNTIL, until=date(2027, 11, 22))
    assert worries(found(gate=gate)) == [Worry.STANDING]
    assert worries(found(gate=GateThen(state=gate.state, until=date(2027, 11, 23)))) == []
    assert worries(found(gate=GateThen(state=gate.state))) == [Worry.STANDING]


def test_what_is_being_mended_is_bought_with_a_reason() -> None:
    """It may be bought, and nobody overlooks that something falls short."""
    mending = found(gate=GateThen(state=GateState.IN_REMEDIATION))
    assert (bars(mending), worries(mending)) == ([], [Worry.STANDING])


def test_a_notice_is_due_from_where_the_rules_below_the_threshold_begin() -> None:
    """£12,000 with VAT for a central authority."""
    assert notice_is_due(found("10000.00"))
    assert not notice_is_due(found("9999.99"))
    assert not notice_is_due(found(threshold=None))


def test_the_published_ceilings_say_where_they_come_from() -> None:
    """A figure without a source, or without one of the classes, is refused."""
    assert all(
        each.source.strip() and each.sureness in ("verified", "sourced", "secondary") for each in _all()
    )
    with pytest.raises(CatalogueFileError, match="ceilings"):
        ceilings_of(
            b'[[ceilings]]\nfrom = 2026-01-01\nincludes_vat = true\nsource = "x"\nsureness = "sourced"\n'
            b'amounts = {central = "1"}\nnotice_from = {central = "1", sub_central = "1"}\n'
        )
    with pytest.raises(CatalogueFileError):
        ceilings_of(b"[[ceilings]]\nfrom = 2026-01-01")


def _all() -> list[LegalCeiling]:
    known = [ceiling_on(date(year, 6, 1)) for year in (2026, 2027)]
    return [each for each in known if each is not None]


@pytest.mark.parametrize(
    ("starts", "months", "ends"),
    [
        (date(2027, 4, 1), 12, date(2028, 3, 31)),
        (date(2027, 1, 31), 1, date(2027, 2, 27)),
        (date(2028, 2, 29), 12, date(2029, 2, 27)),
        (date(2026, 12, 15), 240, date(2046, 12, 14)),
    ],
)
def test_a_term_ends_on_the_day_before_its_first_comes_round(starts: date, months: int, ends: date) -> None:
    """In a month that is too short, the month's last day stands for it."""
    assert last_day(starts, months) == ends


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 240))
def test_a_longer_term_never_ends_sooner(starts: date, months: int) -> None:
    """And a year earlier is never later than the day itself."""
    assert last_day(starts, months + 1) > last_day(starts, months)
    assert months_on(starts, -12) < starts
