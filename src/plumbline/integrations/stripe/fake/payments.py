"""Payments, what is charged with them, and refunds."""

from decimal import Decimal
from typing import Final

from plumbline.integrations.stripe.fake.accounts import may_be_paid
from plumbline.integrations.stripe.fake.catalogue import Asked, customer_of, method_of
from plumbline.integrations.stripe.fake.refusal import Refusal, declined
from plumbline.integrations.stripe.fake.store import Thing
from plumbline.integrations.stripe.fake.world import World, flag, must, number
from plumbline.kit.money import Money

DEBIT_DAYS: Final = 3  # until a Bacs Direct Debit has succeeded or failed
DAY: Final = 86400
REFUND_DAYS: Final = 5  # until the bank has taken a refund that waits, or sent one back


def add_payment(world: World, asked: Asked) -> Thing:
    """A payment; with `confirm` it is taken at once."""
    customer = customer_of(world, asked) if "customer" in asked else None
    destination = asked.get("transfer_data", {}).get("destination")
    if destination:
        may_be_paid(world, destination)
    payment = world.make(
        "payment_intent",
        amount=number(asked, "amount"),
        amount_received=0,
        application_fee_amount=number(asked, "application_fee_amount") if destination else None,
        cancellation_reason=None,
        currency=asked["currency"],
        customer=customer and customer["id"],
        description=asked.get("description"),
        last_payment_error=None,
        latest_charge=None,
        metadata=asked.get("metadata", {}),
        on_behalf_of=asked.get("on_behalf_of"),
        payment_method=asked.get("payment_method"),
        payment_method_types=asked.get("payment_method_types", ["card"]),
        status="requires_confirmation" if asked.get("payment_method") else "requires_payment_method",
        transfer_data={"destination": destination} if destination else None,
    )
    must(payment["amount"] > 0, "Invalid positive integer", "parameter_invalid_integer", "amount")
    world.tell("payment_intent.created", payment)
    return confirm(world, asked, payment["id"]) if flag(asked, "confirm") else payment


def confirm(world: World, asked: Asked, payment: str) -> Thing:
    """Take it now. A refused card is a refusal; what is recorded of it stays."""
    found = world.get("payment_intent", payment)
    must(
        found["status"] in ("requires_payment_method", "requires_confirmation"),
        f"You cannot confirm this PaymentIntent because it has a status of {found['status']}.",
        "payment_intent_unexpected_state",
    )
    customer = world.get("customer", found["customer"]) if found["customer"] else None
    named = asked.get("payment_method") or found["payment_method"] or ""
    method = method_of(world, customer, named) if customer else {"id": named, "type": "card", "_why": ""}
    why = take(world, found, method)
    if why:
        raise declined(why, found)
    return found


def cancel(world: World, asked: Asked, payment: str) -> Thing:
    """Nobody pays it any more."""
    found = world.get("payment_intent", payment)
    must(
        found["status"] not in ("succeeded", "canceled"),
        f"You cannot cancel this PaymentIntent because it has a status of {found['status']}.",
        "payment_intent_unexpected_state",
    )
    found |= {"status": "canceled", "cancellation_reason": asked.get("cancellation_reason")}
    world.tell("payment_intent.canceled", world.put(found))
    return found


def take(world: World, payment: Thing, method: Thing) -> str:
    """Try to take the money; why it was refused, or "". A direct debit is on its way for days."""
    payment["payment_method"] = method["id"]
    if method["type"] == "bacs_debit":
        payment |= {"status": "processing", "_ends": world.now + DEBIT_DAYS * DAY, "_why": method["_why"]}
        world.tell("payment_intent.processing", world.put(payment))
        return ""
    return settle(world, payment, method["_why"])


