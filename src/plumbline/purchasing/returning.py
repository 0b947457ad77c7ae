"""What the payment processor is asked to give money back: a refund, and the credit note that is its paper.

Both carry a key and a reference made from the refund's own id, as payments do: asked again, there is one of
each. The money comes from the supplier's account, and the market's part of the payment, if it kept any, goes
back in proportion with it.
"""

from typing import Any

from plumbline.billing import port_asks as asks
from plumbline.billing import port_things as things
from plumbline.billing.port import Processor
from plumbline.billing.port_errors import PaymentRefused
from plumbline.kit.money import Money
from plumbline.purchasing.asking import already_there
from plumbline.purchasing.schemas import Way


def reference_of(row: Any) -> str:
    """Under which reference the processor knows a refund of ours."""
    return f"refund-{row.id}"


async def send_back(processor: Processor, row: Any, *, again: bool) -> things.Refund:
    """The refund of `row`. `again` says that it may have been asked for before.

    Raises `ProcessorAway` where it is not known whether it was done: ask again. Any other `ProcessorError`
    means that it will not be.
    """
    key = reference_of(row)
    found = await already_there(processor, things.Refund, row, key) if again else None
    if found is not None:
        return found
    payment = await processor.read(things.Payment, row.payment or await _payment_of(processor, row))
    wanted = asks.RefundAsk(
        reference=key,
        payment=payment.id,
        gross=Money(row.gross_minor, row.currency),
        from_account=True,
        with_fee=payment.fee is not None and payment.fee.minor > 0,
    )
    return await processor.refund(wanted, key=key)


async def paper(processor: Processor, row: Any) -> things.CreditNote:
    """The credit note of a refund that went back of an invoice: the supplier's, as the invoice was.

    Raises `PaymentRefused` where it says another sum than the refund.
    """
    note = await already_there(processor, things.CreditNote, row, reference_of(row))
    if note is None:
        invoice = await processor.read(things.Invoice, row.paid_thing)
        wanted = asks.CreditAsk(
            reference=reference_of(row),
            invoice=invoice.id,
            lines=(asks.CreditLine(line=invoice.lines[0].id, net=Money(row.net_minor, row.currency)),),
            reason="order_change",
            memo=row.reason[:500],
            refunded=row.processor_id,
        )
        note = await processor.credit(wanted, key=f"{reference_of(row)}-note")
    if note.gross != Money(row.gross_minor, row.currency):
        words = f"The credit note {note.number} says {note.gross}, which is not what went back."
        raise PaymentRefused(words, reason="sums_differ", next_step="Tell the market's operator.")
    return note


async def _payment_of(processor: Processor, row: Any) -> str:
    """The payment of a page or an invoice. Raises `PaymentRefused` for a transfer past the processor."""
    if row.way == Way.CARD:
        found = (await processor.read(things.Checkout, row.paid_thing)).payment
    else:
        found = (await processor.read(things.Invoice, row.paid_thing)).payment
    if not found:
        raise PaymentRefused(
            "It was paid by a bank transfer that the payment processor did not see.",
            reason="paid_outside",
            next_step="Give it back by a bank transfer, with your own credit note.",
        )
    return found
