"""Which processor a service has, and that no key of it can be seen."""

import asyncio
import io
import json
import logging
import traceback
from pathlib import Path

import pytest
import stripe
import structlog

from plumbline.billing import port_asks as asks
from plumbline.billing.port_errors import ProcessorAway, ProcessorError
from plumbline.integrations.stripe import sdk
from plumbline.integrations.stripe.connecting import Payments, mode_of
from plumbline.integrations.stripe.processor import StripeProcessor
from plumbline.kit.clock import FixedClock
from plumbline.kit.money import Money
from plumbline.settings import Settings, SettingsError
from tests.contract.shop import CUSTOMER, START

TEST = "sk_test_canary0123456789"
LIVE = "sk_live_canary0123456789"
HOOK = "whsec_canary0123456789"


@pytest.mark.parametrize(
    ("settings", "mode"),
    [
        (Settings(), "off"),
        (Settings(demo=True), "fake"),
        (Settings(stripe_standin="x.sqlite"), "fake"),
        (Settings(demo=True, stripe_key=TEST, stripe_webhook_secrets=HOOK), "test"),
        (Settings(stripe_key=TEST.replace("sk", "rk"), stripe_webhook_secrets=HOOK), "test"),
        (Settings(stripe_key=LIVE, stripe_webhook_secrets=HOOK, stripe_live=True), "live"),
    ],
)
def test_the_settings_say_which(settings: Settings, mode: str) -> None:
    """None where nothing was set up, the stand-in in a demonstration, Stripe with a key."""
    assert mode_of(settings) == mode


@pytest.mark.parametrize(
    "settings",
    [
        Settings(stripe_key=LIVE, stripe_webhook_secrets=HOOK),
        Settings(stripe_key=LIVE, stripe_webhook_secrets=HOOK, stripe_live=True, demo=True),
        Settings(stripe_key="pk_test_canary", stripe_webhook_secrets=HOOK),
        Settings(stripe_key=TEST),
    ],
)
def test_what_cannot_be_meant_stops_the_start(settings: Settings) -> None:
    """A live key by itself or with the demonstration, a public key, no secret: none is quoted."""
    with pytest.raises(SettingsError) as refused:
        mode_of(settings)
    assert "canary" not in str(refused.value)
    assert "canary" not in repr(settings)


def test_a_market_without_payments_says_so(tmp_path: Path) -> None:
    """Every call ends in a clear word, and no request leaves."""
    payments = Payments(Settings(database=f"sqlite:///{tmp_path}/x.sqlite"), FixedClock(START))
    with pytest.raises(ProcessorAway, match="not set up"):
        asyncio.run(payments.processor.add_customer(CUSTOMER, key="k"))


def test_a_server_and_a_command_see_the_same_stand_in(tmp_path: Path) -> None:
    """Two services on one file: what one adds the other reads, and the same key has one effect."""

    async def test() -> None:
        settings = Settings(database=f"sqlite:///{tmp_path}/x.sqlite", demo=True)
        one, other = Payments(settings, FixedClock(START)), Payments(settings, FixedClock(START))
        added = await one.processor.add_customer(CUSTOMER, key="k")
        assert await other.processor.add_customer(CUSTOMER, key="k") == added
        price = asks.PriceAsk(reference="p", name="P", net=Money(100))
        assert await other.processor.ensure_price(price, key="a") == await one.processor.ensure_price(
            price, key="b"
        )
        assert (await one.processor.open_portal(added.id, "https://p", key="p")).url.startswith(
            "http://127.0.0.1:8000/stand-in/portal/"
        )
        for each in (one, other):
            await each.close()

    asyncio.run(test())


class _Quotes(stripe.HTTPClient):
    """Answers as Stripe does, and quotes the key as no server should."""

    name = "quotes"

    def __init__(self, status: int) -> None:
        super().__init__()
        self._status = status

    async def request_async(self, method, url, headers, post_data=None):  # type: ignore[no-untyped-def]
        if self._status == 0:
            raise stripe.APIConnectionError(f"lost with {headers}")  # type: ignore[no-untyped-call]
        error = {"message": f"Invalid API Key provided: {headers['Authorization']}", "type": "api_error"}
        return json.dumps({"error": error}).encode(), self._status, {"stripe-should-retry": "false"}


@pytest.mark.parametrize("status", [0, 400, 401, 402, 403, 404, 429, 500])
def test_no_key_in_an_error_or_a_log(status: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever the processor answers, even with the key in it: at every level, and in tracebacks."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        processor = StripeProcessor(lambda: sdk.client_of(TEST, _Quotes(status)), "test", [HOOK])
        with structlog.testing.capture_logs() as logged, pytest.raises(ProcessorError) as caught:
            asyncio.run(processor.add_customer(CUSTOMER, key="k"))
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(logging.WARNING)
    error = caught.value
    whole = "".join(traceback.format_exception(error)) + repr(error) + str(error.next_step)
    out = capsys.readouterr()
    assert logged
    assert "canary" not in whole + said.getvalue() + str(logged) + out.out + out.err
