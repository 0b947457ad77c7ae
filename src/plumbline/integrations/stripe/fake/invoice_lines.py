"""What stands on an invoice, its VAT, and its sums."""

from decimal import Decimal
from typing import Any

from plumbline.integrations.stripe.fake.catalogue import Asked, customer_of
from plumbline.integrations.stripe.fake.store import Thing
from plumbline.integrations.stripe.fake.world import World, must, number
from plumbline.kit.money import Money


def add_item(world: World, asked: Asked) -> Thing:
    """A line that waits for the next invoice, or goes on a draft."""
    customer = customer_of(world, asked)
    draft = world.get("invoice", asked["invoice"], param="invoice") if "invoice" in asked else None
    if draft:
        on_draft(draft)
    period = asked.get("period", {"start": world.now, "end": world.now})
    item = world.make(
        "invoiceitem",
        amount=number(asked, "amount"),
        currency=asked["currency"],
        customer=customer["id"],
        date=world.now,
        description=asked.get("description"),
        discountable=True,
        invoice=draft and draft["id"],
        metadata=asked.get("metadata", {}),
        period={name: int(value) for name, value in period.items()},
        proration=False,
        quantity=1,
        tax_rates=[world.get("tax_rate", rate, param="tax_rates") for rate in asked.get("tax_rates", [])],
    )
    del item["created"]  # it is called `date` here
    world.tell("invoiceitem.created", world.put(item))
    if draft:
        draft["_lines"].append(line_of(world, item, draft["id"]))
        world.tell("invoice.updated", world.put(reckon(draft)))
    return item


def waiting(world: World, customer: Thing) -> list[Thing]:
    """What waits for a customer's next invoice, the oldest first."""
    items = reversed(world.store.all("invoiceitem"))
    return [item for item in items if item["customer"] == customer["id"] and not item["invoice"]]


def line_of(world: World, item: Thing, invoice: str) -> Thing:
    """The line that an item becomes."""
    details = {"invoice_item": item["id"], "proration": False, "subscription": None}
    parent = {
        "type": "invoice_item_details",
        "invoice_item_details": details,
        "subscription_item_details": None,
    }
    return line(
        world,
        invoice,
        item["amount"],
        item["tax_rates"],
        currency=item["currency"],
        description=item["description"],
        metadata=item["metadata"],
        parent=parent,
        period=item["period"],
    )


def line(world: World, invoice: str, amount: int, rates: list[Thing], **fields: Any) -> Thing:
    """A line with its VAT: rounded line by line, a half away from nought."""
    return {
        "id": world.id_for("line_item"),
        "object": "line_item",
        "amount": amount,
        "invoice": invoice,
        "livemode": False,
        "quantity": 1,
        "subtotal": amount,
        "taxes": [tax(amount, rate) for rate in rates],
        **fields,
    }


def tax(amount: int, rate: Thing) -> Thing:
    """What one rate takes of an amount, on top of it."""
    percent = Decimal(rate["percentage"])
    return {
        "amount": Money(amount).share(percent).minor,
        "tax_behavior": "exclusive",
        "tax_rate_details": {"tax_rate": rate["id"]},
        "taxability_reason": "standard_rated" if percent else "zero_rated",
        "taxable_amount": amount,
        "type": "tax_rate_details",
        "_percent": str(percent),
    }


def reckon(invoice: Thing) -> Thing:
    """The sums of a draft, from its lines."""
    lines = invoice["_lines"]
    net = sum(each["amount"] for each in lines)
    taxes = [each for one in lines for each in one["taxes"]]
    total = net + sum(each["amount"] for each in taxes)
    due = max(total, 0)  # what is below nought goes to the customer's balance, which is not kept here
    invoice |= {
        "subtotal": net,
        "total": total,
        "total_excluding_tax": net,
        "total_taxes": taxes,
        "amount_due": due,
        "amount_remaining": due,
    }
    return invoice


def on_draft(invoice: Thing) -> None:
    """Refuse unless it still is a draft."""
    said = f"This invoice is {invoice['status']}: only a draft can be changed or made final."
    must(invoice["status"] == "draft", said, "invoice_not_editable")
