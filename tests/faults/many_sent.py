"""Acts with keys, each sent many times at once, also while the server is killed; and what came back."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from typing import Any

import httpx
import msgspec

# The edge lets one address send twelve bodies at a time, so the crowd comes from several.
ADDRESSES = ("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4")
CONNECTIONS = 10  # of each
ASKED_SECONDS = 60.0


class Told(msgspec.Struct, frozen=True):
    """What must not differ between the answers to one act."""

    status: int
    body: bytes
    media_type: str | None
    location: str | None


class Act(msgspec.Struct, kw_only=True):
    """One thing to be done once: a token, or now and then a product. It is sent `copies` times at once."""

    key: str
    path: str
    body: dict[str, Any]
    copies: int
    told: set[Told] = msgspec.field(default_factory=set)
    first: int = 0  # answers that did not say that they are replays
    replayed: int = 0
    in_flight: int = 0
    strange: list[str] = msgspec.field(default_factory=list)

    @property
    def name(self) -> str:
        """By which its effect is found."""
        return str(self.body["name"])

    def note(self, answer: httpx.Response) -> None:
        """Sort an answer: done, in flight, or one that must not be."""
        if answer.status_code == 409 and answer.json()["type"] == "/problems/in-flight":
            self.in_flight += 1
        elif answer.status_code == 201:
            headers = answer.headers
            media_type, location = headers.get("content-type"), headers.get("location")
            self.told.add(Told(201, answer.content, media_type, location))
            if headers.get("idempotency-replayed") == "true":
                self.replayed += 1
            else:
                self.first += 1
        else:
            self.strange.append(f"{answer.status_code} {answer.text[:300]}")


def acts(many: int, chance: random.Random) -> list[Act]:
    """So many acts, every fifth a product, each to be sent 2 to 20 times."""
    return [_act(number, chance.randint(2, 20)) for number in range(many)]


def _act(number: int, copies: int) -> Act:
    key, name = f"key-{number}", f"Act {number}"
    if number % 5:
        return Act(key=key, path="/tokens", body={"name": name, "days": 1}, copies=copies)
    product = {"name": name, "product_type": "analytics", "summary": "s", "description": "d"}
    return Act(key=key, path="/products", body=product, copies=copies)


class Sender:
    """Sends acts to a server as one person."""

    def __init__(self, address: str, headers: dict[str, str]) -> None:
        self._address = f"{address}/api/v1"
        self._headers = headers
        self.sent = 0
        self.cut_off = 0

    def send(self, some: Sequence[Act], order: random.Random) -> None:
        """All copies of some acts, mixed, as many at once as there are connections."""
        copies = [act for act in some for _ in range(act.copies)]
        order.shuffle(copies)
        asyncio.run(self._all(copies))

    def send_again(self, some: Sequence[Act]) -> None:
        """Each once more, when nothing is in flight any more: an answer is certain now."""
        asyncio.run(self._all(some))

    async def _all(self, copies: Sequence[Act]) -> None:
        waiting = iter(copies)
        await asyncio.gather(*(self._from(address, waiting) for address in ADDRESSES))

    async def _from(self, address: str, waiting: Iterator[Act]) -> None:
        limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
        transport = httpx.AsyncHTTPTransport(limits=limits, local_address=address)
        async with httpx.AsyncClient(
            base_url=self._address, headers=self._headers, transport=transport, timeout=ASKED_SECONDS
        ) as client:

            async def work() -> None:
                for act in waiting:
                    await self._one(client, act)

            await asyncio.gather(*(work() for _ in range(CONNECTIONS)))

    async def _one(self, client: httpx.AsyncClient, act: Act) -> None:
        self.sent += 1
        try:
            act.note(await client.post(act.path, json=act.body, headers={"idempotency-key": act.key}))
        except httpx.TransportError:
            self.cut_off += 1  # the server was killed: whether it was done is not known
