"""Plans and rates: what they say, from which day, and what stops a bad file."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.standards_loader import standards
from plumbline.billing.plan_data import PlanCode
from plumbline.billing.plans import (
    PlanFileError,
    edition_of,
    edition_on,
    editions,
    load_editions,
    load_vat_table,
    vat_rate_on,
)
from plumbline.billing.terms import terms_on
from plumbline.billing.vat import EU, VatTreatment, taxed, treatment_of
from plumbline.kit.money import Money

SHIPPED = Path(__file__).parents[3] / "src" / "plumbline" / "billing"
EDITION = edition_of("2026-04")
WRONG = [
    ('currency = "GBP"', 'currency = "GBX"', "currency"),
    ('price = "800.00"', 'price = "800.005"', "plans[0].tiers[1].price"),
    ('price = "800.00"', "price = 800.0", "plans[0].tiers[1].price"),
    ("first = 4", "first = 5", "plans[0].tiers[1].first"),
    ("last = 10", "", "plans[0].tiers[1].last"),
    ("last = 10", "last = 2", "plans[0].tiers[1].last"),
    ('code = "micro"', 'code = "public"', "plans"),
    ('percentage = "1.5"', 'percentage = "101"', "market_charge.percentage"),
    ('percentage = "1.5"', 'percentage = "-1"', "market_charge.percentage"),
    ("grace_after_days = 15", "grace_after_days = 45", "falling_behind"),
    ("days_until_due = 30", "days_until_due = 0", "payment.days_until_due"),
    ("in_force_from = 2026-04-01", "in_force_from = 2026-04-02", "in_force_from"),
    ("[payment]", "[payment]\nlate_fee = 1", "payment"),
    ('version = "2026-04"', "version = ", "TOML"),
]


@pytest.mark.parametrize(("said", "wrong", "key"), WRONG)
def test_a_bad_file_stops_with_file_key_and_reason(tmp_path: Path, said: str, wrong: str, key: str) -> None:
    """Each of them, by the key that is wrong."""
    text = (SHIPPED / "plans" / "2026-04-01.toml").read_text(encoding="utf-8")
    assert said in text
    (tmp_path / "2026-04-01.toml").write_text(text.replace(said, wrong, 1), encoding="utf-8")
    with pytest.raises(PlanFileError) as refused:
        load_editions(tmp_path)
    assert (refused.value.file, refused.value.key) == ("2026-04-01.toml", key)
    assert refused.value.reason


def test_a_folder_without_a_plan_is_refused(tmp_path: Path) -> None:
    """Charging nothing by mistake is a mistake too."""
    with pytest.raises(PlanFileError, match="one edition"):
        load_editions(tmp_path)


def test_a_newer_edition_counts_from_its_day(tmp_path: Path) -> None:
    """The day before, the earlier one still does; what was charged by it can be worked out again."""
    text = (SHIPPED / "plans" / "2026-04-01.toml").read_text(encoding="utf-8")
    (tmp_path / "2026-04-01.toml").write_text(text, encoding="utf-8")
    newer = text.replace("2026-04-01", "2027-07-01").replace('"2026-04"', '"2027-07"')
    (tmp_path / "2027-07-01.toml").write_text(newer, encoding="utf-8")
    known = load_editions(tmp_path)
    days = (date(2025, 1, 1), date(2026, 4, 1), date(2027, 6, 30), date(2027, 7, 1), date(2030, 1, 1))
    found = [edition_on(day, known).version for day in days]
    assert found == ["2026-04", "2026-04", "2026-04", "2027-07", "2027-07"]


def test_two_editions_of_one_name_are_refused(tmp_path: Path) -> None:
    """An account names its edition: the name has to be one edition's."""
    text = (SHIPPED / "plans" / "2026-04-01.toml").read_text(encoding="utf-8")
    (tmp_path / "2026-04-01.toml").write_text(text, encoding="utf-8")
    (tmp_path / "2027-07-01.toml").write_text(text.replace("2026-04-01", "2027-07-01"), encoding="utf-8")
    with pytest.raises(PlanFileError, match="another file"):
        load_editions(tmp_path)


