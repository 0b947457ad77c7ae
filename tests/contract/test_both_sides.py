"""The same story gives the same results on our stand-in and on a server that nobody here wrote.

What `localstripe` cannot do is not told here, but only of our stand-in (test_plans, test_invoices,
test_orders): prices, checkout pages, the portal, invoices by themselves or by mail, credit notes, Bacs
Direct Debit, renewal without proration, connected accounts, and idempotency keys, which it takes no notice
of.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import stripe

from plumbline.billing import port_asks as asks
from plumbline.billing import port_things as things
from plumbline.billing.port_errors import NoSuchThing, PaymentRefused
from plumbline.kit.money import Money
from tests.contract.shop import CUSTOMER
from tests.contract.sides import Ours, Side, theirs

EVER = datetime.now(UTC) - timedelta(days=1)
PRICE = Money.of(120)


@pytest.fixture(scope="module")
def old() -> Iterator[Side]:
    """`localstripe`, once for all tests of this file."""
    with theirs() as side:
        yield side


@pytest.fixture(params=["stand-in", "localstripe"])
def side(request: pytest.FixtureRequest) -> Side:
    """Either of them."""
    found: Side = Ours() if request.param == "stand-in" else request.getfixturevalue("old")
    return found


def run(story: Callable[[], Awaitable[None]]) -> None:
    """In a loop of its own."""

    async def whole() -> None:
        await story()

    asyncio.run(whole())


async def pay(side: Side, customer: str, *, good: bool = True) -> str:
    """A payment that was taken, or tried, by the customer's card."""
    card = side.card(customer, good=good)
    v1 = side.client().v1
    made = await v1.payment_intents.create_async(
        {"amount": PRICE.minor, "currency": "gbp", "customer": customer, "payment_method": card}
    )
    if good:
        await v1.payment_intents.confirm_async(made.id)
    else:
        with pytest.raises(stripe.CardError):
            await v1.payment_intents.confirm_async(made.id)
    return made.id


def test_customers(side: Side) -> None:
    """Added, read, changed, found by our reference; what is not there is not found."""

    async def story() -> None:
        added = await side.processor.add_customer(CUSTOMER, key=f"{side.name} customer")
        assert (added.reference, added.name, added.email) == ("supplier-7", CUSTOMER.name, CUSTOMER.email)
        assert await side.processor.read(things.Customer, added.id) == added
        other = asks.CustomerAsk(reference="supplier-7", name="Larkspur Ltd", email="new@larkspur.example")
        changed = await side.processor.change_customer(added.id, other, key=f"{side.name} change")
        assert (changed.id, changed.name, changed.email) == (added.id, other.name, other.email)
        found = [each async for each in side.processor.since(things.Customer, EVER, reference="supplier-7")]
        assert found == [changed]
        assert [each async for each in side.processor.since(things.Customer, EVER, reference="x")] == []
        with pytest.raises(NoSuchThing):
            await side.processor.read(things.Customer, "cus_nobody")

    run(story)


def test_payments_and_refunds(side: Side) -> None:
    """Taken once; given back in part; never more than there is; a refused card took nothing."""

    async def story() -> None:
        ask = asks.CustomerAsk(reference="payer", name="Payer", email="payer@payer.example")
        customer = (await side.processor.add_customer(ask, key=f"{side.name} payer")).id
        paid = await side.processor.read(things.Payment, await pay(side, customer))
        assert (paid.state, paid.gross, paid.received) == ("succeeded", PRICE, PRICE)
        assert (paid.customer, paid.fee, paid.on_behalf_of, paid.why) == (customer, None, "", "")
        part = asks.RefundAsk(reference="refund-1", payment=paid.id, gross=Money.of(20))
        back = await side.processor.refund(part, key=f"{side.name} refund")
        assert (back.state, back.gross, back.payment, back.reference) == (
            "succeeded",
            Money.of(20),
            paid.id,
            "refund-1",
        )
        assert await side.processor.read(things.Refund, back.id) == back
        assert [each async for each in side.processor.since(things.Refund, EVER, reference="refund-1")] == [
            back
        ]
        refused = await side.processor.read(things.Payment, await pay(side, customer, good=False))
        assert (refused.state, refused.received) == ("requires_payment_method", Money(0))
        assert refused.why
        with pytest.raises(PaymentRefused):
            await side.processor.refund(
                asks.RefundAsk(reference="refund-2", payment=refused.id), key=f"{side.name} no"
            )

    run(story)


