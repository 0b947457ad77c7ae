"""A supplier's account over the years, on both engines and both sides."""

import asyncio
from datetime import date, time
from typing import Any

import msgspec
import pytest

from plumbline.billing import choosing, crediting, inbox, run_rows, service
from plumbline.billing.nightly import Night
from plumbline.billing.schemas import AddressIn, CreditIn, PayBy, TransferIn
from plumbline.integrations.stripe.fake.server import StandIn
from plumbline.kit.clock import FixedClock, today
from plumbline.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from plumbline.kit.tenant import CHARGING
from plumbline.purchasing.open_to_orders import refuse_closed
from plumbline.storage.engine import Database
from tests.storage.billing_scene import CHOICE, MICRO, OPERATOR, Scene, supplier_identity
from tests.storage.market_made import add_product, add_supplier


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


def test_a_quarter_is_invoiced_once(scene: Scene) -> None:
    """What was bought in it, undone and late records too; what was kept out of a payment is not."""
    scene.choose(MICRO)
    scene.work()
    assert scene.buy("10000.00", "order-1")
    assert not scene.buy("10000.00", "order-1")
    scene.buy("-2500.00", "order-1 undone")
    scene.buy("90000.00", "order-2", taken=True)
    scene.night()
    assert scene.invoices() == []  # the quarter is not over
    scene.advance(days=45)
    scene.night()
    scene.night()
    (invoice,) = scene.invoices()
    assert (invoice.about, invoice.amount.net, invoice.amount.vat) == ("2026-Q4", "112.50", "22.50")
    scene.buy("1000.00", "order-0", day=date(2026, 12, 31))
    scene.advance(days=90)
    scene.night()
    newest = scene.invoices()[0]
    assert (newest.about, newest.amount.net) == ("2027-Q1", "15.00")
    assert scene.reconcile().differences == []


def test_what_comes_to_less_than_nothing_is_set_off(scene: Scene) -> None:
    """More was undone than bought: no invoice, and the next quarter's is lower by it."""
    scene.choose(MICRO)
    scene.work()
    scene.buy("-1000.00", "undone")
    scene.advance(days=45)
    scene.night()
    assert scene.invoices() == []
    scene.buy("3000.00", "order-1")
    scene.advance(days=90)
    scene.night()
    (invoice,) = scene.invoices()
    assert (invoice.about, invoice.amount.net, len(invoice.lines)) == ("2027-Q1", "30.00", 2)


def test_products_that_come_in_the_year_cost_their_part(scene: Scene) -> None:
    """By days, at the prices of the year; one that goes makes room for the next and is not paid back."""
    scene.choose()
    scene.work()
    scene.advance(days=73)  # a fifth of the year: 292 days are left, today's among them
    add_product(scene.database, scene.supplier_id, "acme-more")
    add_product(scene.database, scene.supplier_id, "acme-fourth")
    scene.night()
    (waiting,) = [each for each in scene.account().waiting if each.charge == "more_products"]
    assert waiting.amount.net == "1600.00"  # of 1,200 and 800 a year, four fifths
    scene.night()
    assert len(scene.account().waiting) == 1
    assert scene.listing().products == 4


def test_falling_behind_and_back(scene: Scene) -> None:
    """Told of each stage once; paused means no new orders; paid, all of it is over at once."""
    scene.choose()
    scene.work()
    stages = []
    for days in (30, 1, 14, 30):
        scene.advance(days=days)
        scene.night()
        stages.append(str(scene.account().standing.stage))
    assert stages == ["current", "reminded", "grace", "paused"]
    assert [str(each.stage) for each in scene.account().notices] == ["paused", "grace", "reminded"]
    with scene.database.read(CHARGING) as db, pytest.raises(Conflict, match="no new orders"):
        service.refuse_paused(db, scene.clock, scene.supplier_id)
    with scene.database.write(CHARGING) as db:
        invoice = scene.invoices()[0].id
        crediting.note_transfer(db, scene.clock, OPERATOR, invoice, TransferIn(words="Found in the bank"))
    scene.work()
    assert scene.account().standing.stage == "current"
    with scene.database.read(CHARGING) as db:
        service.refuse_paused(db, scene.clock, scene.supplier_id)


def test_a_paused_listing_takes_no_new_order_for_any_of_its_products(scene: Scene) -> None:
    """Asked by the product, as whoever drafts an order does; open again once it is paid."""
    scene.choose()
    scene.work()
    refuse_closed(scene.database, scene.clock, "acme-0")
    for days in (30, 45):
        scene.advance(days=days)
        scene.night()
    with pytest.raises(Conflict, match="no new orders"):
        refuse_closed(scene.database, scene.clock, "acme-0")
    refuse_closed(scene.database, scene.clock, "nothing")


def test_a_paid_invoice_is_given_back_by_refund(scene: Scene) -> None:
    """In parts, never more than was paid; the credit note and the money are followed to their end."""
    scene.choose(msgspec.structs.replace(CHOICE, pay_by=PayBy.CARD))
    scene.work()
    scene.standin.pay_checkout(str(scene.listing().page).rpartition("/")[2])
    scene.hear()
    (invoice,) = scene.invoices()

    def give(net: str) -> None:
        asked = CreditIn(line_id=invoice.lines[0].id, net=net, reason="order_change", words="Less.")
        with scene.database.write(CHARGING) as db:
            crediting.give_back(db, scene.clock, OPERATOR, invoice.id, asked)

    give("400.00")
    with pytest.raises(Invalid, match="can be given back"):
        give("2000.01")
    give("2000.00")
    scene.work()
    scene.hear()
    (after,) = scene.invoices()
    assert after.credited == "2880.00"
    assert [(str(each.state), each.refund_state) for each in after.credits] == [("done", "succeeded")] * 2
    assert scene.reconcile().differences == []


