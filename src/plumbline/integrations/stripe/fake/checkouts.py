"""Pages where people pay, and the page where they change how."""

from typing import Any

from plumbline.integrations.stripe.fake import payments, subscriptions
from plumbline.integrations.stripe.fake.accounts import may_be_paid
from plumbline.integrations.stripe.fake.catalogue import Asked, attach, customer_of
from plumbline.integrations.stripe.fake.refusal import declined
from plumbline.integrations.stripe.fake.store import Thing
from plumbline.integrations.stripe.fake.world import World, must, number

OPEN_SECONDS = 86400


def add_checkout(world: World, asked: Asked) -> Thing:
    """A page that is open for a day."""
    customer = customer_of(world, asked)
    line = asked["line_items"][0]
    if asked["mode"] == "subscription":
        amount = world.get("price", line["price"], param="line_items[0][price]")["unit_amount"]
    else:
        amount = number(line["price_data"], "unit_amount")
        may_be_paid(world, asked["payment_intent_data"]["transfer_data"]["destination"])
    session = world.make(
        "checkout.session",
        amount_total=amount,
        allowed_payment_method_types=asked.get("allowed_payment_method_types"),
        cancel_url=asked.get("cancel_url"),
        client_reference_id=asked.get("client_reference_id"),
        currency=line.get("price_data", {}).get("currency", "gbp"),
        customer=customer["id"],
        expires_at=world.now + OPEN_SECONDS,
        metadata=asked.get("metadata", {}),
        mode=asked["mode"],
        payment_intent=None,
        payment_status="unpaid",
        status="open",
        subscription=None,
        success_url=asked.get("success_url"),
        _asked=asked,
    )
    session["url"] = f"{world.pages}/checkout/{session['id']}"
    return world.put(session)


def complete(world: World, session: str, method: str) -> Thing:
    """Somebody paid on the page with a test payment method. A refused card leaves the page open."""
    found = world.get("checkout.session", session)
    must(found["status"] == "open", f"This Checkout Session is {found['status']}.", "checkout_session_over")
    made = attach(world, {"customer": found["customer"]}, method)
    if made["_why"] and made["type"] == "card":
        raise declined(made["_why"])
    paid = _subscribe(world, found, made) if found["mode"] == "subscription" else _pay(world, found, made)
    found |= {"status": "complete", "url": None, "payment_status": "paid" if paid else "unpaid"}
    world.tell("checkout.session.completed", world.put(found))
    return found


def _subscribe(world: World, found: Thing, method: Thing) -> bool:
    asked, line = found["_asked"], found["_asked"]["line_items"][0]
    customer = world.get("customer", found["customer"])
    customer["invoice_settings"]["default_payment_method"] = method["id"]
    world.tell("customer.updated", world.put(customer))
    wanted: dict[str, Any] = {
        "customer": customer["id"],
        "items": [{"price": line["price"], "tax_rates": line.get("tax_rates", [])}],
        **asked.get("subscription_data", {}),
    }
    made = subscriptions.add_subscription(world, wanted, method=method["id"])
    found |= {"subscription": made["id"], "invoice": made["latest_invoice"]}
    return bool(world.get("invoice", made["latest_invoice"])["status"] == "paid")


def _pay(world: World, found: Thing, method: Thing) -> bool:
    asked = {
        **found["_asked"]["payment_intent_data"],
        "amount": str(found["amount_total"]),
        "currency": found["currency"],
        "customer": found["customer"],
    }
    payment = payments.add_payment(world, asked)
    payments.take(world, payment, method)
    found["payment_intent"] = payment["id"]
    return bool(payment["status"] == "succeeded")


def expire(world: World, asked: Asked, session: str) -> Thing:
    """Nobody can pay here any more."""
    found = world.get("checkout.session", session)
    said = f'Only Checkout Sessions with a status in ["open"] can be expired. This one is {found["status"]}.'
    must(found["status"] == "open", said, "checkout_session_not_open")
    found |= {"status": "expired", "url": None}
    world.tell("checkout.session.expired", world.put(found))
    return found


def settled(world: World, payment: Thing, why: str) -> None:
    """A direct debit that a page began has come to its end."""
    for found in world.store.all("checkout.session"):
        invoice = payment.get("_invoice")
        its_own = payment["id"] == found["payment_intent"] or (invoice and invoice == found.get("invoice"))
        if its_own and found["payment_status"] == "unpaid" and found["status"] == "complete":
            found["payment_status"] = "unpaid" if why else "paid"
            end = "failed" if why else "succeeded"
            world.tell(f"checkout.session.async_payment_{end}", world.put(found))


def add_portal(world: World, asked: Asked) -> Thing:
    """A page where a customer changes how they pay."""
    customer = customer_of(world, asked)
    made = world.make("billing_portal.session", customer=customer["id"], return_url=asked.get("return_url"))
    return world.put({**made, "url": f"{world.pages}/portal/{made['id']}"})
