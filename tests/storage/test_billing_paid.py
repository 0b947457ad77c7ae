"""A listing that is paid by direct debit, and what accountants take away."""

from decimal import Decimal

import msgspec
import pytest

from plumbline.billing import crediting
from plumbline.billing.exporting import finance_columns, finance_rows
from plumbline.billing.schemas import CreditIn, PayBy
from plumbline.kit.clock import FixedClock
from plumbline.kit.tenant import CHARGING
from plumbline.storage.engine import Database
from tests.storage.billing_scene import CHOICE, OPERATOR, Scene


@pytest.fixture
def scene(database: Database, clock: FixedClock) -> Scene:
    """A supplier with two products."""
    return Scene(database, clock)


@pytest.mark.parametrize(
    ("method", "at_once", "state", "stage"),
    [
        ("pm_bacsDebit_success", "active", "paid", "current"),
        ("pm_bacsDebit_debitNotAuthorized", "past_due", "open", "reminded"),
    ],
)
def test_a_listing_by_direct_debit(scene: Scene, method: str, at_once: str, state: str, stage: str) -> None:
    """The page offers nothing else; the money takes days; a debit that fails leaves an invoice to pay."""
    scene.choose(msgspec.structs.replace(CHOICE, pay_by=PayBy.BACS))
    scene.work()
    (page,) = scene.theirs("checkout.session")
    assert page["allowed_payment_method_types"] == ["bacs_debit"]
    scene.standin.pay_checkout(page["id"], method)
    scene.hear()
    assert (scene.listing().state, scene.invoices()[0].state) == ("active", "open")
    scene.advance(days=4)
    scene.hear()
    scene.night()
    assert (scene.listing().state, scene.invoices()[0].state) == (at_once, state)
    assert scene.account().standing.stage == stage
    assert scene.reconcile().differences == []


def test_the_export_adds_up_to_the_invoices(scene: Scene) -> None:
    """A row for each line and each credit note, credits below zero: the columns sum to what stands."""
    scene.choose(msgspec.structs.replace(CHOICE, pay_by=PayBy.CARD))
    scene.work()
    scene.standin.pay_checkout(str(scene.listing().page).rpartition("/")[2])
    scene.hear()
    scene.buy("10000.00", "order-1")
    scene.advance(days=45)
    scene.night()
    yearly = next(each for each in scene.invoices() if each.about != "2026-Q4")
    asked = CreditIn(line_id=yearly.lines[0].id, net="100.01", reason="order_change", words="Less.")
    with scene.database.write(CHARGING) as db:
        crediting.give_back(db, scene.clock, OPERATOR, yearly.id, asked)
    scene.work()
    rows = [dict(zip(finance_columns(), row, strict=True)) for row in finance_rows(scene.invoices())]
    assert sorted(str(row["document"]) for row in rows) == ["credit note", "invoice", "invoice"]
    for column in ("net", "vat", "gross"):
        charged = sum(Decimal(getattr(each.amount, column)) for each in scene.invoices())
        given = sum(Decimal(getattr(c.amount, column)) for each in scene.invoices() for c in each.credits)
        assert sum(Decimal(str(row[column])) for row in rows) == charged - given
    assert all(Decimal(str(r["net"])) + Decimal(str(r["vat"])) == Decimal(str(r["gross"])) for r in rows)
