"""A listing is renewed at price, products and rate of VAT of the day, and the processor is told ahead."""

import asyncio
from contextlib import suppress
from datetime import date, timedelta

import msgspec
import pytest
from sqlalchemy import update

from plumbline.billing import choosing, port_asks
from plumbline.billing.plans import edition_on
from plumbline.billing.schemas import AddressIn, PayBy
from plumbline.integrations.stripe.fake.faults import Crashed, Faults, Way
from plumbline.kit.clock import FixedClock
from plumbline.kit.money import Money
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.storage.engine import Database
from plumbline.storage.tables import products
from tests.storage.billing_scene import CHOICE, Scene
from tests.storage.market_made import add_product

FIRST, AGAIN = date(2026, 11, 23), date(2027, 11, 23)
FAULTS: tuple[Way, ...] = ("crash before", "crash after", "lost after")


@pytest.fixture
def scene(database: Database, clock: FixedClock) -> Scene:
    """A supplier with two products, and a listing of them that runs."""
    scene = Scene(database, clock)
    scene.choose()
    scene.work()
    return scene


def until_renewed(scene: Scene, *, night: bool = True) -> None:
    """A year passes, with a night's work three weeks before its end."""
    scene.advance(days=345)
    if night:
        scene.night()
    scene.advance(days=21)
    scene.advance(seconds=7200)  # until then the invoice is a draft
    scene.hear()


def test_the_page_says_the_next_price_beforehand(scene: Scene) -> None:
    """From the first day on, as far as it is known: another edition is in force by then."""
    renewal = scene.listing().renewal
    assert renewal is not None
    assert (renewal.on, renewal.edition, renewal.products) == (AGAIN, "2027-04", 2)
    assert (scene.listing().yearly.net, renewal.yearly.net, renewal.yearly.gross) == (
        *("2400.00", "2520.00", "3024.00"),
    )


@pytest.mark.parametrize("pay_by", [PayBy.INVOICE, PayBy.CARD])
def test_it_is_renewed_at_the_price_of_the_day(database: Database, clock: FixedClock, pay_by: PayBy) -> None:
    """Neither at the price it began with, nor before the day: the year that runs costs what it did."""
    scene = Scene(database, clock)
    scene.choose(msgspec.structs.replace(CHOICE, pay_by=pay_by))
    scene.work()
    if pay_by is PayBy.CARD:
        scene.standin.pay_checkout(str(scene.listing().page).rpartition("/")[2])
        scene.hear()
    until_renewed(scene)
    newest, first = scene.invoices()
    assert (first.amount.net, newest.amount.net, newest.amount.gross) == ("2400.00", "2520.00", "3024.00")
    listing = scene.listing()
    assert (listing.first, listing.edition, listing.yearly.net) == (AGAIN, "2027-04", "2520.00")
    assert scene.reconcile().differences == []


def test_the_processor_is_told_once_and_again_where_it_changed(scene: Scene) -> None:
    """A night after which nothing changed says nothing; a product more, and it is told another price."""
    scene.advance(days=345)
    scene.night()
    told = len(renewals(scene))
    scene.night()
    assert told == len(renewals(scene)) == 1
    add_product(scene.database, scene.supplier_id, "acme-more")
    scene.night()
    assert len(renewals(scene)) == 2
    scene.advance(days=21)
    scene.advance(seconds=7200)
    scene.hear()
    listing = scene.listing()
    assert (listing.products, listing.yearly.net, scene.invoices()[0].amount.net) == (
        *(3, "3780.00", "3780.00"),
    )
    scene.night()
    assert [each for each in scene.account().waiting if each.first >= AGAIN] == []
    assert scene.reconcile().differences == []


def test_products_that_went_are_not_charged_for_again(scene: Scene) -> None:
    """As many as are listed on the day."""
    with scene.database.write(THE_OPERATOR) as db:
        gone = products.c.slug == "acme-1"
        db.execute(update(products).where(gone).values(withdrawn_on=FIRST + timedelta(100)))
    until_renewed(scene)
    assert (scene.listing().products, scene.invoices()[0].amount.net) == (1, "1260.00")
    assert scene.reconcile().differences == []


def test_vat_and_purchase_order_are_those_of_the_day(scene: Scene) -> None:
    """A supplier that moved to Ireland in the year accounts for VAT itself, and has another number."""
    abroad = AddressIn(line1="1 Quay", city="Cork", country="IE")
    moved = msgspec.structs.replace(CHOICE, address=abroad, vat_number="IE1234567X", purchase_order="PO-2028")
    scene.choose(moved)
    scene.work()
    until_renewed(scene)
    newest = scene.invoices()[0]
    assert (newest.amount.vat, newest.lines[0].treatment) == ("0.00", "reverse_charge")
    (theirs,) = [each for each in scene.theirs("invoice") if each["number"] == newest.number]
    assert theirs["custom_fields"] == [{"name": "PO number", "value": "PO-2028"}]
    assert newest.purchase_order == "PO-2028"
    assert scene.reconcile().differences == []


