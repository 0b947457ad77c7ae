"""A shop to buy in: a stand-in of Stripe on a clock that stands still, and what every test needs in it."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeVar

import msgspec

from plumbline.billing import port_asks as asks
from plumbline.billing import port_things as things
from plumbline.billing.port import Processor
from plumbline.integrations.stripe.fake.server import StandIn
from plumbline.kit.clock import FixedClock
from plumbline.kit.money import Money

T = TypeVar("T")
START = datetime(2027, 1, 4, 9, tzinfo=UTC)
DAY = 86400
MADE_BY_SDK = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""The SDK makes a key of its own where it is given none: then asking twice would have two effects."""
PLAN = Money.of(480)
CUSTOMER = asks.CustomerAsk(
    reference="supplier-7",
    name="Larkspur Records",
    email="accounts@larkspur.example",
    address=asks.Address(line1="1 Quay Street", city="Leeds", postal_code="LS1 1AA"),
)


class Shop(msgspec.Struct):
    """The stand-in, its processor, and what was set up in it."""

    standin: StandIn
    clock: FixedClock
    processor: Processor
    customer: str
    price: str
    vat: str

    def advance(self, days: int = 0, seconds: int = 0) -> None:
        """Let time pass, and what is due by then happen."""
        self.clock.advance(days * DAY + seconds)
        self.standin.run_due()

    def told(self) -> list[str]:
        """The types of the events that wait, in their order; they are taken by that."""
        waiting = self.standin.webhooks()
        self.standin.take(*waiting)
        return [str(each.event["type"]) for each in waiting]

    def by_mail(self, **more: object) -> asks.SubscriptionAsk:
        """A plan that is paid by invoice."""
        ask = asks.SubscriptionAsk(
            reference="plan-of-7", customer=self.customer, price=self.price, tax_rate=self.vat
        )
        return msgspec.structs.replace(ask, **more)

    def page(self) -> asks.PlanCheckoutAsk:
        """A plan that is paid on a page."""
        return asks.PlanCheckoutAsk(
            reference="plan-of-7",
            customer=self.customer,
            price=self.price,
            tax_rate=self.vat,
            success_url="https://plumbline.example/done",
            cancel_url="https://plumbline.example/plans",
        )


async def opened(standin: StandIn, clock: FixedClock) -> Shop:
    """A shop with a customer, a plan and VAT."""
    processor = standin.processor()
    customer = await processor.add_customer(CUSTOMER, key="customer")
    price = await processor.ensure_price(
        asks.PriceAsk(reference="listing-2027", name="Listing, a year", net=PLAN), key="price"
    )
    vat = await processor.ensure_tax_rate(asks.TaxRateAsk(reference="vat-20", percent=Decimal(20)), key="vat")
    return Shop(standin, clock, processor, customer.id, price.id, vat.id)


def in_shop(test: Callable[[Shop], Awaitable[T]], **settings: object) -> T:
    """Run a test in a new shop, none of whose events wait any more."""

    async def run() -> T:
        clock = FixedClock(START)
        shop = await opened(StandIn(clock=clock, **settings), clock)  # type: ignore[arg-type]
        shop.told()
        result = await test(shop)
        assert [key for key in shop.standin.keys if MADE_BY_SDK.fullmatch(key)] == [], "no key of ours"
        return result

    return asyncio.run(run())


async def paid_by_card(shop: Shop) -> things.Invoice:
    """The first invoice of a plan, paid on a page."""
    page = await shop.processor.check_out_plan(shop.page(), key="page")
    shop.standin.pay_checkout(page.id)
    done = await shop.processor.read(things.Checkout, page.id)
    plan = await shop.processor.read(things.Subscription, done.subscription)
    return await shop.processor.read(things.Invoice, plan.latest_invoice)


async def may_be_paid(shop: Shop) -> str:
    """A supplier's account that has answered all."""
    ask = asks.AccountAsk(reference="supplier-9", name="Wren Systems", email="wren@wren.example")
    account = await shop.processor.add_account(ask, key="account")
    shop.standin.answer_onboarding(account.id)
    return account.id