def test_more_back_than_there_was(side: Side) -> None:
    """Refused."""
    if side.name == "localstripe":
        pytest.skip("localstripe gives back more than was paid")

    async def story() -> None:
        ask = asks.CustomerAsk(reference="greedy", name="Greedy", email="g@greedy.example")
        customer = (await side.processor.add_customer(ask, key="greedy")).id
        payment = await pay(side, customer)
        with pytest.raises(PaymentRefused):
            await side.processor.refund(
                asks.RefundAsk(reference="r", payment=payment, gross=Money.of(121)), key="r"
            )
        await side.processor.refund(asks.RefundAsk(reference="r", payment=payment), key="all of it")
        with pytest.raises(PaymentRefused) as refused:
            await side.processor.refund(asks.RefundAsk(reference="r", payment=payment), key="again")
        assert refused.value.reason == "charge_already_refunded"

    run(story)


def test_subscriptions_by_plan(side: Side) -> None:
    """Taken at once for a year; to end with it, resumed, and ended; without a card it does not begin."""

    async def story() -> None:
        ask = asks.CustomerAsk(reference="lister", name="Lister", email="lister@lister.example")
        customer = (await side.processor.add_customer(ask, key=f"{side.name} lister")).id
        plan = await side.client().v1.plans.create_async(
            {"amount": PRICE.minor, "currency": "gbp", "interval": "year", "product": {"name": "Listing"}}
        )
        rate = asks.TaxRateAsk(reference="vat-20", percent=Decimal(20))
        vat = await side.processor.ensure_tax_rate(rate, key=f"{side.name} vat")
        assert await side.processor.ensure_tax_rate(rate, key=f"{side.name} vat again") == vat
        side.card(customer)
        wanted = asks.SubscriptionAsk(
            reference="plan-1",
            customer=customer,
            price=plan.id,
            tax_rate=vat.id,
            collection="charge_automatically",
        )
        begun = await side.processor.subscribe(wanted, key=f"{side.name} plan")
        assert (begun.state, begun.price.id, begun.customer) == ("active", plan.id, customer)
        assert (begun.price.net, begun.tax_rate) == (PRICE, vat)
        assert (begun.reference, begun.collection) == ("plan-1", "charge_automatically")
        assert begun.period[1].date() == begun.period[0].replace(year=begun.period[0].year + 1).date()
        assert begun.latest_invoice
        dearer = await side.client().v1.plans.create_async(
            {"amount": 2 * PRICE.minor, "currency": "gbp", "interval": "year", "product": {"name": "Later"}}
        )
        none = await side.processor.ensure_tax_rate(
            asks.TaxRateAsk(reference="vat-none", percent=Decimal(0)), key=f"{side.name} none"
        )
        told = await side.processor.renew_at(
            begun.id, asks.RenewalAsk(price=dearer.id, tax_rate=none.id), key=f"{side.name} renew"
        )
        assert (told.price.id, told.price.net, told.tax_rate) == (dearer.id, Money.of(240), none)
        assert (told.state, told.period, told.latest_invoice) == (
            *("active", begun.period, begun.latest_invoice),
        )
        ending = await side.processor.end_subscription(begun.id, at_period_end=True, key=f"{side.name} end")
        assert (ending.state, ending.ends_at_period_end) == ("active", True)
        resumed = await side.processor.resume_subscription(begun.id, key=f"{side.name} resume")
        assert not resumed.ends_at_period_end
        ended = await side.processor.end_subscription(begun.id, at_period_end=False, key=f"{side.name} over")
        assert ended.state == "canceled"
        assert ended.ended is not None

    run(story)


def test_webhooks_are_signed_and_name_the_thing(side: Side) -> None:
    """Of a payment that was taken and one that was not; of the charge itself localstripe tells nothing."""

    async def story() -> None:
        ask = asks.CustomerAsk(reference="told", name="Told", email="told@told.example")
        customer = (await side.processor.add_customer(ask, key=f"{side.name} told")).id
        payment, refused = await pay(side, customer), await pay(side, customer, good=False)
        told = {
            ("customer.created", customer),
            ("payment_intent.succeeded", payment),
            ("payment_intent.payment_failed", refused),
        }
        events = await asyncio.to_thread(side.events, told)
        kinds = {(each.type, each.thing): each.kind for each in events}
        assert [kinds[each] for each in sorted(told)] == ["customer", "payment_intent", "payment_intent"]
        assert {each.account for each in events} == {""}

    run(story)


def test_one_key_has_one_effect(side: Side) -> None:
    """Asked twice with one key, there is one customer."""
    if side.name == "localstripe":
        pytest.skip("localstripe takes no notice of idempotency keys: it makes two customers")

    async def story() -> None:
        both = [await side.processor.add_customer(CUSTOMER, key="one") for _ in range(2)]
        assert both[0] == both[1]
        assert [each async for each in side.processor.since(things.Customer, EVER)] == both[:1]

    run(story)
