"""The official SDK, set up once: which version of the API, how often it tries, and what it may say."""

import logging
from collections.abc import Mapping
from typing import Final

import stripe

API_VERSION: Final = "2026-10-28.endive"
"""The version that requests are written for and answers are read as: that of the pinned SDK."""
TRIES_AGAIN: Final = 2  # after a lost connection, a conflict or a fault inside; with the same key
NOT_SET_UP: Final = "not_set_up"
SECONDS: Final = 20  # for one try: a person may be waiting


def client_of(key: str, http: stripe.HTTPClient | None = None, base: str = "") -> stripe.StripeClient:
    """A client for `key`. `base` is where the API is, unless at Stripe's own address."""
    # At debug and info the SDK writes whole bodies, with names and addresses in them.
    logging.getLogger("stripe").setLevel(logging.WARNING)
    return stripe.StripeClient(
        key,
        stripe_version=API_VERSION,
        max_network_retries=TRIES_AGAIN,
        http_client=http or stripe.HTTPXClient(timeout=SECONDS),
        base_addresses={"api": base} if base else None,
    )


class Nowhere(stripe.HTTPClient):
    """Where requests go in a market that takes no payments: none of them leaves."""

    name = "nowhere"

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: object = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Refuse."""
        raise stripe.APIConnectionError("Payments are not set up.", code=NOT_SET_UP)  # type: ignore[no-untyped-call]

    async def close_async(self) -> None:
        """There is nothing to close."""
