"""Where each kind of thing is read and listed, and how it becomes one of the port's."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import msgspec
from stripe._v1_services import V1Services

from plumbline.billing import port_things as things
from plumbline.integrations.stripe import reading
from plumbline.integrations.stripe.reading_invoices import invoice


class Kind(msgspec.Struct, frozen=True):
    """A kind: its service in the SDK, what to ask for beside the id, and how to read the answer."""

    service: Callable[[V1Services], Any]
    read: Callable[[Any], Awaitable[things.Held]]
    expand: tuple[str, ...] = ()
    listed: Mapping[str, Any] = {}


def _at_once(read: Callable[[Any], things.Held]) -> Callable[[Any], Awaitable[things.Held]]:
    async def later(found: Any) -> things.Held:
        return read(found)

    return later


KINDS: Final[dict[type[things.Held], Kind]] = {
    things.Customer: Kind(lambda v1: v1.customers, _at_once(reading.customer)),
    things.Checkout: Kind(lambda v1: v1.checkout.sessions, _at_once(reading.checkout)),
    things.Subscription: Kind(
        lambda v1: v1.subscriptions, _at_once(reading.subscription), listed={"status": "all"}
    ),
    things.Invoice: Kind(lambda v1: v1.invoices, invoice, expand=("payments",)),
    things.Item: Kind(lambda v1: v1.invoice_items, _at_once(reading.item)),
    things.CreditNote: Kind(lambda v1: v1.credit_notes, _at_once(reading.credit_note)),
    things.Payment: Kind(lambda v1: v1.payment_intents, _at_once(reading.payment)),
    things.Refund: Kind(lambda v1: v1.refunds, _at_once(reading.refund)),
    things.Account: Kind(lambda v1: v1.accounts, _at_once(reading.account)),
}
