"""A supplier's account over the years, on both engines and both sides."""

from datetime import date

import msgspec
import pytest

from plumbline.billing.schemas import PayBy
from plumbline.kit.clock import FixedClock
from plumbline.storage.engine import Database
from tests.storage.billing_scene import CHOICE, Scene


@pytest.fixture
def scene(database: Database, clock: FixedClock) -> Scene:
    """A supplier with two products."""
    return Scene(database, clock)


def test_a_listing_on_an_invoice(scene: Scene) -> None:
    """Chosen, carried, invoiced with VAT and the purchase order; paid by transfer; both sides agree."""
    scene.choose()
    assert scene.listing().state == "asked"
    scene.work()
    assert scene.account().known_at_processor
    listing = scene.listing()
    assert (listing.state, listing.products) == ("active", 2)
    assert (listing.yearly.net, listing.yearly.gross) == ("2400.00", "2880.00")
    (invoice,) = scene.invoices()
    assert (invoice.state, invoice.amount.net, invoice.amount.vat) == ("open", "2400.00", "480.00")
    assert invoice.purchase_order == "PO-77"
    assert invoice.due_on == date(2026, 12, 23)
    assert scene.reconcile().differences == []


def test_a_listing_by_card(scene: Scene) -> None:
    """A page to pay on; paid there, the listing is active and its invoice paid."""
    scene.choose(msgspec.structs.replace(CHOICE, pay_by=PayBy.CARD))
    scene.work()
    listing = scene.listing()
    assert listing.state == "asked"
    assert str(listing.page).startswith("https://stripe.invalid/checkout/")
    scene.standin.pay_checkout(str(listing.page).rpartition("/")[2])
    scene.hear()
    (invoice,) = scene.invoices()
    assert (scene.listing().state, scene.listing().page) == ("active", None)
    assert (invoice.state, invoice.amount.gross) == ("paid", "2880.00")
    assert scene.reconcile().differences == []