def test_editions_keep_to_one_currency(tmp_path: Path) -> None:
    """A listing that runs could not be renewed in another."""
    text = (SHIPPED / "plans" / "2026-04-01.toml").read_text(encoding="utf-8")
    (tmp_path / "2026-04-01.toml").write_text(text, encoding="utf-8")
    newer = text.replace("2026-04-01", "2027-07-01").replace('"2026-04"', '"2027-07"')
    (tmp_path / "2027-07-01.toml").write_text(newer.replace('"GBP"', '"EUR"'), encoding="utf-8")
    with pytest.raises(PlanFileError, match="keep to GBP") as refused:
        load_editions(tmp_path)
    assert (refused.value.file, refused.value.key) == ("2027-07-01.toml", "currency")


@given(st.dates(date(2026, 4, 1), date(2040, 1, 1)), st.integers(0, 60), st.sampled_from(VatTreatment))
def test_a_year_costs_what_its_first_day_says(day: date, products: int, vat: VatTreatment) -> None:
    """By the edition and the rate of VAT of that day; and the price's name at the processor names both."""
    found, edition = terms_on(day, products, vat), edition_on(day)
    assert found.net == edition.listing_fee(PlanCode.LISTING, max(1, products))
    assert found.percent == (vat_rate_on(day).percent if vat is VatTreatment.STANDARD else 0)
    assert found.reference == f"listing-{edition.version}-{max(1, products)}"


def test_fees_name_standards_that_there_are() -> None:
    """A fee for a standard that nobody knows would never be charged."""
    for edition in editions():
        for name in edition.assessment.by_standard:
            assert standards().get(name) is not None, name


def test_micro_suppliers_and_public_bodies_list_for_nothing() -> None:
    """And have their evidence assessed for nothing; the market's charge is the same for all."""
    for code in (PlanCode.MICRO, PlanCode.PUBLIC):
        assert EDITION.plan(code).is_free
        assert EDITION.listing_fee(code, 50) == Money(0)
        assert EDITION.assessment_fee(code, "DTAC-2.0") == Money(0)


@given(st.integers(0, 60))
def test_each_product_costs_what_its_tier_says(products: int) -> None:
    """Worked out product by product: the fourth costs what the second tier says."""
    prices = [120_000 if n <= 3 else 80_000 if n <= 10 else 40_000 for n in range(1, products + 1)]
    assert EDITION.listing_fee(PlanCode.LISTING, products) == Money(sum(prices))


def test_the_rate_of_vat_is_that_of_the_day() -> None:
    """Twenty per cent since 4 January 2011; of days before the table, nothing is guessed."""
    assert vat_rate_on(date(2011, 1, 4)).percent == Decimal(20)
    assert vat_rate_on(date(2026, 11, 23)).percent == Decimal(20)
    with pytest.raises(ValueError, match="begins on 2011-01-04"):
        vat_rate_on(date(2011, 1, 3))


def test_rates_stand_in_order(tmp_path: Path) -> None:
    """A table out of order would give the wrong rate without a word."""
    text = (SHIPPED / "vat.toml").read_text(encoding="utf-8")
    more = '\n[[rates]]\nin_force_from = 2010-01-01\npercentage = "17.5"\n'
    file = tmp_path / "vat.toml"
    file.write_text(text + more, encoding="utf-8")
    with pytest.raises(PlanFileError) as refused:
        load_vat_table(file)
    assert refused.value.key == "rates[1].in_force_from"


def test_vat_falls_by_where_a_business_belongs() -> None:
    """The UK and the Isle of Man, the EU, and elsewhere; only the first pays UK VAT."""
    net = Money(10_000)
    for country in ("GB", "IM"):
        assert treatment_of(country) is VatTreatment.STANDARD
        assert taxed(net, treatment_of(country), date(2026, 11, 23)).gross == Money(12_000)
    for country in sorted(EU):
        assert treatment_of(country) is VatTreatment.REVERSE_CHARGE
    for country in ("US", "JE", "GG", "NO", "CH"):
        assert treatment_of(country) is VatTreatment.OUTSIDE_SCOPE
        assert taxed(net, treatment_of(country), date(2026, 11, 23)).gross == net


def test_half_a_penny_of_vat_is_a_whole_one() -> None:
    """20% of 12p is 2.4p and of 13p 2.6p; 2.5p makes 3p, of a charge and of a credit."""
    day = date(2026, 11, 23)
    assert [taxed(Money(minor), VatTreatment.STANDARD, day).vat.minor for minor in (12, 13)] == [2, 3]
    assert Money(25).share(Decimal(10)) == Money(3)
    assert Money(-25).share(Decimal(10)) == Money(-3)