def test_a_listing_ends_with_its_year_or_goes_on(scene: Scene) -> None:
    """Ended, continued and ended again; at the year's end it is over, and another can be begun."""
    scene.choose()
    scene.work()
    for act in (choosing.end_listing, choosing.go_on, choosing.end_listing):
        with scene.database.write(scene.identity.tenant) as db:
            act(db, scene.clock, scene.identity)
        scene.work()
        assert scene.listing().ends is (act is choosing.end_listing)
    scene.advance(days=366)
    scene.hear()
    assert scene.listing().state == "ended"
    scene.choose()
    scene.work()
    assert scene.listing().state == "active"
    assert scene.reconcile().left == []


def test_a_dry_run_changes_nothing(scene: Scene) -> None:
    """It says what differs and what would be done; then the same is done, and nothing differs any more."""
    scene.choose()
    said = scene.reconcile(dry=True)
    assert len(said.differences) == 2
    assert all("would" in each.repair for each in said.differences)
    assert scene.theirs("customer") == []
    assert len(scene.reconcile().differences) == 2
    (invoice,) = scene.theirs("invoice")
    scene.standin.pay_invoice(invoice["id"])
    said = scene.reconcile(dry=True)
    assert {each.what for each in said.differences} <= {"subscription", "invoice"}
    assert said.differences
    assert scene.invoices()[0].state == "open"
    assert scene.reconcile().left == []
    assert scene.invoices()[0].state == "paid"
    assert scene.reconcile(dry=True).differences == []


def test_what_the_processor_lost_is_named(scene: Scene) -> None:
    """Another processor's world: everything we have open is unknown to it, and nobody is charged again."""
    scene.choose()
    scene.work()
    scene.standin = StandIn(clock=scene.clock)
    found = scene.reconcile()
    assert {each.what for each in found.left} == {"subscription", "invoice"}
    assert scene.theirs("invoice") == []


def test_another_supplier_finds_nothing(scene: Scene) -> None:
    """Another's invoice reads as missing; so does it to somebody who acts for nobody."""
    scene.choose()
    scene.work()
    (invoice,) = scene.invoices()
    other = supplier_identity(add_supplier(scene.database, "other"), "other")
    with scene.database.read(other.tenant) as db:
        with pytest.raises(NotFound):
            service.invoice_of(db, other, invoice.id)
        assert service.invoices_of(db, other).items == []
        assert service.account_of(db, scene.clock, other, "fake").plan is None
        with pytest.raises(NotAllowed):
            service.accounts(db, scene.clock, other, "fake")


WRONG = [
    ({"ground": ""}, "/ground"),
    ({"vat_number": "12"}, "/vat_number"),
    ({"invoice_name": " "}, "/invoice_name"),
    ({"invoice_email": "nobody"}, "/invoice_email"),
    ({"purchase_order": "a\nb"}, "/purchase_order"),
    ({"address": AddressIn(line1="1 Rue", country="FR")}, "/vat_number"),
]


@pytest.mark.parametrize(("change", "pointer"), WRONG)
def test_a_choice_that_cannot_be_taken(sqlite_url: str, clock: FixedClock, change: Any, pointer: str) -> None:
    """It is refused, pointing at what is wrong, and nothing is written."""
    database = Database(sqlite_url)
    scene = Scene(database, clock)
    with pytest.raises(Invalid) as refused:
        scene.choose(msgspec.structs.replace(MICRO, **change))
    assert pointer in [each.pointer for each in refused.value.problems]
    assert scene.account().plan is None
    database.close()


def test_a_business_in_the_eu_accounts_for_vat_itself(scene: Scene) -> None:
    """No VAT is charged, and the line says why; both sides come to the same."""
    there = AddressIn(line1="1 Quai", city="Lyon", country="FR")
    scene.choose(msgspec.structs.replace(CHOICE, address=there, vat_number="FR 12 345678901"))
    scene.work()
    (invoice,) = scene.invoices()
    assert (invoice.amount.vat, invoice.amount.gross) == ("0.00", "2400.00")
    assert str(invoice.lines[0].treatment) == "reverse_charge"
    assert scene.reconcile().differences == []


def test_the_nights_work_is_done_once_a_night(scene: Scene) -> None:
    """Whoever comes second finds it done; one that was cut off is taken up hours later."""
    scene.choose()
    night = Night(scene.database, scene.clock, scene.standin.processor(), time(2, 30))
    first = asyncio.run(night.once())
    assert first is not None
    assert len(first.differences) == 2  # what was asked for had not been sent yet
    assert asyncio.run(night.once()) is None
    scene.advance(days=1)
    with scene.database.write(CHARGING) as db:
        assert run_rows.begin(db, today(scene.clock), "somebody who died", scene.clock.now())
    assert asyncio.run(night.once()) is None
    scene.advance(seconds=3 * 3600)
    assert asyncio.run(night.once()) is not None
    with scene.database.read(CHARGING) as db:
        assert [each.finished_at is None for each in service.runs(db, OPERATOR).items] == [False, False]


def test_a_message_is_kept_once(scene: Scene) -> None:
    """Told that it is known, on both engines."""
    scene.choose()
    scene.work()
    sent, processor = scene.standin.webhooks()[0], scene.standin.processor()
    message = processor.event(sent.body, sent.signature(scene.clock.now()), scene.clock.now())
    assert [inbox.keep(scene.database, scene.clock, message) for _ in range(2)] == [True, False]