def settle(world: World, payment: Thing, why: str) -> str:
    """The bank has said yes, or no with a reason."""
    payment["_ends"] = None
    if why:
        error = {"type": "card_error", "code": "card_declined", "decline_code": why, "message": "Declined."}
        payment |= {"status": "requires_payment_method", "last_payment_error": error}
        world.tell("payment_intent.payment_failed", world.put(payment))
        return why
    charge = world.make(
        "charge",
        amount=payment["amount"],
        amount_refunded=0,
        application_fee=_fee(world, payment),
        currency=payment["currency"],
        customer=payment["customer"],
        metadata=payment["metadata"],
        on_behalf_of=payment["on_behalf_of"],
        paid=True,
        payment_intent=payment["id"],
        payment_method=payment["payment_method"],
        refunded=False,
        status="succeeded",
    )
    payment |= {
        "status": "succeeded",
        "amount_received": payment["amount"],
        "latest_charge": charge["id"],
        "last_payment_error": None,
    }
    world.tell("charge.succeeded", charge)
    world.tell("payment_intent.succeeded", world.put(payment))
    return ""


def _fee(world: World, payment: Thing) -> str | None:
    if not payment["application_fee_amount"]:
        return None
    fee = world.make(
        "application_fee",
        account=payment["transfer_data"]["destination"],
        amount=payment["application_fee_amount"],
        amount_refunded=0,
        currency=payment["currency"],
        refunded=False,
    )
    world.tell("application_fee.created", fee)
    return str(fee["id"])


def add_refund(world: World, asked: Asked) -> Thing:
    """Money back: all that is left unless `amount` says how much."""
    payment = world.get("payment_intent", asked.get("payment_intent", ""), param="payment_intent")
    if payment["status"] != "succeeded":
        said = f"This PaymentIntent ({payment['id']}) does not have a successful charge to refund."
        raise Refusal(said, param="payment_intent")
    charge = world.get("charge", payment["latest_charge"])
    left = charge["amount"] - charge["amount_refunded"]
    must(left > 0, f"Charge {charge['id']} has already been refunded.", "charge_already_refunded")
    amount = number(asked, "amount", left)
    must(
        0 < amount <= left, f"Refund amount ({amount}) is greater than what is left ({left}).", param="amount"
    )
    begins, ends, why = _fate(world, charge)
    refund = world.make(
        "refund",
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        metadata=asked.get("metadata", {}),
        payment_intent=payment["id"],
        reason=asked.get("reason"),
        status=begins,
        _ends=world.now + REFUND_DAYS * DAY if ends else None,
        _end=ends,
        _why=why,
    )
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    if flag(asked, "refund_application_fee"):
        said = f"Attempting to refund_application_fee on {charge['id']}, but it has no application fee"
        must(bool(charge["application_fee"]), said, param="refund_application_fee")
        _give_back_fee(world, charge)
    world.tell("refund.created", refund)
    world.tell("charge.refunded", world.put(charge))
    return refund


def _fate(world: World, charge: Thing) -> tuple[str, str, str]:
    """How a refund begins, how it ends ("" at once), and why, by what the charge was paid with."""
    method = world.store.get(charge["payment_method"] or "") or {}
    begins, ends, why = method.get("_refunded") or ("succeeded", "", "")
    return begins, ends, why


def end_refunds(world: World) -> None:
    """Refunds whose time has come: the bank took the money, or sends it back to us."""
    for refund in reversed(world.store.all("refund")):
        if not refund.get("_end") or refund["_ends"] > world.now:
            continue
        refund |= {"status": refund["_end"], "_end": ""}
        if refund["status"] == "failed":
            refund["failure_reason"] = refund["_why"]
            charge = world.get("charge", refund["charge"])
            charge |= {"amount_refunded": charge["amount_refunded"] - refund["amount"], "refunded": False}
            world.put(charge)
        world.put(refund)
        world.tell("refund.failed" if refund["status"] == "failed" else "refund.updated", refund)


def _give_back_fee(world: World, charge: Thing) -> None:
    """In proportion to what was refunded of the charge so far."""
    fee = world.get("application_fee", charge["application_fee"])
    share = Decimal(charge["amount_refunded"] * 100) / charge["amount"]
    fee["amount_refunded"] = Money(fee["amount"]).share(share).minor
    fee["refunded"] = fee["amount_refunded"] == fee["amount"]
    world.tell("application_fee.refunded", world.put(fee))


def due_payments(world: World) -> list[tuple[Thing, str]]:
    """Direct debits that have come to their end, with why they failed or ""."""
    underway = [each for each in world.store.all("payment_intent") if each["status"] == "processing"]
    ended = [each for each in reversed(underway) if each["_ends"] <= world.now]
    return [(each, settle(world, each, each["_why"])) for each in ended]
