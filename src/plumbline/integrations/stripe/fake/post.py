"""The stand-in's webhooks: signed like Stripe's, delivered at least once, in any order, late or never."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any

import msgspec
import stripe
import structlog

from plumbline.integrations.stripe.fake.store import Store
from plumbline.kit.clock import Clock

log = structlog.get_logger()
Receive = Callable[[bytes, str], Awaitable[bool]]
"""Takes a raw body and its signature; whether it was taken (an answer of 2xx)."""


class Webhook(msgspec.Struct, frozen=True):
    """One that waits. Sign it when it is delivered: a signature grows old."""

    seq: int
    body: bytes
    secret: str

    @property
    def event(self) -> dict[str, Any]:
        """What it says."""
        told: dict[str, Any] = json.loads(self.body)
        return told

    def signature(self, at: datetime) -> str:
        """The header that goes with it."""
        header: str = stripe.WebhookSignature.generate_signature_header(
            self.body.decode(), self.secret, int(at.timestamp())
        )
        return header


class Chances(msgspec.Struct, frozen=True):
    """How unreliable the post is: of a hundred, so many are lost, sent twice, or left for later."""

    lose: int = 0
    twice: int = 0
    later: int = 0
    shuffle: bool = False


class Post:
    """The webhooks of a stand-in."""

    def __init__(self, store: Store, clock: Clock, secret: str) -> None:
        self._store, self._clock, self._secret = store, clock, secret

    def webhooks(self) -> list[Webhook]:
        """Those that wait, the oldest first. They wait until they are taken."""
        with self._store.writing():
            return [Webhook(seq, body.encode(), self._secret) for seq, body in self._store.waiting()]

    def take(self, *webhooks: Webhook) -> None:
        """These need not be delivered any more."""
        with self._store.writing():
            for each in webhooks:
                self._store.taken(each.seq)

    async def deliver(
        self, receive: Receive, chances: Chances = Chances(), chance: random.Random | None = None
    ) -> int:
        """Deliver what waits; how many were taken. What is not taken waits for another time."""
        chance = chance or random.Random(0)  # noqa: S311 nothing secret hangs on it
        waiting = self.webhooks()
        if chances.shuffle:
            chance.shuffle(waiting)
        taken = 0
        for each in waiting:
            if chance.randrange(100) < chances.later:
                continue
            if chance.randrange(100) < chances.lose or await self._brought(each, receive):
                self.take(each)
                taken += 1
            if chance.randrange(100) < chances.twice:
                await self._brought(each, receive)
        return taken

    async def _brought(self, webhook: Webhook, receive: Receive) -> bool:
        return await receive(webhook.body, webhook.signature(self._clock.now()))


@asynccontextmanager
async def delivering(post: Post, receive: Receive, every_seconds: float) -> AsyncIterator[None]:
    """Deliver again and again until the block ends. What goes wrong is logged, and tried again."""

    async def go_on() -> None:
        while True:
            try:
                await post.deliver(receive)
            except Exception as error:
                log.error("standin.undelivered", exc_info=error)
            await asyncio.sleep(every_seconds)

    task = asyncio.create_task(go_on())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