def test_what_ends_is_not_renewed_and_nobody_is_told(scene: Scene) -> None:
    """Nor does its page announce anything."""
    with scene.database.write(scene.identity.tenant) as db:
        choosing.end_listing(db, scene.clock, scene.identity)
    scene.work()
    assert scene.listing().renewal is None
    until_renewed(scene)
    assert (scene.listing().state, renewals(scene)) == ("ended", [])


@pytest.mark.parametrize("fault", FAULTS)
def test_a_death_while_it_is_told_ends_with_one_price(scene: Scene, fault: Way) -> None:
    """Before, at and after the processor's change: another process takes it up, and it is renewed once."""
    scene.advance(days=345)
    scene.standin.faults.add(fault, "POST /v1/subscriptions", times=9 if fault == "lost after" else 1)
    with suppress(Crashed):
        scene.night()
    assert scene.open_intents() == 1
    scene.standin.faults = Faults()
    scene.advance(seconds=7200)
    scene.reconcile()
    assert scene.open_intents() == 0
    scene.advance(days=21)
    scene.advance(seconds=7200)
    scene.hear()
    assert [each.amount.net for each in scene.invoices()] == ["2520.00", "2400.00"]
    assert scene.reconcile().differences == []


def test_a_price_that_somebody_changed_at_the_processor_is_put_right(scene: Scene) -> None:
    """By reconciling: it is told again, and says so; dry, it only says so."""
    scene.advance(days=345)
    scene.night()
    tamper(scene, "999.00")
    assert [bool(each.repair) for each in scene.reconcile(dry=True).differences] == [True]
    assert scene.open_intents() == 0
    (found,) = scene.reconcile().differences
    assert ("renewal" in found.words, found.repair) == (True, "It was brought up to date.")
    assert scene.reconcile().differences == []
    scene.advance(days=21)
    scene.advance(seconds=7200)
    scene.hear()
    assert scene.invoices()[0].amount.net == "2520.00"


def test_a_price_that_was_changed_before_it_is_told_is_named(scene: Scene) -> None:
    """Nothing was to change yet: a person has to look."""
    tamper(scene, "999.00")
    (found,) = scene.reconcile().differences
    assert (found.what, found.repair) == ("price", "")
    assert "listing-2026-04-2 here and at by-hand at the processor" in found.words


def test_a_renewal_that_nobody_told_of_is_named_until_somebody_looks(scene: Scene) -> None:
    """No night for a month: it was renewed as it was, and each reconciliation says so."""
    until_renewed(scene, night=False)
    assert scene.invoices()[0].amount.net == "2400.00"
    for _ in range(2):
        found = [each for each in scene.reconcile().differences if each.what == "price"]
        assert [each.repair for each in found] == [""]
        assert "by the plans of 2026-04, and 2027-04 was in force" in found[0].words


def test_what_is_told_too_late_is_told_of_no_other_year(scene: Scene) -> None:
    """The processor was away until the year had begun: the price of the year after stays open."""
    scene.advance(days=364)
    scene.standin.faults.add("broken", "POST /v1/subscriptions", times=9)
    scene.night()
    scene.standin.faults = Faults()
    scene.advance(days=2)
    scene.hear()
    (listing,) = scene.theirs("subscription")
    scene.reconcile()
    assert listing["items"]["data"][0]["price"]["lookup_key"] == "listing-2026-04-2"
    assert scene.open_intents() == 0
    assert any(each.what == "price" for each in scene.reconcile().left)


def test_the_shipped_editions_differ() -> None:
    """Else the tests above would prove nothing."""
    before, after = edition_on(FIRST), edition_on(AGAIN)
    assert before.version != after.version
    assert before.plans[0].tiers[0].price != after.plans[0].tiers[0].price


def renewals(scene: Scene) -> list[object]:
    """What the processor was told of next years."""
    return [asked for said, asked in scene.standin.requests if "items" in asked and "subscriptions/" in said]


def tamper(scene: Scene, net: str) -> None:
    """Somebody gives the listing another price, on the processor's own pages."""
    (listing,) = scene.theirs("subscription")

    async def change() -> None:
        processor = scene.standin.processor()
        price = port_asks.PriceAsk(reference="by-hand", name="By hand", net=Money.of(net))
        made = await processor.ensure_price(price, key="by hand")
        ask = port_asks.RenewalAsk(price=made.id, tax_rate=listing["default_tax_rates"][0]["id"])
        await processor.renew_at(listing["id"], ask, key="tamper")

    asyncio.run(change())
