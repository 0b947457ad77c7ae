"""Yearly plans: by card, by direct debit, by invoice; their renewal, their lateness and their end."""

from datetime import timedelta
from decimal import Decimal

import pytest

from plumbline.billing import port_asks as asks
from plumbline.billing import port_things as things
from plumbline.billing.port_errors import NoSuchThing, PaymentRefused
from plumbline.integrations.stripe.fake.refusal import Refusal
from plumbline.kit.money import Money
from tests.contract.shop import CUSTOMER, PLAN, START, Shop, in_shop, paid_by_card


def test_a_plan_by_card_is_paid_at_once_with_its_vat() -> None:
    """A page is opened, a card pays on it, and the subscription runs for a year with a paid invoice."""

    async def test(shop: Shop) -> None:
        invoice = await paid_by_card(shop)
        assert (invoice.net, invoice.vat, invoice.gross) == (PLAN, Money.of(96), Money.of(576))
        assert (invoice.state, invoice.paid, invoice.left) == ("paid", invoice.gross, Money(0))
        assert [line.reference for line in invoice.lines] == ["plan-of-7"]
        plan = await shop.processor.read(things.Subscription, invoice.subscription)
        assert (plan.state, plan.reference) == ("active", "plan-of-7")
        assert plan.period == (START, START.replace(year=2028))
        payment = await shop.processor.read(things.Payment, invoice.payment)
        assert (payment.state, payment.received) == ("succeeded", invoice.gross)

    in_shop(test)


def test_a_refused_card_leaves_the_page_open() -> None:
    """Nobody subscribed to anything, and the page can be tried again."""

    async def test(shop: Shop) -> None:
        page = await shop.processor.check_out_plan(shop.page(), key="page")
        with pytest.raises(Refusal):
            shop.standin.pay_checkout(page.id, "pm_card_chargeDeclined")
        assert (await shop.processor.read(things.Checkout, page.id)).state == "open"
        assert [each async for each in shop.processor.since(things.Subscription, START)] == []

    in_shop(test)


@pytest.mark.parametrize(
    ("method", "state", "invoice_state", "end"),
    [
        ("pm_bacsDebit_success", "active", "paid", "checkout.session.async_payment_succeeded"),
        ("pm_bacsDebit_debitNotAuthorized", "past_due", "open", "checkout.session.async_payment_failed"),
    ],
)
def test_a_direct_debit_takes_days(method: str, state: str, invoice_state: str, end: str) -> None:
    """The plan runs at once; whether the money came is known days later."""

    async def test(shop: Shop) -> None:
        page = await shop.processor.check_out_plan(shop.page(), key="page")
        shop.standin.pay_checkout(page.id, method)
        done = await shop.processor.read(things.Checkout, page.id)
        assert (done.state, done.paid) == ("complete", False)
        plan = await shop.processor.read(things.Subscription, done.subscription)
        assert plan.state == "active"
        shop.advance(days=4)
        assert (await shop.processor.read(things.Subscription, plan.id)).state == state
        invoice = await shop.processor.read(things.Invoice, plan.latest_invoice)
        assert invoice.state == invoice_state
        assert end in shop.told()

    in_shop(test)


def test_a_plan_by_invoice_carries_the_purchase_order() -> None:
    """The invoice is a draft for an hour, then sent with the buyer's number, due in so many days."""

    async def test(shop: Shop) -> None:
        plan = await shop.processor.subscribe(shop.by_mail(purchase_order="PO-4711"), key="plan")
        draft = await shop.processor.read(things.Invoice, plan.latest_invoice)
        assert (draft.state, draft.number) == ("draft", "")
        shop.advance(seconds=3600)
        sent = await shop.processor.read(things.Invoice, draft.id)
        assert (sent.state, sent.purchase_order) == ("open", "PO-4711")
        assert sent.due_at == START + timedelta(days=30, hours=1)
        assert sent.page
        assert sent.number

    in_shop(test)


def test_what_is_late_is_told_once_and_ends_when_paid() -> None:
    """An invoice past its day makes the plan past due; paying it outside makes it run again."""

    async def test(shop: Shop) -> None:
        plan = await shop.processor.subscribe(shop.by_mail(), key="plan")
        shop.advance(seconds=3600)
        shop.advance(days=31)
        shop.advance(days=1)
        assert shop.told().count("invoice.overdue") == 1
        assert (await shop.processor.read(things.Subscription, plan.id)).state == "past_due"
        paid = await shop.processor.pay_invoice(plan.latest_invoice, outside=True, key="pay")
        assert (paid.state, paid.paid_outside, paid.payment) == ("paid", True, "")
        assert (await shop.processor.read(things.Subscription, plan.id)).state == "active"

    in_shop(test)


def test_a_card_that_fails_at_renewal_is_tried_again() -> None:
    """Each try is told, days lie between them, and a card that works ends it."""

    async def test(shop: Shop) -> None:
        first = await paid_by_card(shop)
        shop.standin.set_method(shop.customer, "pm_card_chargeDeclined")
        shop.advance(days=365)
        shop.advance(seconds=3600)
        plan = await shop.processor.read(things.Subscription, first.subscription)
        open_ = await shop.processor.read(things.Invoice, plan.latest_invoice)
        assert (plan.state, open_.state, open_.tries) == ("past_due", "open", 1)
        assert open_.next_try == shop.clock.now() + timedelta(days=3)
        assert (await shop.processor.read(things.Payment, open_.payment)).why == "generic_decline"
        shop.standin.set_method(shop.customer, "pm_card_visa")
        shop.advance(days=3)
        assert (await shop.processor.read(things.Invoice, open_.id)).state == "paid"
        assert (await shop.processor.read(things.Subscription, plan.id)).state == "active"

    in_shop(test)


