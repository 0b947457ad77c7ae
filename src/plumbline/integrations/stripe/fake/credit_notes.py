"""Credit notes: less to pay on an open invoice, money back on a paid one."""

from decimal import Decimal
from typing import Any

from plumbline.integrations.stripe.fake import invoices, payments
from plumbline.integrations.stripe.fake.catalogue import Asked
from plumbline.integrations.stripe.fake.invoice_lines import tax
from plumbline.integrations.stripe.fake.refusal import missing
from plumbline.integrations.stripe.fake.store import Thing
from plumbline.integrations.stripe.fake.world import World, must, number


def preview(world: World, asked: Asked) -> Thing:
    """What the credit note would be; nothing is kept."""
    invoice = world.get("invoice", asked["invoice"], param="invoice")
    must(invoice["status"] in ("open", "paid"), f"The invoice is {invoice['status']}.", param="invoice")
    lines = [_line(world, invoice, each) for each in asked.get("lines", [])]
    net = sum(each["amount"] for each in lines)
    total = net + sum(each["amount"] for line in lines for each in line["taxes"])
    after = invoice["status"] == "paid"
    so_far = invoice["pre_payment_credit_notes_amount"] + invoice["post_payment_credit_notes_amount"]
    must(
        0 < total <= invoice["total"] - so_far, "The amount is more than the invoice has left.", param="lines"
    )
    return {
        "id": world.id_for("credit_note"),
        "object": "credit_note",
        "created": world.now,
        "livemode": False,
        "amount": total,
        "currency": invoice["currency"],
        "customer": invoice["customer"],
        "invoice": invoice["id"],
        "memo": asked.get("memo"),
        "metadata": asked.get("metadata", {}),
        "number": f"{invoice['number']}-CN-{_so_many(world, invoice) + 1:02d}",
        "out_of_band_amount": None,
        "pdf": f"{world.pages}/invoice/{invoice['id']}",
        "post_payment_amount": total if after else 0,
        "pre_payment_amount": 0 if after else total,
        "reason": asked.get("reason"),
        "refunds": [],
        "status": "issued",
        "subtotal": net,
        "total": total,
        "total_excluding_tax": net,
        "total_taxes": [each for line in lines for each in line["taxes"]],
        "type": "post_payment" if after else "pre_payment",
    }


def _so_many(world: World, invoice: Thing) -> int:
    return sum(each["invoice"] == invoice["id"] for each in world.store.all("credit_note"))


def add_credit_note(world: World, asked: Asked) -> Thing:
    """Give it. On a paid invoice, what goes back and how has to add up to its total."""
    note = preview(world, asked)
    invoice = world.get("invoice", note["invoice"])
    if note["pre_payment_amount"]:
        _lower(invoice, note["total"])
        world.put(invoice)
        if invoice["amount_remaining"] == 0:
            invoices.paid(world, invoice)
    else:
        _give_back(world, asked, invoice, note)
    world.tell("credit_note.created", world.put(note))
    world.tell("invoice.updated", world.get("invoice", invoice["id"]))
    return note


def _lower(invoice: Thing, total: int) -> None:
    for name in ("amount_due", "amount_remaining"):
        invoice[name] -= total
    invoice["pre_payment_credit_notes_amount"] += total


def _give_back(world: World, asked: Asked, invoice: Thing, note: Thing) -> None:
    linked = [_linked(world, invoice, each) for each in asked.get("refunds", [])]
    refund, outside = number(asked, "refund_amount"), number(asked, "out_of_band_amount")
    said = "The sum of credit amount, refund amount and out of band amount must equal the credit note amount"
    sums = refund + outside + sum(each["amount_refunded"] for each in linked)
    must(sums == note["total"], f"{said} ({note['total']}).", param="refund_amount")
    must(
        not (refund and not invoice["_payment"]),
        "This invoice was not paid through Stripe.",
        param="refund_amount",
    )
    note["refunds"] = linked
    if refund:
        # An invoice's payment carries the invoice's own money; a destination charge is reversed with it.
        sent: dict[str, Any] = {"payment_intent": invoice["_payment"], "amount": str(refund)}
        made = payments.add_refund(world, sent)
        note["refunds"] += [{"amount_refunded": refund, "refund": made["id"], "type": "refund"}]
    note["out_of_band_amount"] = outside or None
    invoice["post_payment_credit_notes_amount"] += note["total"]
    world.put(invoice)


def _linked(world: World, invoice: Thing, asked: dict[str, str]) -> Thing:
    """A refund of the invoice's payment that was made before, and that no other note is the paper of."""
    found = world.get("refund", asked.get("refund", ""), param="refunds")
    said = f"The refund {found['id']} is not one of this invoice's payment."
    must(found["payment_intent"] == invoice["_payment"], said, param="refunds")
    amount = number(asked, "amount_refunded", found["amount"])
    used = sum(
        each["amount_refunded"]
        for note in world.store.all("credit_note")
        for each in note["refunds"]
        if each["refund"] == found["id"]
    )
    must(
        0 < amount <= found["amount"] - used, "The refund is linked to credit notes already.", param="refunds"
    )
    return {"amount_refunded": amount, "refund": found["id"], "type": "refund"}


def _line(world: World, invoice: Thing, asked: dict[str, str]) -> Thing:
    found = next((each for each in invoice["_lines"] if each["id"] == asked.get("invoice_line_item")), None)
    if found is None:
        raise missing("invoice line item", str(asked.get("invoice_line_item")), param="lines")
    amount = number(asked, "amount", found["amount"])
    taxes = [_tax(amount, each) for each in found["taxes"]]
    return {"amount": amount, "taxes": taxes}


def _tax(amount: int, of: Thing) -> Thing:
    rate = {"id": of["tax_rate_details"]["tax_rate"], "percentage": Decimal(of["_percent"])}
    return tax(amount, rate)
