"""What every part of the processor shares: the client, reading again, and keys derived from one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Final, cast
from weakref import WeakKeyDictionary

import stripe
from stripe._request_options import RequestOptions
from stripe._v1_services import V1Services

from plumbline.billing.port import T
from plumbline.integrations.stripe.kinds import KINDS
from plumbline.integrations.stripe.reading import REFERENCE
from plumbline.integrations.stripe.told import told

PAGE: Final = 100  # things of a list in one answer: as many as Stripe gives


class Base:
    """A client of Stripe's for each event loop, and reading through it.

    A connection belongs to the loop that opened it, and the nightly work runs in a loop of its own.
    """

    def __init__(self, client: Callable[[], stripe.StripeClient]) -> None:
        self._make = client
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, stripe.StripeClient] = WeakKeyDictionary()

    @property
    def _client(self) -> stripe.StripeClient:
        loop = asyncio.get_running_loop()
        return self._clients.get(loop) or self._clients.setdefault(loop, self._make())

    @property
    def _v1(self) -> V1Services:
        return self._client.v1

    async def read(self, kind: type[T], thing: str) -> T:
        """The thing as it is now."""
        of = KINDS[kind]
        with told():
            found = await of.service(self._v1).retrieve_async(thing, {"expand": list(of.expand)})
            return cast(T, await of.read(found))

    async def since(self, kind: type[T], moment: datetime, *, reference: str = "") -> AsyncIterator[T]:
        """Everything of a kind made at `moment` or later, newest first."""
        of = KINDS[kind]
        asked = {
            **of.listed,
            "created": {"gte": int(moment.timestamp())},
            "limit": PAGE,
            "expand": [f"data.{name}" for name in of.expand],
        }
        with told():
            pages = await of.service(self._v1).list_async(asked)
            async for found in pages.auto_paging_iter():
                thing = cast(T, await of.read(found))
                if reference in ("", thing.reference):
                    yield thing


def keyed(key: str, part: str = "") -> RequestOptions:
    """The options of a writing request; `part` names one of several that belong to one key."""
    return {"idempotency_key": f"{key}:{part}" if part else key}


def named(reference: str, **more: str) -> dict[str, str]:
    """The metadata of a thing that is ours; what is empty is left out."""
    return {REFERENCE: reference, **{name: value for name, value in more.items() if value}}
