"""Checkout pages, and the connected accounts of suppliers who are paid through the market."""

from typing import TYPE_CHECKING, Any, cast

import stripe

from plumbline.billing import port_asks as asks
from plumbline.billing import port_things as things
from plumbline.integrations.stripe import reading
from plumbline.integrations.stripe.base import Base, keyed, named
from plumbline.integrations.stripe.told import told

if TYPE_CHECKING:
    from stripe.params.checkout._session_create_params import (
        SessionCreateParams,
        SessionCreateParamsPaymentIntentData,
    )


class Orders(Base):
    """Pages of Stripe's where people pay, and accounts that are paid."""

    async def check_out_plan(self, ask: asks.PlanCheckoutAsk, *, key: str) -> things.Checkout:
        """A page to start a yearly plan."""
        return await self._check_out(
            {
                **_page(ask),
                "mode": "subscription",
                "line_items": [{"price": ask.price, "quantity": 1, "tax_rates": [ask.tax_rate]}],
                "subscription_data": {"metadata": named(ask.reference)},
            },
            key,
        )

    async def check_out_order(self, ask: asks.OrderCheckoutAsk, *, key: str) -> things.Checkout:
        """A page to pay an order: a destination charge, so that our own books hold the payment."""
        gross = ask.gross
        return await self._check_out(
            {
                **_page(ask),
                "mode": "payment",
                "line_items": [
                    {
                        "quantity": 1,
                        "price_data": {
                            "currency": gross.currency.lower(),
                            "unit_amount": gross.minor,
                            "product_data": {"name": ask.description},
                        },
                    }
                ],
                "payment_intent_data": _for(ask),
            },
            key,
        )

    async def close_checkout(self, checkout: str, *, key: str) -> things.Checkout:
        """Nobody can pay on this page any more."""
        with told():
            return reading.checkout(await self._v1.checkout.sessions.expire_async(checkout, {}, keyed(key)))

    async def add_account(self, ask: asks.AccountAsk, *, key: str) -> things.Account:
        """An account whose owner answers Stripe itself, and sees a small dashboard there.

        Losses fall on the market (`application`), as Stripe wants it for destination charges.
        """
        wanted: dict[str, Any] = {"requested": True}
        with told():
            found: stripe.Account = await self._v1.accounts.create_async(
                {
                    "country": ask.country,
                    "email": ask.email,
                    "business_profile": {"name": ask.name},
                    "controller": {
                        "fees": {"payer": "application"},
                        "losses": {"payments": "application"},
                        "requirement_collection": "stripe",
                        "stripe_dashboard": {"type": "express"},
                    },
                    "capabilities": {"card_payments": cast(Any, wanted), "transfers": cast(Any, wanted)},
                    "metadata": named(ask.reference),
                },
                keyed(key),
            )
            return reading.account(found)

    async def onboard(self, account: str, *, return_url: str, refresh_url: str, key: str) -> things.Link:
        """A page where the supplier answers Stripe's questions."""
        with told():
            made = await self._v1.account_links.create_async(
                {
                    "account": account,
                    "type": "account_onboarding",
                    "return_url": return_url,
                    "refresh_url": refresh_url,
                },
                keyed(key),
            )
            return things.Link(url=made.url, expires=reading.moment(made.expires_at))

    async def _check_out(self, params: "SessionCreateParams", key: str) -> things.Checkout:
        with told():
            return reading.checkout(await self._v1.checkout.sessions.create_async(params, keyed(key)))


def _page(ask: asks.PlanCheckoutAsk | asks.OrderCheckoutAsk) -> "SessionCreateParams":
    return {
        "customer": ask.customer,
        "client_reference_id": ask.reference,
        "allowed_payment_method_types": list(ask.methods),
        "success_url": ask.success_url,
        "cancel_url": ask.cancel_url,
        "metadata": named(ask.reference),
    }


def _for(ask: asks.OrderCheckoutAsk) -> "SessionCreateParamsPaymentIntentData":
    return {
        "on_behalf_of": ask.on_behalf.account,
        "application_fee_amount": ask.on_behalf.fee.minor,
        "transfer_data": {"destination": ask.on_behalf.account},
        "description": ask.description,
        "metadata": named(ask.reference),
    }
