"""Subscriptions by the year: their start, their renewal and their end."""

from datetime import UTC, datetime

from plumbline.integrations.stripe.fake import invoices
from plumbline.integrations.stripe.fake.catalogue import Asked, customer_of, method_of
from plumbline.integrations.stripe.fake.invoice_lines import line, waiting
from plumbline.integrations.stripe.fake.store import Thing
from plumbline.integrations.stripe.fake.world import World, flag, list_of, must, number

OVER = ("canceled", "incomplete_expired")


def add_subscription(world: World, asked: Asked, *, method: str = "") -> Thing:
    """A subscription and its first invoice: taken at once, or a draft that is sent soon."""
    customer = customer_of(world, asked)
    wanted = asked["items"][0]
    price = world.get("price", wanted.get("price") or wanted["plan"], param="items[0][price]")
    must(
        price["type"] == "recurring",
        "The price specified is set to `type=one_time`.",
        param="items[0][price]",
    )
    by_mail = asked.get("collection_method") == "send_invoice"
    if not by_mail:
        method_of(world, customer, method)  # nothing begins that could not be paid
    by_default, of_item = (
        _rates(world, rates) for rates in (asked.get("default_tax_rates"), wanted.get("tax_rates"))
    )
    subscription = world.make(
        "subscription",
        cancel_at=None,
        cancel_at_period_end=False,
        canceled_at=None,
        collection_method=asked.get("collection_method", "charge_automatically"),
        currency=price["currency"],
        customer=customer["id"],
        days_until_due=number(asked, "days_until_due") if by_mail else None,
        default_payment_method=method or None,
        ended_at=None,
        invoice_settings=asked.get("invoice_settings", {}),
        latest_invoice=None,
        metadata=asked.get("metadata", {}),
        start_date=world.now,
        status="active" if by_mail else "incomplete",
        default_tax_rates=by_default,
        _rates=of_item or by_default,
    )
    item = _item(world, subscription, price) | {"tax_rates": of_item}
    subscription["items"] = list_of([item], "/v1/subscription_items")
    world.tell("customer.subscription.created", world.put(subscription))
    _invoice(world, subscription, "subscription_create")
    return world.get("subscription", subscription["id"])


def _rates(world: World, asked: list[str] | None) -> list[Thing]:
    return [world.get("tax_rate", rate, param="tax_rates") for rate in asked or []]


def _item(world: World, subscription: Thing, price: Thing) -> Thing:
    return {
        "id": world.id_for("subscription_item"),
        "object": "subscription_item",
        "created": world.now,
        "current_period_start": world.now,
        "current_period_end": a_year_after(world.now),
        "metadata": {},
        "plan": {**price, "object": "plan"},
        "price": price,
        "quantity": 1,
        "subscription": subscription["id"],
    }


def _invoice(world: World, subscription: Thing, reason: str) -> None:
    """The invoice of the period that begins; the first one of a card is taken at once."""
    item = subscription["items"]["data"][0]
    customer = world.get("customer", subscription["customer"])
    fields = {
        "collection_method": subscription["collection_method"],
        "currency": subscription["currency"],
        "custom_fields": subscription["invoice_settings"].get("custom_fields"),
    }
    if subscription["days_until_due"] is not None:
        fields["days_until_due"] = subscription["days_until_due"]
    draft = invoices.blank(world, customer, fields)
    parent = {"subscription": subscription["id"], "metadata": subscription["metadata"]}
    draft |= {
        "auto_advance": True,
        "billing_reason": reason,
        "parent": {"type": "subscription_details", "subscription_details": parent, "quote_details": None},
        "_subscription": subscription["id"],
        "_method": subscription["default_payment_method"] or "",
    }
    draft["_lines"] = [_line(world, subscription, item, draft["id"])]
    draft = invoices.drafted(world, draft, waiting(world, customer))
    subscription["latest_invoice"] = draft["id"]
    world.put(subscription)
    if reason == "subscription_create" and draft["collection_method"] == "charge_automatically":
        follow(world, invoices.finalize(world, {}, draft["id"]))


def _line(world: World, subscription: Thing, item: Thing, invoice: str) -> Thing:
    details = {"subscription": subscription["id"], "subscription_item": item["id"], "proration": False}
    return line(
        world,
        invoice,
        item["price"]["unit_amount"],
        subscription["_rates"],
        currency=subscription["currency"],
        description=f"1 × {world.get('product', item['price']['product'])['name']}",
        metadata=subscription["metadata"],
        parent={
            "type": "subscription_item_details",
            "subscription_item_details": {**details, "invoice_item": None},
            "invoice_item_details": None,
        },
        period={"start": item["current_period_start"], "end": item["current_period_end"]},
    )


