"""What one running service works on: its settings, clock and database, and whoever works with these."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from litestar import Litestar

from plumbline.accounts.provider import Provider
from plumbline.accounts.provider_settings import provider_settings
from plumbline.accounts.sealing import Sealer
from plumbline.accounts.tries import Tries
from plumbline.audit.signing import Signing
from plumbline.billing.clerk import Clerk
from plumbline.evidence.desk import Desk
from plumbline.evidence.nightly import Nightly, time_of
from plumbline.feedback.watching import look_tonight
from plumbline.integrations.stripe.connecting import Payments
from plumbline.kit.clock import Clock, SystemClock
from plumbline.kit.idempotency import ClaimsInFlight
from plumbline.market.source import MarketSource
from plumbline.purchasing.reconciling import OrderPayments
from plumbline.settings import Settings
from plumbline.storage.engine import Database


class Services:
    """One of each. `market` is made from the database unless one is given."""

    def __init__(self, settings: Settings, clock: Clock, market: MarketSource | None = None) -> None:
        self.settings = settings
        self.clock = clock
        self.database = Database(settings.database)
        self.market = market or MarketSource(self.database, clock)
        self.desk = Desk()
        self.tries = Tries(self.database, clock)
        self.sealer = Sealer(settings.secret_path)
        self.claims = ClaimsInFlight()
        self.payments = Payments(settings, clock)
        self.ordering = OrderPayments(self.database, clock, lambda: self.payments.processor, settings.site)
        self.clerk = Clerk(
            self.database,
            clock,
            self.payments.mode,
            lambda: self.payments.processor,
            listeners=[self.ordering],
            at=time_of(settings.recheck_at),
        )
        oidc = provider_settings(settings)
        self.provider = Provider(oidc, clock) if oidc else None

    @asynccontextmanager
    async def lifespan(self, app: Litestar) -> AsyncIterator[None]:
        """What is done by itself while the service runs; at the end everything is closed."""
        async with AsyncExitStack() as running:
            if self.provider:
                running.callback(self.provider.close)
            for thing in (self.database, self.desk, self.market):  # the last is closed first
                running.callback(thing.close)
            running.push_async_callback(self.payments.close)
            signing = Signing(self.database, self.clock, self.settings.audit_key_path)
            look = partial(look_tonight, self.database, self.clock)
            nightly = Nightly(self.database, self.clock, time_of(self.settings.recheck_at), look)
            await running.enter_async_context(signing.lifespan(app))
            await running.enter_async_context(nightly.lifespan(app))
            if isinstance(self.clock, SystemClock):  # on one that stands still nothing comes due by itself
                await running.enter_async_context(self.clerk.lifespan(app))
                await running.enter_async_context(self.payments.delivering(self.clerk.receive))
                await running.enter_async_context(self.ordering.lifespan(app))
            yield
