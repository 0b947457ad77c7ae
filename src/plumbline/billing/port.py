"""The payment processor, as billing and purchasing see it. `plumbline.integrations.stripe` has both kinds.

Every method that writes takes an idempotency `key` (at most 200 characters): the same key with the
same parameters has one effect and gives the same answer; with other parameters it is a KeyConflict.
A method that needs several requests derives their keys from yours, so that it can be run again whole.

Raises, all of them ProcessorError: ProcessorAway (ask again, same key), PaymentRefused (with a reason),
NoSuchThing, KeyConflict, and SignatureRefused from `event`.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Literal, Protocol, TypeVar, runtime_checkable

from plumbline.billing import port_asks as asks
from plumbline.billing import port_things as things

T = TypeVar("T", bound=things.Held)
Mode = Literal["fake", "test", "live", "off"]
"""No money moves anywhere; the processor's own test world; real money; none was set up."""


@runtime_checkable  # the framework checks what it injects
class Processor(Protocol):
    """A payment processor."""

    @property
    def mode(self) -> Mode:
        """What kind it is: the pages say so unless it is live."""
        ...

    async def close(self) -> None:
        """Let go of connections: those of the event loop that this is called in."""
        ...

    # -- reading ---------------------------------------------------------------------------

    async def read(self, kind: type[T], thing: str) -> T:
        """The thing with this id as it is now: `await processor.read(Invoice, event.thing)`."""
        ...

    def since(self, kind: type[T], moment: datetime, *, reference: str = "") -> AsyncIterator[T]:
        """Everything of a kind made at `moment` or later, newest first; with `reference`, only ours.

        Complete for whatever was answered before the call: never from a search index that lags.
        """
        ...

    def event(self, body: bytes, signature: str, now: datetime) -> things.Event:
        """The event of a webhook: raw body, `Stripe-Signature` header. Refused if older than 300 seconds."""
        ...

    # -- customers and plans ---------------------------------------------------------------

    async def ensure_price(self, ask: asks.PriceAsk, *, key: str) -> things.PriceRef:
        """The price with this reference, made if there is none. PaymentRefused if it has another amount."""
        ...

    async def ensure_tax_rate(self, ask: asks.TaxRateAsk, *, key: str) -> things.TaxRateRef:
        """The rate with this reference, made if there is none. PaymentRefused if it is another one."""
        ...

    async def add_customer(self, ask: asks.CustomerAsk, *, key: str) -> things.Customer:
        """A new customer."""
        ...

    async def change_customer(self, customer: str, ask: asks.CustomerAsk, *, key: str) -> things.Customer:
        """Its name, e-mail and address from now on."""
        ...

    async def check_out_plan(self, ask: asks.PlanCheckoutAsk, *, key: str) -> things.Checkout:
        """A page to start a yearly plan by card or Bacs Direct Debit."""
        ...

    async def open_portal(self, customer: str, return_url: str, *, key: str) -> things.Link:
        """A page where a customer changes how they pay, and sees their invoices."""
        ...

    async def subscribe(self, ask: asks.SubscriptionAsk, *, key: str) -> things.Subscription:
        """A yearly plan, at once."""
        ...

    async def end_subscription(
        self, subscription: str, *, at_period_end: bool, key: str
    ) -> things.Subscription:
        """End it now, or at the end of what is paid."""
        ...

    async def resume_subscription(self, subscription: str, *, key: str) -> things.Subscription:
        """It no longer ends at the end of the period."""
        ...

    async def renew_at(self, subscription: str, ask: asks.RenewalAsk, *, key: str) -> things.Subscription:
        """From its next year on it costs this. Nothing is charged or given back for the year that runs."""
        ...

    # -- invoices --------------------------------------------------------------------------

    async def add_item(self, ask: asks.ItemAsk, *, key: str) -> things.Item:
        """A line for the next invoice, or for a draft."""
        ...

    async def draft_invoice(self, ask: asks.InvoiceAsk, *, key: str) -> things.Invoice:
        """A draft; it stays one until `finalise_invoice`."""
        ...

    async def name_purchase_order(self, invoice: str, number: str, *, key: str) -> things.Invoice:
        """Put the buyer's purchase-order number on a draft: a renewal's, for one."""
        ...

    async def finalise_invoice(self, invoice: str, *, key: str) -> things.Invoice:
        """Give it a number: no line changes after that. It is charged, or sent, as its collection says."""
        ...

    async def pay_invoice(self, invoice: str, *, outside: bool, key: str) -> things.Invoice:
        """Take the money now from the method on record, or note that a bank transfer came (`outside`)."""
        ...

    async def void_invoice(self, invoice: str, *, key: str) -> things.Invoice:
        """An open invoice that was a mistake. It keeps its number and asks for nothing."""
        ...

    async def give_up_invoice(self, invoice: str, *, key: str) -> things.Invoice:
        """An open invoice that will not be paid: `uncollectible`."""
        ...

    async def credit(self, ask: asks.CreditAsk, *, key: str) -> things.CreditNote:
        """A credit note to an open or paid invoice."""
        ...

    async def refund(self, ask: asks.RefundAsk, *, key: str) -> things.Refund:
        """Money back from a payment."""
        ...

    # -- suppliers who are paid, and orders -----------------------------------------------------

    async def add_account(self, ask: asks.AccountAsk, *, key: str) -> things.Account:
        """A connected account, which may do nothing until its owner has answered the processor."""
        ...

    async def onboard(self, account: str, *, return_url: str, refresh_url: str, key: str) -> things.Link:
        """A page where the supplier answers the processor's questions. Good for minutes, and once."""
        ...

    async def check_out_order(self, ask: asks.OrderCheckoutAsk, *, key: str) -> things.Checkout:
        """A page to pay an order: to the connected account, less our fee. For an invoice: `on_behalf`."""
        ...

    async def close_checkout(self, checkout: str, *, key: str) -> things.Checkout:
        """Nobody can pay on this page any more. PaymentRefused if somebody did."""
        ...
