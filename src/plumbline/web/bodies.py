"""The body of a request as it comes in: never longer than its kind may be, and never for ever.

The length that a request announces may be a lie or missing, so bytes are counted as they come. Whoever
sends less than `LEAST_RATE` after a start of `PATIENCE` is cut off: else a few slow senders would hold
what all others wait for. For the same reason one address sends only so many at once. A body that is
there within `GRACE` is not counted, for a whole trust behind one address sends many of those.

Nearly every body is there at once. So one timer is all that is set for it, and only where that comes due is
anybody's time measured: `asyncio.timeout` around each piece cost a ranking a fifteenth of all its time.
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
        self._timer: asyncio.TimerHandle | None = None
        self._waiting: asyncio.Task[object] | None = None
        self._counted = False
        self._cut_off: TooMany | TooSlow | None = None

    async def receive(self) -> ReceiveMessage:
        """The next piece. Raises `TooLarge`, `TooSlow`, and `TooMany` once its grace is over."""
        if self._cut_off is not None:
            raise self._cut_off
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
        self._timer = asyncio.get_running_loop().call_later(GRACE, self._end_grace)

    def _end_grace(self) -> None:
        if self._address is not None:
            try:
                self._pending.begin(self._address)
                self._counted = True
            except TooMany as error:
                self._cut(error)
                return
        self._look_at_the_clock()

    def _look_at_the_clock(self) -> None:
        left = self._seconds_left()
        if left > 0:  # what came meanwhile bought more time
            self._timer = asyncio.get_running_loop().call_later(left, self._look_at_the_clock)
            return
        step = f"Send it over a connection that carries {LEAST_RATE:,} bytes a second."
        self._cut(TooSlow("The body came in too slowly. Nothing of it was kept.", next_step=step))

    def _cut(self, error: TooMany | TooSlow) -> None:
        self.close()
        self._cut_off = error
        if self._waiting is not None:  # whoever waits for the next piece is woken
            self._waiting.cancel()

    async def _next_piece(self) -> ReceiveMessage:
        self._waiting = waiting = asyncio.current_task()
        try:
            return await self._receive()
        except asyncio.CancelledError:
            if self._cut_off is None or waiting is None or waiting.uncancel() > 0:
                raise  # somebody else's wish, not ours
            raise self._cut_off from None
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
        if self._timer is not None:
            self._timer.cancel()
        if self._counted and self._address is not None:
            self._pending.end(self._address)
        self._counted = False
        self._complete = True
