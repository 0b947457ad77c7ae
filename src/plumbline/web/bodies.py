"""The body of a request as it comes in: never longer than its kind may be, and never for ever.

The length that a request announces may be a lie or missing, so bytes are counted as they come. Whoever
sends less than `LEAST_RATE` after a start of `PATIENCE` is cut off: else a few slow senders would hold
what all others wait for. For the same reason one address sends only so many at once. A body that is
there within `GRACE` is not counted, for a whole trust behind one address sends many of those.
"""

import asyncio
from collections import Counter
from time import monotonic
from typing import Final

from litestar.types import Receive, ReceiveMessage

from plumbline.kit.errors import TooLarge, TooMany, TooSlow

PATIENCE: Final = 10.0  # seconds for a connection to warm up
LEAST_RATE: Final = 8_192  # bytes a second, on average; a file of 25 MB may so take 50 minutes
GRACE: Final = 1.0  # seconds; what takes longer counts as being sent
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
        self._grace: asyncio.TimerHandle | None = None
        self._waiting: asyncio.Timeout | None = None
        self._counted = False
        self._refused: TooMany | None = None

    async def receive(self) -> ReceiveMessage:
        """The next piece. Raises `TooLarge`, `TooSlow`, and `TooMany` once its grace is over."""
        if self._refused is not None:
            raise self._refused
        if self._complete:  # the framework waits for the other side to go away
            return await self._receive()
        if self._begun is None:
            self._begin()
        message = await self._next_piece()
        self._count(message)
        return message

    def _begin(self) -> None:
        self._refuse_over(self._announced)
        self._begun = monotonic()
        if self._address is not None:
            loop = asyncio.get_running_loop()
            self._grace = loop.call_later(GRACE, self._count_as_pending, self._address)

    def _count_as_pending(self, address: str) -> None:
        try:
            self._pending.begin(address)
            self._counted = True
        except TooMany as error:
            self.close()
            self._refused = error
            if self._waiting is not None:  # whoever waits for the next piece is woken
                self._waiting.reschedule(0)

    async def _next_piece(self) -> ReceiveMessage:
        try:
            async with asyncio.timeout(self._seconds_left()) as self._waiting:
                return await self._receive()
        except TimeoutError:
            self.close()
            raise self._refused or TooSlow(
                "The body came in too slowly. Nothing of it was kept.",
                next_step=f"Send it over a connection that carries {LEAST_RATE:,} bytes a second.",
            ) from None
        finally:
            self._waiting = None

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
        if self._grace is not None:
            self._grace.cancel()
        if self._counted and self._address is not None:
            self._pending.end(self._address)
        self._counted = False
        self._complete = True
