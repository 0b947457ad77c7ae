"""Prices, rates of VAT, customers and subscriptions."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Final, cast

import stripe

from plumbline.billing import port_asks as asks
from plumbline.billing import port_things as things
from plumbline.billing.port_errors import PaymentRefused
from plumbline.integrations.stripe import reading
from plumbline.integrations.stripe.base import PAGE, Base, keyed, named
from plumbline.integrations.stripe.reading import PURCHASE_ORDER
from plumbline.integrations.stripe.told import told

if TYPE_CHECKING:
    from stripe.params._customer_create_params import CustomerCreateParams
    from stripe.params._subscription_create_params import SubscriptionCreateParams
    from stripe.params._subscription_update_params import SubscriptionUpdateParams

OTHERWISE: Final = "Give what changed a new reference: what was agreed under the old one stays."


class Plans(Base):
    """Yearly plans and who holds them."""

    async def ensure_price(self, ask: asks.PriceAsk, *, key: str) -> things.PriceRef:
        """The price under its lookup key, made if there is none."""
        with told():
            held = await self._v1.prices.list_async({"lookup_keys": [ask.reference], "limit": 1})
            found = held.data[0] if held.data else await self._add_price(ask, key)
            price = reading.price(found)
        if price.net != ask.net:
            said = f"The price {ask.reference} is {price.net} at the processor, not {ask.net}."
            raise PaymentRefused(said, reason="another_amount", next_step=OTHERWISE)
        return price

    async def _add_price(self, ask: asks.PriceAsk, key: str) -> stripe.Price:
        return await self._v1.prices.create_async(
            {
                "currency": ask.net.currency.lower(),
                "unit_amount": ask.net.minor,
                "tax_behavior": "exclusive",
                "recurring": {"interval": "year"},
                "product_data": {"name": ask.name, "metadata": named(ask.reference)},
                "lookup_key": ask.reference,
                "metadata": named(ask.reference),
            },
            keyed(key),
        )

    async def ensure_tax_rate(self, ask: asks.TaxRateAsk, *, key: str) -> things.TaxRateRef:
        """The rate with our reference, made if there is none. They are few, and looked through."""
        with told():
            held = [rate async for rate in self._rates() if rate.reference == ask.reference]
            rate = held[0] if held else await self._add_tax_rate(ask, key)
        if rate.percent != ask.percent:
            said = f"The rate {ask.reference} is {rate.percent} % at the processor, not {ask.percent} %."
            raise PaymentRefused(said, reason="another_rate", next_step=OTHERWISE)
        return rate

    async def _rates(self) -> AsyncIterator[things.TaxRateRef]:
        pages = await self._v1.tax_rates.list_async({"limit": PAGE, "active": True})
        async for rate in pages.auto_paging_iter():
            yield reading.tax_rate(rate)

    async def _add_tax_rate(self, ask: asks.TaxRateAsk, key: str) -> things.TaxRateRef:
        rate = await self._v1.tax_rates.create_async(
            {
                "display_name": ask.name,
                "percentage": cast(Any, ask.percent),  # the SDK's type is a float; it is sent as text
                "inclusive": False,
                "country": ask.country,
                "tax_type": "vat",
                "metadata": named(ask.reference),
            },
            keyed(key),
        )
        return reading.tax_rate(rate)

    async def add_customer(self, ask: asks.CustomerAsk, *, key: str) -> things.Customer:
        """A new customer."""
        with told():
            return reading.customer(await self._v1.customers.create_async(_customer(ask), keyed(key)))

    async def change_customer(self, customer: str, ask: asks.CustomerAsk, *, key: str) -> things.Customer:
        """Its name, e-mail and address from now on."""
        params = cast(Any, _customer(ask))  # the same fields, in a type of their own
        with told():
            return reading.customer(await self._v1.customers.update_async(customer, params, keyed(key)))

    async def open_portal(self, customer: str, return_url: str, *, key: str) -> things.Link:
        """A page where a customer changes how they pay."""
        with told():
            opened = await self._v1.billing_portal.sessions.create_async(
                {"customer": customer, "return_url": return_url}, keyed(key)
            )
            return things.Link(url=opened.url)

    async def subscribe(self, ask: asks.SubscriptionAsk, *, key: str) -> things.Subscription:
        """A yearly plan, at once. The purchase order goes on each of its invoices."""
        params: SubscriptionCreateParams = {
            "customer": ask.customer,
            "items": [{"price": ask.price}],
            "default_tax_rates": [ask.tax_rate],
            "collection_method": ask.collection,
            "metadata": named(ask.reference),
        }
        if ask.collection == "send_invoice":
            params["days_until_due"] = ask.days_until_due
        if ask.purchase_order:
            params["invoice_settings"] = cast(Any, _ordered(ask.purchase_order))
        with told():
            return reading.subscription(await self._v1.subscriptions.create_async(params, keyed(key)))

    async def renew_at(self, subscription: str, ask: asks.RenewalAsk, *, key: str) -> things.Subscription:
        """Another price, rate and purchase order from the next year on. A rate of the item is stronger than
        one of the subscription, so it counts however the plan was begun.
        """
        with told():
            held = await self._v1.subscriptions.retrieve_async(subscription)
            params: SubscriptionUpdateParams = {
                "items": [
                    {"id": held["items"].data[0].id, "price": ask.price, "tax_rates": [ask.tax_rate]},
                ],
                "proration_behavior": "none",
                "invoice_settings": cast(Any, _ordered(ask.purchase_order)),
            }
            found = await self._v1.subscriptions.update_async(subscription, params, keyed(key))
            return reading.subscription(found)

    async def end_subscription(
        self, subscription: str, *, at_period_end: bool, key: str
    ) -> things.Subscription:
        """End it now, or at the end of what is paid."""
        with told():
            if at_period_end:
                return await self._ending(subscription, True, key)
            found = await self._v1.subscriptions.cancel_async(subscription, {}, keyed(key))
            return reading.subscription(found)

    async def resume_subscription(self, subscription: str, *, key: str) -> things.Subscription:
        """It no longer ends at the end of the period."""
        with told():
            return await self._ending(subscription, False, key)

    async def _ending(self, subscription: str, ends: bool, key: str) -> things.Subscription:
        found = await self._v1.subscriptions.update_async(
            subscription, {"cancel_at_period_end": ends}, keyed(key)
        )
        return reading.subscription(found)


def _ordered(number: str) -> dict[str, Any]:
    """What puts the buyer's purchase-order number on each invoice; an empty one takes it off."""
    return {"custom_fields": [{"name": PURCHASE_ORDER, "value": number}] if number else ""}


def _customer(ask: asks.CustomerAsk) -> "CustomerCreateParams":
    params: CustomerCreateParams = {
        "name": ask.name,
        "email": ask.email,
        "metadata": named(ask.reference),
    }
    if ask.address:
        fields = ("line1", "line2", "city", "postal_code", "country")
        given = {field: value for field in fields if (value := getattr(ask.address, field))}
        params["address"] = cast(Any, given)
    return params
