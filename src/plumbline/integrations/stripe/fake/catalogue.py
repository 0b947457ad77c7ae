"""Products, prices, old-style plans, rates of VAT, and customers with what they pay by."""

from decimal import Decimal
from typing import Any, Final

from plumbline.integrations.stripe.fake.refusal import Refusal, missing
from plumbline.integrations.stripe.fake.store import Thing
from plumbline.integrations.stripe.fake.world import World, flag, must, number

Asked = dict[str, Any]
METHODS: Final = {
    "pm_card_visa": ("card", ""),
    "pm_card_chargeDeclined": ("card", "generic_decline"),
    "pm_card_visa_chargeDeclinedInsufficientFunds": ("card", "insufficient_funds"),
    "pm_card_visa_chargeDeclinedExpiredCard": ("card", "expired_card"),
    "pm_card_pendingRefund": ("card", ""),
    "pm_card_refundFail": ("card", ""),
    "pm_bacsDebit_success": ("bacs_debit", ""),
    "pm_bacsDebit_debitNotAuthorized": ("bacs_debit", "debit_not_authorized"),
}
"""Stripe's own test payment methods: what they are, and why they refuse ("" if they do not)."""
REFUNDED: Final = {
    "pm_card_pendingRefund": ("pending", "succeeded", ""),
    "pm_card_refundFail": ("succeeded", "failed", "lost_or_stolen_card"),
}
"""What becomes of a refund to these: how it begins, how it ends when its time has come, and why."""


def add_product(world: World, asked: Asked) -> Thing:
    """A product."""
    product = world.make(
        "product", active=True, name=asked["name"], metadata=asked.get("metadata", {}), updated=world.now
    )
    world.tell("product.created", product)
    return product


def add_price(world: World, asked: Asked) -> Thing:
    """A price, with its product unless that is there."""
    lookup = asked.get("lookup_key")
    taken = [each for each in world.store.all("price") if lookup and each["lookup_key"] == lookup]
    must(not taken, f"A price already uses the lookup key `{lookup}`.", param="lookup_key")
    product = asked.get("product") or add_product(world, asked["product_data"])["id"]
    recurring = asked.get("recurring")
    price = world.make(
        "price",
        active=True,
        billing_scheme="per_unit",
        currency=asked["currency"],
        lookup_key=lookup,
        metadata=asked.get("metadata", {}),
        nickname=None,
        product=product,
        recurring=recurring and {"interval": recurring["interval"], "interval_count": 1},
        tax_behavior=asked.get("tax_behavior", "unspecified"),
        type="recurring" if recurring else "one_time",
        unit_amount=number(asked, "unit_amount"),
    )
    world.tell("price.created", price)
    return price


def add_plan(world: World, asked: Asked) -> Thing:
    """An old-style plan: it is kept as a price, and can be subscribed to as one."""
    product = asked["product"]
    kept = product if isinstance(product, str) else add_product(world, product)["id"]
    as_price = {
        "currency": asked["currency"],
        "unit_amount": asked["amount"],
        "recurring": {"interval": asked["interval"]},
        "product": kept,
    }
    price = add_price(world, as_price)
    return {**price, "object": "plan", "amount": price["unit_amount"], "interval": asked["interval"]}


def add_tax_rate(world: World, asked: Asked) -> Thing:
    """A rate."""
    rate = world.make(
        "tax_rate",
        active=flag(asked, "active", True),
        country=asked.get("country"),
        display_name=asked["display_name"],
        inclusive=flag(asked, "inclusive"),
        jurisdiction=asked.get("jurisdiction"),
        metadata=asked.get("metadata", {}),
        percentage=_plain(Decimal(asked["percentage"])),
        tax_type=asked.get("tax_type"),
    )
    world.tell("tax_rate.created", rate)
    return rate


def add_customer(world: World, asked: Asked) -> Thing:
    """A customer."""
    customer = world.make(
        "customer",
        address=asked.get("address"),
        balance=0,
        default_source=None,
        delinquent=False,
        description=asked.get("description"),
        email=asked.get("email"),
        invoice_prefix=f"STANDIN{world.store.next('prefix'):04d}",
        invoice_settings={"custom_fields": None, "default_payment_method": None, "footer": None},
        metadata=asked.get("metadata", {}),
        name=asked.get("name"),
    )
    world.tell("customer.created", customer)
    return customer


def change_customer(world: World, asked: Asked, customer: str) -> Thing:
    """Other details, or another way to pay."""
    found = world.get("customer", customer)
    settings = found["invoice_settings"] | asked.pop("invoice_settings", {})
    metadata = found["metadata"] | asked.pop("metadata", {})
    found |= {**asked, "invoice_settings": settings, "metadata": metadata}
    world.tell("customer.updated", world.put(found))
    return found


def delete_customer(world: World, asked: Asked, customer: str) -> Thing:
    """Gone: only its id can be read from then on."""
    found = world.get("customer", customer)
    world.tell("customer.deleted", found)
    return world.put({"id": found["id"], "object": "customer", "deleted": True, "created": found["created"]})


def customer_of(world: World, asked: Asked) -> Thing:
    """The customer that a request names, unless it is gone."""
    found = world.get("customer", asked.get("customer", ""), param="customer")
    if found.get("deleted"):
        raise missing("customer", found["id"], param="customer")
    return found


def attach(world: World, asked: Asked, method: str) -> Thing:
    """Put a test payment method on a customer."""
    customer = customer_of(world, asked)
    if method not in METHODS:
        raise missing("payment_method", method, status=404)
    kind, why = METHODS[method]
    made = world.make(
        "payment_method",
        type=kind,
        customer=customer["id"],
        metadata={},
        billing_details={},
        _why=why,
        _refunded=REFUNDED.get(method),
    )
    world.tell("payment_method.attached", made)
    return made


def method_of(world: World, customer: Thing, named: str = "") -> Thing:
    """How a customer pays: as named, or by default; a refusal if there is nothing to pay by."""
    default = named or customer["invoice_settings"]["default_payment_method"]
    if not default:
        said = "This customer has no attached payment source or default payment method."
        raise Refusal(said, "resource_missing")
    if default in METHODS:
        return attach(world, {"customer": customer["id"]}, default)
    return world.get("payment_method", default, param="payment_method")


def _plain(value: Decimal) -> Any:
    """A number for JSON that is never a float of ours: whole ones as they are, others as text of digits."""
    return int(value) if value == value.to_integral_value() else str(value.normalize())
