"""Invoices: drafts, numbers, payment, and the ends that they come to."""

from typing import Any, Final

from plumbline.integrations.stripe.fake import payments
from plumbline.integrations.stripe.fake.accounts import may_be_paid
from plumbline.integrations.stripe.fake.catalogue import Asked, customer_of, method_of
from plumbline.integrations.stripe.fake.invoice_lines import line_of, on_draft, reckon, waiting
from plumbline.integrations.stripe.fake.refusal import Refusal, declined
from plumbline.integrations.stripe.fake.store import Thing
from plumbline.integrations.stripe.fake.world import World, flag, must, number

RETRY_DAYS: Final = (3, 5, 7)  # after the first try, the second, the third; then no more


def add_invoice(world: World, asked: Asked) -> Thing:
    """A draft, with what waits for it if that is asked for."""
    customer = customer_of(world, asked)
    destination = asked.get("transfer_data", {}).get("destination")
    if destination:
        may_be_paid(world, destination)
    items = waiting(world, customer) if asked.get("pending_invoice_items_behavior") == "include" else []
    draft = blank(world, customer, asked)
    draft |= {
        "auto_advance": flag(asked, "auto_advance"),
        "billing_reason": "manual",
        "on_behalf_of": asked.get("on_behalf_of"),
        "_fee": number(asked, "application_fee_amount"),
        "_destination": destination,
    }
    return drafted(world, draft, items)


