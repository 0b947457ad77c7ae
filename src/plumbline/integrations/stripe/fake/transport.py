"""The SDK's own HTTPX client, with a function of ours where the network would be."""

from collections.abc import Callable

import httpx
import stripe


class InProcess(stripe.HTTPXClient):
    """Every request goes to `handle`.

    The SDK has no public way to hand in a transport: two of its private attributes are set, and a test
    (tests/contract) fails if they move.
    """

    def __init__(self, handle: Callable[[httpx.Request], httpx.Response]) -> None:
        super().__init__(allow_sync_methods=True, verify_ssl_certs=False)
        transport = httpx.MockTransport(handle)
        self._client = httpx.Client(transport=transport)
        self._client_async = httpx.AsyncClient(transport=transport)

    def _sleep_time_seconds(self, num_retries: int) -> float:
        return 0  # nothing is far away