def test_it_ends_at_once_or_with_its_year() -> None:
    """What is to end with its year runs until then, may be resumed, and is not renewed."""

    async def test(shop: Shop) -> None:
        plan = await shop.processor.subscribe(shop.by_mail(), key="plan")
        ending = await shop.processor.end_subscription(plan.id, at_period_end=True, key="end")
        assert (ending.state, ending.ends_at_period_end) == ("active", True)
        assert not (await shop.processor.resume_subscription(plan.id, key="resume")).ends_at_period_end
        await shop.processor.end_subscription(plan.id, at_period_end=True, key="end again")
        shop.advance(days=366)
        ended = await shop.processor.read(things.Subscription, plan.id)
        assert ended.state == "canceled"
        assert ended.ended is not None
        other = await shop.processor.subscribe(shop.by_mail(reference="other"), key="other")
        assert (
            await shop.processor.end_subscription(other.id, at_period_end=False, key="x")
        ).state == "canceled"
        with pytest.raises(NoSuchThing):
            await shop.processor.end_subscription(other.id, at_period_end=False, key="y")

    in_shop(test)


def test_a_price_and_a_rate_never_change() -> None:
    """Asked for again they are the same; with another amount they are refused."""

    async def test(shop: Shop) -> None:
        ask = asks.PriceAsk(reference="listing-2027", name="Listing, a year", net=PLAN)
        assert (await shop.processor.ensure_price(ask, key="again")).id == shop.price
        dearer = asks.PriceAsk(reference="listing-2027", name="Listing, a year", net=Money.of(500))
        with pytest.raises(PaymentRefused) as refused:
            await shop.processor.ensure_price(dearer, key="dearer")
        assert refused.value.reason == "another_amount"

    in_shop(test)


def test_a_customer_can_change_and_be_found_by_our_reference() -> None:
    """By our own reference since a day, never by a search index; a page lets them change how they pay."""

    async def test(shop: Shop) -> None:
        changed = asks.CustomerAsk(reference=CUSTOMER.reference, name="Larkspur Ltd", email=CUSTOMER.email)
        await shop.processor.change_customer(shop.customer, changed, key="change")
        await shop.processor.add_customer(
            asks.CustomerAsk(reference="b", name="B", email="b@b.example"), key="b"
        )
        found = [each async for each in shop.processor.since(things.Customer, START, reference="supplier-7")]
        assert [each.name for each in found] == ["Larkspur Ltd"]
        later = START + timedelta(seconds=1)
        assert [each async for each in shop.processor.since(things.Customer, later)] == []
        assert (await shop.processor.open_portal(shop.customer, "https://p.example", key="portal")).url

    in_shop(test)


def test_a_plan_is_renewed_at_what_was_told_before() -> None:
    """By mail and by card alike: nothing is charged for the year that runs; the next one has the new price,
    the new rate and the new purchase order, and told again it is told once.
    """

    async def test(shop: Shop) -> None:
        mailed = await shop.processor.subscribe(shop.by_mail(reference="mailed"), key="plan")
        card = await paid_by_card(shop)
        dearer = await shop.processor.ensure_price(
            asks.PriceAsk(reference="listing-2028", name="Listing, a year", net=Money.of(500)), key="dearer"
        )
        none = await shop.processor.ensure_tax_rate(
            asks.TaxRateAsk(reference="vat-none", percent=Decimal(0)), key="none"
        )
        ask = asks.RenewalAsk(price=dearer.id, tax_rate=none.id, purchase_order="PO-2028")
        for plan in (mailed.id, card.subscription):
            before = await shop.processor.read(things.Subscription, plan)
            told = [await shop.processor.renew_at(plan, ask, key=f"renew {plan}") for _ in range(2)]
            assert told[0] == told[1]
            assert (told[0].price, told[0].tax_rate, told[0].purchase_order) == (dearer, none, "PO-2028")
            assert (told[0].period, told[0].latest_invoice) == (before.period, before.latest_invoice)
        shop.advance(days=365)
        shop.advance(seconds=3600)
        for plan in (mailed.id, card.subscription):
            renewed = await shop.processor.read(things.Subscription, plan)
            invoice = await shop.processor.read(things.Invoice, renewed.latest_invoice)
            assert (invoice.net, invoice.vat, invoice.purchase_order) == (Money.of(500), Money(0), "PO-2028")
            assert invoice.lines[0].period == renewed.period

    in_shop(test)


def test_a_plan_that_is_over_is_renewed_at_nothing() -> None:
    """And one that nobody began is not found."""

    async def test(shop: Shop) -> None:
        plan = await shop.processor.subscribe(shop.by_mail(), key="plan")
        ask = asks.RenewalAsk(price=shop.price, tax_rate=shop.vat)
        await shop.processor.end_subscription(plan.id, at_period_end=False, key="end")
        with pytest.raises(PaymentRefused):
            await shop.processor.renew_at(plan.id, ask, key="late")
        with pytest.raises(NoSuchThing):
            await shop.processor.renew_at("sub_nobody", ask, key="nobody")

    in_shop(test)
