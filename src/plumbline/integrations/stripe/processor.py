"""The payment processor of the port, on Stripe's SDK. The stand-in uses this same class."""

from collections.abc import Callable, Sequence
from datetime import datetime

import stripe

from plumbline.billing.port import Mode
from plumbline.billing.port_things import Event
from plumbline.integrations.stripe.invoices import Invoices
from plumbline.integrations.stripe.orders import Orders
from plumbline.integrations.stripe.plans import Plans
from plumbline.integrations.stripe.webhooks import verified


class StripeProcessor(Plans, Invoices, Orders):
    """`secrets` are those of the webhook endpoints: one for our own account, one for connected ones."""

    def __init__(self, client: Callable[[], stripe.StripeClient], mode: Mode, secrets: Sequence[str]) -> None:
        super().__init__(client)
        self._mode = mode
        self._secrets = tuple(secrets)

    @property
    def mode(self) -> Mode:
        """What kind it is."""
        return self._mode

    def event(self, body: bytes, signature: str, now: datetime) -> Event:
        """The event of a webhook that Stripe signed."""
        return verified(body, signature, self._secrets, now)

    async def close(self) -> None:
        """Close the connections of the loop that this runs in."""
        http = self._client._requestor._client
        if http is not None:
            await http.close_async()  # type: ignore[no-untyped-call]
