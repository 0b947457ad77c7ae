"""Which payment processor a service has: Stripe, the stand-in of the demonstration, or none.

The SDK takes a second and 40 MB to import: it is imported when first a payment is looked at.
"""

import functools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from plumbline.billing.port import Mode, Processor
from plumbline.kit.clock import Clock
from plumbline.settings import Settings, SettingsError

if TYPE_CHECKING:
    from plumbline.integrations.stripe.fake.server import StandIn

FILE: Final = "plumbline.standin.sqlite"
STARTS: Final[dict[str, Mode]] = {
    "sk_test_": "test",
    "rk_test_": "test",
    "sk_live_": "live",
    "rk_live_": "live",
}
"""How Stripe's keys begin: secret and restricted ones, of the test world and of the real one."""
PAGES: Final = "/stand-in"


def mode_of(settings: Settings) -> Mode:
    """What the settings ask for, checked. SettingsError, which never holds the key, if it cannot be."""
    if not settings.stripe_key:
        return "fake" if settings.demo or settings.stripe_standin else "off"
    mode = next((mode for start, mode in STARTS.items() if settings.stripe_key.startswith(start)), None)
    if mode is None:
        raise SettingsError(
            "PLUMBLINE_STRIPE_KEY is not a secret or restricted key of Stripe's.\n"
            "  It begins with sk_test_ or rk_test_ (or, where money is real, sk_live_ or rk_live_)."
        )
    if mode == "live" and not settings.stripe_live:
        raise SettingsError(
            "PLUMBLINE_STRIPE_KEY is a live key: it moves real money.\n"
            "  Set PLUMBLINE_STRIPE_LIVE=1 as well if that is meant, or use a test key."
        )
    if mode == "live" and settings.demo:
        raise SettingsError("A live key of Stripe's is never used with the fictional demonstration market.")
    if not secrets_of(settings):
        raise SettingsError("PLUMBLINE_STRIPE_KEY needs PLUMBLINE_STRIPE_WEBHOOK_SECRETS (whsec_…).")
    return mode


def secrets_of(settings: Settings) -> list[str]:
    """The secrets of the webhook endpoints."""
    return settings.stripe_webhook_secrets.replace(",", " ").split()


class Payments:
    """The processor of one service, made when first it is asked for."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.mode = mode_of(settings)
        self._settings, self._clock = settings, clock

    @functools.cached_property
    def standin(self) -> "StandIn | None":
        """The stand-in, where that is what the service has: its pages and its webhooks are served by us."""
        if self.mode != "fake":
            return None
        from plumbline.integrations.stripe.fake.server import StandIn

        settings = self._settings
        path = settings.stripe_standin or str(settings.secret_path.with_name(FILE))
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        pages = settings.site + PAGES
        return StandIn(path, clock=self._clock, pages=pages, draft_seconds=0, strict=False)

    @functools.cached_property
    def processor(self) -> Processor:
        """The processor."""
        if self.standin:
            return self.standin.processor()
        from plumbline.integrations.stripe.processor import StripeProcessor
        from plumbline.integrations.stripe.sdk import Nowhere, client_of

        if self.mode == "off":
            return StripeProcessor(lambda: client_of("none", Nowhere()), "off", [])
        key = self._settings.stripe_key
        return StripeProcessor(lambda: client_of(key), self.mode, secrets_of(self._settings))

    @asynccontextmanager
    async def delivering(
        self, receive: Callable[[bytes, str], Awaitable[bool]], every_seconds: int = 1
    ) -> AsyncIterator[None]:
        """As long as it runs, the stand-in's webhooks are brought to `receive`; Stripe brings its own."""
        if not self.standin:
            yield
            return
        from plumbline.integrations.stripe.fake.post import delivering

        async with delivering(self.standin, receive, every_seconds):
            yield

    async def close(self) -> None:
        """Let go of what was opened, if anything was."""
        if "processor" in self.__dict__:
            await self.processor.close()
        if standin := self.__dict__.get("standin"):
            standin.close()