def blank(world: World, customer: Thing, asked: Asked) -> Thing:
    """An invoice with nothing on it, not kept yet."""
    method = asked.get("collection_method", "charge_automatically")
    by_mail = method == "send_invoice"
    must(
        by_mail == ("days_until_due" in asked),
        "days_until_due goes with send_invoice",
        param="days_until_due",
    )
    days = number(asked, "days_until_due")
    none: dict[str, Any] = dict.fromkeys(
        ("hosted_invoice_url", "invoice_pdf", "next_payment_attempt", "number", "on_behalf_of", "parent")
    )
    times = ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
    return {
        **none,
        "id": world.id_for("invoice"),
        "object": "invoice",
        "created": world.now,
        "livemode": False,
        "amount_paid": 0,
        "amount_paid_off_stripe": 0,
        "attempt_count": 0,
        "attempted": False,
        "collection_method": method,
        "currency": asked.get("currency", "gbp"),
        "custom_fields": asked.get("custom_fields"),
        "customer": customer["id"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "due_date": world.now + days * payments.DAY if by_mail else None,
        "metadata": asked.get("metadata", {}),
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "status": "draft",
        "status_transitions": dict.fromkeys(times),
        "_days": days,
        "_destination": None,
        "_fee": 0,
        "_lines": [],
        "_method": "",
        "_payment": None,
        "_overdue_told": False,
    }


def drafted(world: World, draft: Thing, items: list[Thing]) -> Thing:
    """The draft, kept, with those items on it."""
    draft["_lines"] += [line_of(world, item, draft["id"]) for item in items]
    for item in items:
        world.put({**item, "invoice": draft["id"]})
    world.tell("invoice.created", world.put(reckon(draft)))
    return draft


def change(world: World, asked: Asked, invoice: str) -> Thing:
    """A draft's fields; the metadata of any."""
    found = world.get("invoice", invoice)
    if set(asked) - {"metadata"}:
        on_draft(found)
    found |= {**asked, "metadata": found["metadata"] | asked.get("metadata", {})}
    world.tell("invoice.updated", world.put(found))
    return found


def finalize(world: World, asked: Asked, invoice: str) -> Thing:
    """Give it a number. It is taken, or sent, as its collection says."""
    found = world.get("invoice", invoice)
    on_draft(found)
    must(bool(found["_lines"]), "Nothing to invoice for this customer.", "invoice_no_customer_line_items")
    customer = world.get("customer", found["customer"])
    page = f"{world.pages}/invoice/{found['id']}"
    found |= {
        "status": "open",
        "auto_advance": flag(asked, "auto_advance", found["auto_advance"]),
        "number": f"{customer['invoice_prefix']}-{world.store.next(customer['id']):04d}",
        "hosted_invoice_url": page,
        "invoice_pdf": page,
        "due_date": found["due_date"] and world.now + found["_days"] * payments.DAY,
    }
    found["status_transitions"]["finalized_at"] = world.now
    world.tell("invoice.finalized", world.put(found))
    if found["amount_due"] == 0:
        return paid(world, found)
    if found["auto_advance"] and found["collection_method"] == "send_invoice":
        world.tell("invoice.sent", found)
    elif found["auto_advance"]:
        attempt(world, found)
    return found


def pay(world: World, asked: Asked, invoice: str) -> Thing:
    """Take the money now, or note that it came elsewhere."""
    found = world.get("invoice", invoice)
    must(found["status"] != "paid", "Invoice is already paid", "invoice_already_paid")
    must(
        found["status"] in ("open", "uncollectible"),
        f"This invoice is {found['status']}.",
        "invoice_not_open",
    )
    if flag(asked, "paid_out_of_band"):
        found["amount_paid_off_stripe"] = found["amount_due"]
        return paid(world, found)
    customer = world.get("customer", found["customer"])
    method_of(world, customer, asked.get("payment_method") or found["_method"])  # nothing is tried without
    why = attempt(world, found, asked.get("payment_method", ""))
    if why:
        raise declined(why)
    return found


def attempt(world: World, found: Thing, named: str = "") -> str:
    """Try to take it; why it failed, or ""."""
    customer = world.get("customer", found["customer"])
    try:
        method = method_of(world, customer, named or found["_method"])
    except Refusal:
        return failed(world, found, "no_payment_method")
    payment = payment_for(world, found)
    why = payments.take(world, payment, method)
    if why:
        return failed(world, found, why)
    if payment["status"] == "succeeded":
        paid(world, found)
    return ""


def payment_for(world: World, found: Thing) -> Thing:
    """The payment of an invoice, made when first it is tried."""
    if found["_payment"]:
        payment = world.get("payment_intent", found["_payment"])
        return world.put({**payment, "amount": found["amount_remaining"]})
    asked = {
        "amount": str(found["amount_remaining"]),
        "currency": found["currency"],
        "customer": found["customer"],
        "metadata": {},
    }
    if found["_destination"]:
        asked |= {
            "on_behalf_of": found["on_behalf_of"],
            "application_fee_amount": str(found["_fee"]),
            "transfer_data": {"destination": found["_destination"]},
        }
    payment = payments.add_payment(world, asked)
    payment["_invoice"] = found["id"]
    found["_payment"] = world.put(payment)["id"]
    world.put(found)
    return payment


def failed(world: World, found: Thing, why: str) -> str:
    """A try that came to nothing; the next one is some days off."""
    tries = found["attempt_count"] = found["attempt_count"] + 1
    again = RETRY_DAYS[tries - 1] if tries <= len(RETRY_DAYS) and found["auto_advance"] else None
    found |= {"attempted": True, "next_payment_attempt": again and world.now + again * payments.DAY}
    world.tell("invoice.payment_failed", world.put(found))
    return why


def paid(world: World, found: Thing) -> Thing:
    """Nothing is left to pay."""
    found |= {
        "status": "paid",
        "attempted": True,
        "amount_paid": found["amount_due"],
        "amount_remaining": 0,
        "next_payment_attempt": None,
    }
    found["attempt_count"] += 0 if found["amount_paid_off_stripe"] else 1
    found["status_transitions"]["paid_at"] = world.now
    world.put(found)
    world.tell("invoice.paid", found)
    world.tell("invoice.payment_succeeded", found)
    return found


def void(world: World, asked: Asked, invoice: str) -> Thing:
    """It was a mistake."""
    return _over(world, invoice, "void", "voided_at", "invoice.voided", ("open", "uncollectible"))


def give_up(world: World, asked: Asked, invoice: str) -> Thing:
    """It will not be paid."""
    at = "marked_uncollectible_at"
    return _over(world, invoice, "uncollectible", at, "invoice.marked_uncollectible", ("open",))


def _over(world: World, invoice: str, state: str, at: str, event: str, of: tuple[str, ...]) -> Thing:
    found = world.get("invoice", invoice)
    must(
        found["status"] in of,
        f"You cannot do this to an invoice that is {found['status']}.",
        "invoice_not_open",
    )
    found |= {"status": state, "next_payment_attempt": None, "auto_advance": False}
    found["status_transitions"][at] = world.now
    world.tell(event, world.put(found))
    return found