def change(world: World, asked: Asked, subscription: str) -> Thing:
    """Whether it ends with its period, what the next one costs, and the metadata."""
    found = world.get("subscription", subscription)
    must(found["status"] not in OVER, "A canceled subscription can only update its metadata.", param="status")
    for wanted in asked.get("items", []):
        must(
            asked.get("proration_behavior") == "none",
            "This stand-in works out no proration: ask for `none`.",
            param="proration_behavior",
        )
        _reprice(world, found, wanted)
    changed = {name: value or None for name, value in asked.get("invoice_settings", {}).items()}
    found["invoice_settings"] = found["invoice_settings"] | changed
    ends = flag(asked, "cancel_at_period_end", found["cancel_at_period_end"])
    found |= {
        "cancel_at_period_end": ends,
        "cancel_at": found["items"]["data"][0]["current_period_end"] if ends else None,
        "canceled_at": world.now if ends else None,
        "metadata": found["metadata"] | asked.get("metadata", {}),
    }
    world.tell("customer.subscription.updated", world.put(found))
    return found


def _reprice(world: World, found: Thing, wanted: Asked) -> None:
    """Another price and other rates for its one item, from the next invoice on."""
    item = found["items"]["data"][0]
    must(wanted.get("id") == item["id"], "No such subscription item.", "resource_missing", "items[0][id]")
    price = world.get("price", wanted["price"], param="items[0][price]")
    must(
        price["currency"] == found["currency"] and price["type"] == "recurring",
        "The price has to recur, in the currency of the subscription.",
        param="items[0][price]",
    )
    rates = _rates(world, wanted.get("tax_rates"))
    item |= {"price": price, "plan": {**price, "object": "plan"}, "tax_rates": rates}
    found["_rates"] = rates or found["default_tax_rates"]


def cancel(world: World, asked: Asked, subscription: str) -> Thing:
    """It ends now."""
    found = world.get("subscription", subscription)
    must(found["status"] not in OVER, f"No such subscription: '{subscription}'", "resource_missing")
    found |= {"status": "canceled", "canceled_at": world.now, "ended_at": world.now}
    world.tell("customer.subscription.deleted", world.put(found))
    return found


def renew(world: World, found: Thing) -> Thing:
    """Its period is over: another one begins, unless it was to end."""
    if found["cancel_at_period_end"]:
        return cancel(world, {}, found["id"])
    item = found["items"]["data"][0]
    start = item["current_period_end"]
    item |= {"current_period_start": start, "current_period_end": a_year_after(start)}
    _invoice(world, world.put(found), "subscription_cycle")
    renewed = world.get("subscription", found["id"])
    world.tell("customer.subscription.updated", renewed)
    return renewed


def pay_by(world: World, customer: str, method: str) -> None:
    """Another method for what a customer holds and for what is still open of it."""
    for found in world.store.all("subscription"):
        if found["customer"] == customer and found["default_payment_method"]:
            world.put({**found, "default_payment_method": method})
    for invoice in world.store.all("invoice"):
        if invoice["customer"] == customer and invoice["status"] in ("draft", "open"):
            world.put({**invoice, "_method": method})


def follow(world: World, invoice: Thing) -> None:
    """The state of a subscription, after what happened to its newest invoice."""
    found = world.store.get(invoice.get("_subscription", ""))
    if found is None or found["status"] in OVER or found["latest_invoice"] != invoice["id"]:
        return
    state = _state_after(world, invoice, found["status"])
    if state != found["status"]:
        found["status"] = state
        world.tell("customer.subscription.updated", world.put(found))


def _state_after(world: World, invoice: Thing, state: str) -> str:
    late = bool(invoice["due_date"] and invoice["due_date"] <= world.now)
    debit = world.store.get(invoice["_payment"] or "") or {}
    match invoice["status"]:
        case "paid" | "void":
            return "active"
        case "open" if debit.get("status") == "processing":
            return "active"
        case "open" if state != "incomplete" and (late or invoice["attempt_count"]):
            return "past_due"
        case "uncollectible":
            return "unpaid"
    return state


def a_year_after(seconds: int) -> int:
    """The same day a year on; 28 February for the 29th."""
    day = datetime.fromtimestamp(seconds, UTC)
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return int(day.replace(year=day.year + 1, day=last).timestamp())
