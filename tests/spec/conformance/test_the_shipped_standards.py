"""The gate against the standards that this package ships, on dates that really happened."""

from datetime import date

import pytest

from catalog.conformance import conformance
from catalog.evidence.history import ProductHistory
from catalog.gate import gate
from catalog.obligations import product_tags
from catalog.standards_loader import standards
from catalog.words import EvidenceKind, GateState, ProductType
from tests.unit.catalog.made import decision, evidence

LISTED = date(2020, 1, 1)


def showing_all_but(left_out: str, product_type: ProductType) -> ProductHistory:
    """A product with a certificate for every requirement it will ever face, except of one standard."""
    tags = product_tags(product_type)
    asked = (item for item in standards() if item.id != left_out and not tags.isdisjoint(item.applies_to))
    about = [requirement.id for item in asked for requirement in item.requirements]
    item = evidence("all", *about, kind=EvidenceKind.CERTIFICATE, on=LISTED, expires=date(2040, 1, 1))
    made = tuple(decision(item, requirement_id=one) for one in about)
    return ProductHistory(tags=tags, listed_on=LISTED, evidence=(item,), decisions=made)


@pytest.mark.parametrize("product_type", list(ProductType))
def test_a_product_without_records_never_passes_and_never_fails(product_type: ProductType) -> None:
    """Whatever its type, and on any date: not assessed."""
    nothing = ProductHistory(tags=product_tags(product_type), listed_on=LISTED)
    for when in (date(2020, 7, 23), date(2024, 3, 1), date(2026, 10, 1), date(2030, 1, 1)):
        assert gate(standards(), nothing, when).state is GateState.NOT_ASSESSED


def test_every_standard_can_be_met() -> None:
    """No requirement asks for more assurance than a certificate can carry."""
    for product_type in ProductType:
        found = conformance(standards(), showing_all_but("", product_type), date(2026, 11, 23))
        assert found.gate.state is GateState.ELIGIBLE_UNTIL
        assert found.gate.until == date(2040, 1, 2)


def test_the_reasonable_adjustment_flag_moved_and_the_gate_moved_with_the_news() -> None:
    """DAPB4019: asked for by the end of 2025, until the notice of December 2025 gave it to September 2026."""
    known = showing_all_but("DAPB4019", ProductType.GP_SYSTEM)
    before, after = gate(standards(), known, date(2024, 3, 1)), gate(standards(), known, date(2026, 1, 15))

    assert (before.until, before.stranded_by) == (date(2025, 12, 31), ("DAPB4019",))
    assert (after.until, after.stranded_by) == (date(2026, 9, 30), ("DAPB4019",))
    assert gate(standards(), known, date(2026, 9, 30)).state is GateState.PHASING_OUT
