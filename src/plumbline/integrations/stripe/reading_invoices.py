"""An invoice of Stripe's, read into that of the port, with every line."""

import stripe

from plumbline.billing import port_things as things
from plumbline.billing.port_asks import Collection
from plumbline.integrations.stripe.reading import (
    id_of,
    known,
    maybe,
    moment,
    money,
    purchase_order,
    reference_of,
)


async def invoice(found: stripe.Invoice) -> things.Invoice:
    """The invoice; where it has more lines than an answer holds, the others are fetched."""
    lines = [_line(line) async for line in found.lines.auto_paging_iter()]
    net = found.total if found.total_excluding_tax is None else found.total_excluding_tax
    said = found.status_transitions
    credited = found.pre_payment_credit_notes_amount + found.post_payment_credit_notes_amount
    return things.Invoice(
        id=found.id,
        reference=reference_of(found.metadata),
        created=moment(found.created),
        number=found.number or "",
        customer=id_of(found.customer),
        subscription=_subscription_of(found),
        state=known(found.status, things.InvoiceState),
        collection=known(found.collection_method, Collection),
        lines=tuple(lines),
        net=money(net, found.currency),
        vat=money(found.total - net, found.currency),
        gross=money(found.total, found.currency),
        due=money(found.amount_due, found.currency),
        paid=money(found.amount_paid, found.currency),
        left=money(found.amount_remaining, found.currency),
        credited=money(credited, found.currency),
        purchase_order=purchase_order(found),
        issued=maybe(said.finalized_at),
        due_at=maybe(found.due_date),
        paid_at=maybe(said.paid_at),
        tries=found.attempt_count,
        next_try=maybe(found.next_payment_attempt),
        paid_outside=bool(found.amount_paid_off_stripe),
        payment=_payment_of(found),
        on_behalf_of=id_of(found.on_behalf_of),
        page=found.hosted_invoice_url or "",
        pdf=found.invoice_pdf or "",
    )


def _line(found: stripe.InvoiceLineItem) -> things.InvoiceLine:
    taxes = found.taxes or []
    rates = [tax.tax_rate_details.tax_rate for tax in taxes if tax.tax_rate_details]
    return things.InvoiceLine(
        id=found.id,
        reference=reference_of(found.metadata),
        description=found.description or "",
        net=money(found.amount, found.currency),
        vat=money(sum(tax.amount for tax in taxes), found.currency),
        tax_rate=rates[0] if rates else "",
        period=(moment(found.period.start), moment(found.period.end)),
    )


def _subscription_of(found: stripe.Invoice) -> str:
    details = found.parent.subscription_details if found.parent else None
    return id_of(details.subscription) if details else ""


def _payment_of(found: stripe.Invoice) -> str:
    """The payment that counts: a paid one before a tried one."""
    tried = sorted(found.payments.data if found.payments else (), key=lambda each: each.status != "paid")
    return next((id_of(each.payment.payment_intent) for each in tried if each.payment.payment_intent), "")
