"""Reading: one thing, lists of them, and what an answer holds only if it is asked for."""

from collections.abc import Callable
from typing import Any, Final

from plumbline.integrations.stripe.fake.catalogue import Asked
from plumbline.integrations.stripe.fake.refusal import missing
from plumbline.integrations.stripe.fake.store import Thing
from plumbline.integrations.stripe.fake.world import World, list_of, number, shown

LINES: Final = 10  # as many as an invoice holds in itself
FILTERS: Final = ("customer", "subscription", "payment_intent", "charge", "invoice", "type")


def one(kind: str) -> Callable[[World, Asked, str], Thing]:
    """The thing by its id."""
    return lambda world, asked, thing: world.get(kind, thing)


def listed(kind: str, url: str) -> Callable[[World, Asked], Thing]:
    """The things of a kind, the newest first, by pages."""

    def read(world: World, asked: Asked) -> Thing:
        found = [each for each in world.store.all(kind) if _wanted(each, asked)]
        return _page(found, asked, url)

    return read


def lines(world: World, asked: Asked, invoice: str) -> Thing:
    """Every line of an invoice, by pages."""
    return _page(world.get("invoice", invoice)["_lines"], asked, f"/v1/invoices/{invoice}/lines")


def _page(found: list[Thing], asked: Asked, url: str) -> Thing:
    if after := asked.get("starting_after"):
        ids = [each["id"] for each in found]
        if after not in ids:
            raise missing("object", after, param="starting_after")
        found = found[ids.index(after) + 1 :]
    limit = number(asked, "limit", LINES)
    return list_of(found[:limit], url, more=len(found) > limit)


def _wanted(each: Thing, asked: Asked) -> bool:
    if each.get("deleted"):
        return False
    at: int = each["created"] if "created" in each else each["date"]
    status = asked.get("status", "not canceled" if each["object"] == "subscription" else "all")
    return (
        at >= number(asked.get("created", {}), "gte")
        and all(each.get(name) == asked[name] for name in FILTERS if name in asked)
        and ("lookup_keys" not in asked or each["lookup_key"] in asked["lookup_keys"])
        and ("active" not in asked or each["active"] == (asked["active"] == "true"))
        and ("pending" not in asked or (each["invoice"] is None) == (asked["pending"] == "true"))
        and (status == "all" or (each["status"] != "canceled" if " " in status else each["status"] == status))
    )


def told(world: World, thing: Thing, expand: list[str]) -> Thing:
    """A thing or a list of them as it is answered, with what `expand` asks for."""
    if thing["object"] == "list":
        inner = [name.removeprefix("data.") for name in expand if name.startswith("data.")]
        return {**thing, "data": [told(world, each, inner) for each in thing["data"]]}
    answer: Thing = shown(thing)
    if thing["object"] == "invoice":
        some = thing["_lines"][:LINES]
        more = len(thing["_lines"]) > LINES
        answer["lines"] = shown(list_of(some, f"/v1/invoices/{thing['id']}/lines", more=more))
        if "payments" in expand:
            answer["payments"] = list_of(_payments(world, thing), "/v1/invoice_payments")
    return answer


def _payments(world: World, invoice: Thing) -> list[Thing]:
    if not invoice["_payment"]:
        return []
    status = {"paid": "paid", "open": "open"}.get(invoice["status"], "canceled")
    payment: dict[str, Any] = {"type": "payment_intent", "payment_intent": invoice["_payment"]}
    return [
        {
            "id": f"inpay_{invoice['id']}",
            "object": "invoice_payment",
            "created": invoice["created"],
            "amount_paid": invoice["amount_paid"] or None,
            "amount_requested": invoice["amount_due"],
            "currency": invoice["currency"],
            "invoice": invoice["id"],
            "is_default": True,
            "livemode": False,
            "payment": payment,
            "status": status,
        }
    ]
