"""What happens by itself when its time has come."""

from plumbline.integrations.stripe.fake import checkouts, invoices, payments, subscriptions
from plumbline.integrations.stripe.fake.store import Thing
from plumbline.integrations.stripe.fake.world import World


def run_due(world: World) -> None:
    """Everything that is due by now, in the order of a processor's night."""
    for payment, why in payments.due_payments(world):
        _debit_ended(world, payment, why)
    payments.end_refunds(world)
    for found in reversed(world.store.all("subscription")):
        while found["status"] not in subscriptions.OVER and _ends(found) <= world.now:
            found = subscriptions.renew(world, found)
    for found in reversed(world.store.all("invoice")):
        _move_on(world, found)
    for found in world.store.all("checkout.session"):
        if found["status"] == "open" and found["expires_at"] <= world.now:
            checkouts.expire(world, {}, found["id"])
    for found in world.store.all("invoice"):
        subscriptions.follow(world, found)


def _ends(subscription: Thing) -> int:
    return int(subscription["items"]["data"][0]["current_period_end"])


def _move_on(world: World, found: Thing) -> None:
    """A draft of a subscription becomes final; a card is tried again; an invoice falls overdue."""
    if found["status"] == "draft" and found["auto_advance"]:
        if found["created"] + world.draft_seconds <= world.now:
            invoices.finalize(world, {}, found["id"])
    elif found["status"] != "open":
        return
    elif found["next_payment_attempt"] and found["next_payment_attempt"] <= world.now:
        invoices.attempt(world, found)
    elif found["due_date"] and found["due_date"] <= world.now and not found["_overdue_told"]:
        world.tell("invoice.overdue", world.put({**found, "_overdue_told": True}))


def _debit_ended(world: World, payment: Thing, why: str) -> None:
    if "_invoice" in payment:
        invoice = world.get("invoice", payment["_invoice"])
        if why:
            invoices.failed(world, invoice, why)
        else:
            invoices.paid(world, invoice)
    checkouts.settled(world, payment, why)
