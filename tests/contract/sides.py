"""The two sides that the port is held against: our own stand-in, and `localstripe`."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Protocol

import httpx
import stripe

from plumbline.billing.port_things import Event
from plumbline.integrations.stripe.fake.server import StandIn
from plumbline.integrations.stripe.fake.transport import InProcess
from plumbline.integrations.stripe.processor import StripeProcessor
from plumbline.integrations.stripe.sdk import client_of
from tests.contract.old_server import SECRET, Letterbox, OldServer, old_server

GOOD, BAD = "4242424242424242", "4000000000000341"
"""Card numbers of Stripe's own: one that pays, and one that can be kept and then refuses to pay."""


class Side(Protocol):
    """A processor, and what people do who pay through it."""

    name: str
    processor: StripeProcessor

    def client(self) -> stripe.StripeClient:
        """The SDK, for what the port does not do: paying by a card."""
        ...

    def card(self, customer: str, *, good: bool = True) -> str:
        """The customer has this card now, and pays by it. Its id."""
        ...

    def events(self, at_least: set[tuple[str, str]]) -> list[Event]:
        """What was told by webhook so far, once these types of these things are among it."""
        ...


class Ours:
    """The stand-in."""

    name = "stand-in"

    def __init__(self) -> None:
        self._standin = StandIn()
        self.processor = self._standin.processor()

    def client(self) -> stripe.StripeClient:
        """The SDK."""
        return client_of("sk_test_ours", InProcess(self._standin.handle))

    def card(self, customer: str, *, good: bool = True) -> str:
        """By the test method that stands for such a card."""
        self._standin.set_method(customer, "pm_card_visa" if good else "pm_card_chargeDeclined")
        settings = self._standin.look(customer)["invoice_settings"]
        return str(settings["default_payment_method"])

    def events(self, at_least: set[tuple[str, str]]) -> list[Event]:
        """They are there at once."""
        now = datetime.now(UTC)
        waiting = self._standin.webhooks()
        return [self.processor.event(each.body, each.signature(now), now) for each in waiting]


class Theirs:
    """`localstripe`."""

    name = "localstripe"

    def __init__(self, address: str, letterbox: Letterbox) -> None:
        self._address, self._letterbox = address, letterbox
        self.processor = StripeProcessor(self.client, "test", [SECRET])

    def client(self) -> stripe.StripeClient:
        """The SDK."""
        return client_of("sk_test_theirs", OldServer(), self._address)

    def card(self, customer: str, *, good: bool = True) -> str:
        """It knows no test methods: the number itself is sent, by the customer's browser as it were."""
        card = {"number": GOOD if good else BAD, "exp_month": 12, "exp_year": 2040, "cvc": "123"}
        method = self._post("payment_methods", {"type": "card", **_flat("card", card)})["id"]
        self._post(f"payment_methods/{method}/attach", {"customer": customer})
        self._post(f"customers/{customer}", {"invoice_settings[default_payment_method]": method})
        return str(method)

    def events(self, at_least: set[tuple[str, str]]) -> list[Event]:
        """They come after a second."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            told = [
                self.processor.event(body, sign, datetime.now(UTC)) for body, sign in self._letterbox.came
            ]
            if at_least <= {(each.type, each.thing) for each in told}:
                return told
            time.sleep(0.05)
        raise AssertionError(f"{at_least} did not come, only {told}")

    def _post(self, path: str, form: dict[str, Any]) -> Any:
        answer = httpx.post(
            f"{self._address}/v1/{path}", data=form, headers={"authorization": "Bearer sk_test_theirs"}
        )
        return answer.raise_for_status().json()


def _flat(name: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {f"{name}[{field}]": value for field, value in fields.items()}


@contextmanager
def theirs() -> Iterator[Theirs]:
    """`localstripe`, while it runs, with somewhere to send its webhooks."""
    letterbox = Letterbox()
    with old_server() as address:
        hook = {"url": letterbox.address, "secret": SECRET}
        httpx.post(f"{address}/_config/webhooks/ours", data=hook).raise_for_status()
        yield Theirs(address, letterbox)
    letterbox.close()
