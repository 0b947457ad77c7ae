"""Prices and kinds of the public list of 2020: what follows from a listing, and what is never guessed."""

from decimal import Decimal

import msgspec
import pytest

from catalog.prices import Period, PerUnit
from catalog.words import ProductType
from plumbline.importing.catalogue_prices import NotAPlan, PriceLine, plan_of
from plumbline.importing.catalogue_types import product_type_of, tags_of

PRICE = {
    "price": 1.26,
    "currency": "GBP",
    "unit": "per patient",
    "time": "per year",
    "published": "Published",
}


def test_a_price_is_the_decimal_that_was_written() -> None:
    """Floats of JSON become what was written, not their binary neighbour."""
    plan = plan_of(
        PriceLine(price=207.92, currency="GBP", unit="per practice", published="Published", time="per month")
    )
    (charge,) = plan.charges
    assert isinstance(charge, PerUnit)
    assert (charge.price, charge.unit, charge.period) == (Decimal("207.92"), "practice", Period.MONTH)


@pytest.mark.parametrize(
    "changes",
    [{"published": "Draft"}, {"time": None}, {"unit": "a day"}, {"price": -1}, {"currency": "pounds"}],
)
def test_a_price_that_cannot_be_a_plan_is_never_guessed(changes: dict[str, object]) -> None:
    """Unpublished, without a period or a unit, below zero, in no currency."""
    line = msgspec.convert(PRICE | changes, PriceLine)
    with pytest.raises(NotAPlan):
        plan_of(line)


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        (["C13", "C1"], ProductType.GP_SYSTEM),
        (["C42"], ProductType.PHARMACY),
        (["C33"], ProductType.PATIENT_FACING),
        (["C39"], ProductType.SHARED_CARE_RECORD),
        (["C34", "C6"], ProductType.ANALYTICS),
        (["C6"], ProductType.CLINICAL_DECISION_SUPPORT),
        (["C29", "C41"], ProductType.MESSAGING),
        ([], ProductType.PATIENT_FACING),
    ],
)
def test_the_kind_follows_from_the_capabilities(codes: list[str], kind: ProductType) -> None:
    """The published table of inference, by example; nothing else of the listing has a say."""
    assert product_type_of(codes) is kind


def test_tags_follow_from_how_people_reach_it() -> None:
    """A browser makes it web, an app makes it mobile, a desktop client neither."""
    assert tags_of(["native-mobile", "browser-based", "native-desktop"]) == ["mobile", "web"]
