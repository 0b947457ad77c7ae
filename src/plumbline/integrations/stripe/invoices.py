"""Invoices, what stands on them, and what is given back."""

from typing import TYPE_CHECKING, Any, cast

import stripe

from plumbline.billing import port_asks as asks
from plumbline.billing import port_things as things
from plumbline.integrations.stripe import reading
from plumbline.integrations.stripe.base import Base, keyed, named
from plumbline.integrations.stripe.reading import PURCHASE_ORDER
from plumbline.integrations.stripe.reading_invoices import invoice as read_invoice
from plumbline.integrations.stripe.told import told

if TYPE_CHECKING:
    from stripe.params._credit_note_create_params import CreditNoteCreateParams
    from stripe.params._invoice_create_params import InvoiceCreateParams
    from stripe.params._invoice_item_create_params import InvoiceItemCreateParams
    from stripe.params._refund_create_params import RefundCreateParams

WHOLE = ["payments"]
"""What an answer leaves out of an invoice unless it is asked for."""


class Invoices(Base):
    """Invoices from draft to paid, credit notes and refunds."""

    async def add_item(self, ask: asks.ItemAsk, *, key: str) -> things.Item:
        """A line for the next invoice, or for a draft."""
        params: InvoiceItemCreateParams = {
            "customer": ask.customer,
            "amount": ask.net.minor,
            "currency": ask.net.currency.lower(),
            "description": ask.description,
            "tax_rates": [ask.tax_rate],
            "metadata": named(ask.reference),
        }
        if ask.invoice:
            params["invoice"] = ask.invoice
        if ask.period:
            start, end = (int(each.timestamp()) for each in ask.period)
            params["period"] = {"start": start, "end": end}
        with told():
            return reading.item(await self._v1.invoice_items.create_async(params, keyed(key)))

    async def draft_invoice(self, ask: asks.InvoiceAsk, *, key: str) -> things.Invoice:
        """A draft: nothing is sent or taken before it is made final."""
        params: InvoiceCreateParams = {
            "customer": ask.customer,
            "currency": ask.currency.lower(),
            "collection_method": ask.collection,
            "auto_advance": False,
            "pending_invoice_items_behavior": "include" if ask.take_waiting else "exclude",
            "metadata": named(ask.reference),
            "expand": WHOLE,
        }
        if ask.collection == "send_invoice":
            params["days_until_due"] = ask.days_until_due
        if ask.purchase_order:
            params["custom_fields"] = [{"name": PURCHASE_ORDER, "value": ask.purchase_order}]
        if ask.on_behalf:
            account = ask.on_behalf.account
            params["on_behalf_of"] = account
            params["issuer"] = {"type": "account", "account": account}
            params["transfer_data"] = {"destination": account}
            params["application_fee_amount"] = ask.on_behalf.fee.minor
        with told():
            return await read_invoice(await self._v1.invoices.create_async(params, keyed(key)))

    async def name_purchase_order(self, invoice: str, number: str, *, key: str) -> things.Invoice:
        """Put the buyer's number on a draft."""
        field = {"name": PURCHASE_ORDER, "value": number}
        with told():
            found = await self._v1.invoices.update_async(
                invoice, {"custom_fields": [cast(Any, field)], "expand": WHOLE}, keyed(key)
            )
            return await read_invoice(found)

    async def finalise_invoice(self, invoice: str, *, key: str) -> things.Invoice:
        """Give it a number, and let Stripe go on with it: charge it, or send it by e-mail."""
        with told():
            found = await self._v1.invoices.finalize_invoice_async(
                invoice, {"auto_advance": True, "expand": WHOLE}, keyed(key)
            )
            return await read_invoice(found)

    async def pay_invoice(self, invoice: str, *, outside: bool, key: str) -> things.Invoice:
        """Take the money now, or note that it came by bank transfer."""
        with told():
            found = await self._v1.invoices.pay_async(
                invoice, {"expand": WHOLE, **({"paid_out_of_band": True} if outside else {})}, keyed(key)
            )
            return await read_invoice(found)

    async def void_invoice(self, invoice: str, *, key: str) -> things.Invoice:
        """An open invoice that was a mistake."""
        with told():
            found = await self._v1.invoices.void_invoice_async(invoice, {"expand": WHOLE}, keyed(key))
            return await read_invoice(found)

    async def give_up_invoice(self, invoice: str, *, key: str) -> things.Invoice:
        """An open invoice that will not be paid."""
        with told():
            found = await self._v1.invoices.mark_uncollectible_async(invoice, {"expand": WHOLE}, keyed(key))
            return await read_invoice(found)

    async def credit(self, ask: asks.CreditAsk, *, key: str) -> things.CreditNote:
        """A credit note. What a paid invoice gives back has to be named, with VAT: Stripe is asked first."""
        params = _credit(ask)
        with told():
            preview = await self._v1.credit_notes.preview_async(cast(Any, params))
            if preview.post_payment_amount:
                params = cast(Any, {**params, **_back(ask, preview.post_payment_amount)})
            params["metadata"] = named(ask.reference)
            return reading.credit_note(await self._v1.credit_notes.create_async(params, keyed(key)))

    async def refund(self, ask: asks.RefundAsk, *, key: str) -> things.Refund:
        """Money back from a payment."""
        params: RefundCreateParams = {"payment_intent": ask.payment, "metadata": named(ask.reference)}
        if ask.gross:
            params["amount"] = ask.gross.minor
        if ask.from_account:
            params["reverse_transfer"] = True
        if ask.with_fee:
            params["refund_application_fee"] = True
        with told():
            found: stripe.Refund = await self._v1.refunds.create_async(params, keyed(key))
            return reading.refund(found)


def _credit(ask: asks.CreditAsk) -> "CreditNoteCreateParams":
    params: CreditNoteCreateParams = {
        "invoice": ask.invoice,
        "reason": ask.reason,
        "lines": [
            {"type": "invoice_line_item", "invoice_line_item": line.line, "amount": line.net.minor}
            for line in ask.lines
        ],
    }
    if ask.memo:
        params["memo"] = ask.memo
    return params


def _back(ask: asks.CreditAsk, gross: int) -> dict[str, object]:
    """How what was paid goes back, or went already."""
    if ask.refunded:
        return {"refunds": [{"type": "refund", "refund": ask.refunded, "amount_refunded": gross}]}
    return {"refund_amount" if ask.back == "refund" else "out_of_band_amount": gross}
