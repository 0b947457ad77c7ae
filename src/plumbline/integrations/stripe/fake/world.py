"""What a handler of the stand-in works with: things, the time, and events."""

import json
from typing import Any, Final

from plumbline.integrations.stripe.fake.refusal import Refusal, missing
from plumbline.integrations.stripe.fake.store import Store, Thing
from plumbline.integrations.stripe.sdk import API_VERSION

PREFIX: Final = {
    "account": "acct",
    "application_fee": "fee",
    "billing_portal.session": "bps",
    "charge": "ch",
    "checkout.session": "cs_test",
    "credit_note": "cn",
    "customer": "cus",
    "event": "evt",
    "invoice": "in",
    "invoice_payment": "inpay",
    "invoiceitem": "ii",
    "line_item": "il",
    "payment_intent": "pi",
    "payment_method": "pm",
    "price": "price",
    "product": "prod",
    "refund": "re",
    "subscription": "sub",
    "subscription_item": "si",
    "tax_rate": "txr",
    "transfer": "tr",
}
HIDDEN: Final = "_"
"""Names that start so are the stand-in's own and are never told."""


class World:
    """One request's view of the stand-in. `now` is in seconds since 1970."""

    def __init__(self, store: Store, now: int, pages: str, draft_seconds: int, key: str = "") -> None:
        self.store = store
        self.now = now
        self.pages = pages  # where the pages of the processor are said to be
        self.draft_seconds = draft_seconds  # how long an invoice that came by itself stays a draft
        self.key = key

    def id_for(self, kind: str) -> str:
        """A new id that cannot be taken for one of Stripe's."""
        return f"{PREFIX[kind]}_standin{self.store.next('things'):08d}"

    def make(self, kind: str, **fields: Any) -> Thing:
        """A new thing, kept."""
        thing = {"id": self.id_for(kind), "object": kind, "created": self.now, "livemode": False, **fields}
        self.store.put(thing)
        return thing

    def get(self, kind: str, thing: str, *, param: str = "") -> Thing:
        """The thing, or a refusal: 404 unless it was a parameter that named it."""
        found = self.store.get(thing)
        if found is None or found["object"] != kind:
            raise missing(kind, thing, param=param or "id", status=400 if param else 404)
        return found

    def put(self, thing: Thing) -> Thing:
        """Keep what changed."""
        self.store.put(thing)
        return thing

    def tell(self, kind: str, thing: Thing, *, account: str = "") -> None:
        """An event about a thing as it is now, and its webhook."""
        event = self.make(
            "event",
            type=kind,
            api_version=API_VERSION,
            data={"object": shown(thing)},
            pending_webhooks=1,
            request={"id": None, "idempotency_key": self.key or None},
            **({"account": account} if account else {}),
        )
        self.store.post(event["id"], json.dumps(shown(event)))


def shown(thing: Any) -> Any:
    """A thing as it is told: without what is the stand-in's own."""
    if isinstance(thing, dict):
        return {name: shown(value) for name, value in thing.items() if not name.startswith(HIDDEN)}
    return [shown(each) for each in thing] if isinstance(thing, list) else thing


def list_of(things: list[Thing], url: str, *, more: bool = False) -> Thing:
    """A list as Stripe sends it."""
    return {"object": "list", "data": things, "has_more": more, "url": url}


def number(asked: dict[str, Any], name: str, default: int = 0) -> int:
    """A whole number of a form."""
    return int(asked.get(name, default))


def flag(asked: dict[str, Any], name: str, default: bool = False) -> bool:
    """A yes or no of a form."""
    return bool(asked[name] == "true") if name in asked else default


def must(holds: bool, message: str, code: str = "", param: str = "") -> None:
    """Refuse unless it holds."""
    if not holds:
        raise Refusal(message, code, param=param)
