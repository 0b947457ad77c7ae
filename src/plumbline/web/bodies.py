"""The body of a request as it comes in: never longer than its kind may be, and never for ever.

The length that a request announces may be a lie or missing, so bytes are counted as they come. Whoever
sends less than `LEAST_RATE` after a start of `PATIENCE` is cut off: else a few slow senders would hold
what all others wait for.
"""

import asyncio
from collections import Counter
from contextlib import suppress
from time import monotonic
from typing import Final

from litestar.types import Receive, ReceiveMessage

from plumbline.kit.errors import TooLarge, TooMany, TooSlow

PATIENCE: Final = 10.0  # seconds for a connection to warm up
LEAST_RATE: Final = 8_192  # bytes a second, on average; a file of 25 MB may so take 50 minutes
MOST_PENDING: Final = 24  # bodies one address may be sending at once, to one worker: a whole trust has one


class Pending:
    """How many bodies each address is sending right now. Used from the event loop only."""

    def __init__(self) -> None:
        self._sending: Counter[str] = Counter()

    def begin(self, address: str) -> None:
        """Raise `TooMany` when the address is sending too many already."""
        if self._sending[address] >= MOST_PENDING:
            raise TooMany(
                f"This network address is sending {MOST_PENDING} bodies already.",
                retry_after_seconds=int(PATIENCE),
                next_step="Send them one after the other.",
            )
        self._sending[address] += 1

    def end(self, address: str) -> None:
        """One less."""
        self._sending[address] -= 1
        if self._sending[address] <= 0:
            del self._sending[address]


class Body:
    """Receives one request's body within its bounds. `address` None is a caller in this process."""

    def __init__(
        self, receive: Receive, announced: str | None, largest: int, pending: Pending, address: str | None
    ) -> None:
        self._receive, self._largest = receive, largest
        self._announced = int(announced) if announced and announced.isdecimal() else 0
        self._pending, self._address = pending, address
        self._begun: float | None = None
        self._came = 0
        self._complete = False

    async def receive(self) -> ReceiveMessage:
        """The next piece. Raises `TooLarge`, `TooSlow`, and `TooMany` before the first."""
        if self._complete:  # the framework waits for the other side to go away
            return await self._receive()
        if self._begun is None:
            self._begin()
        try:
            async with asyncio.timeout(self._seconds_left()):
                message = await self._receive()
        except TimeoutError:
            self.close()
            raise TooSlow(
                "The body came in too slowly. Nothing of it was kept.",
                next_step=f"Send it over a connection that carries {LEAST_RATE:,} bytes a second.",
            ) from None
        self._count(message)
        return message

    def _begin(self) -> None:
        self._refuse_over(self._announced)
        if self._address is not None:
            self._pending.begin(self._address)
        self._begun = monotonic()

    def _seconds_left(self) -> float:
        assert self._begun is not None
        return max(0.0, self._begun + PATIENCE + self._came / LEAST_RATE - monotonic())

    def _count(self, message: ReceiveMessage) -> None:
        if message["type"] == "http.request":
            self._came += len(message.get("body", b""))
            self._refuse_over(self._came)
        if message["type"] != "http.request" or not message.get("more_body", False):
            self.close()

    def _refuse_over(self, length: int) -> None:
        if length > self._largest:
            self.close()
            raise TooLarge(
                f"The body may have at most {self._largest:,} bytes here. Nothing of it was kept.",
            )

    def close(self) -> None:
        """It is over, however it ended: the address may send another. Calling it twice does no harm."""
        if not self._complete and self._begun is not None and self._address is not None:
            with suppress(KeyError):
                self._pending.end(self._address)
        self._complete = True
