"""One look at the database's revision for everybody who asked before it began.

A look takes microseconds and lets go of the interpreter, which a busy web server takes at once: the look
itself is the least of what a request then waits for. Requests that came in the same turn of the event loop
may share one, because each of them only has to see what was acknowledged before it came.
"""

import asyncio
import threading
from collections.abc import Callable
from typing import NamedTuple


class _Look(NamedTuple):
    number: int
    found: int


class SharedLook:
    """Looks by `look`, from any number of event loops and threads."""

    def __init__(self, look: Callable[[], int]) -> None:
        self._look = look
        self._lock = threading.Lock()
        self._begun = 0
        self._last = _Look(0, 0)

    async def begun_after_now(self) -> int:
        """What a look found that began after this call."""
        came = self._begun
        await asyncio.sleep(0)  # whoever came in this turn of the loop gets as far as here
        last = self._last
        return last.found if last.number > came else self._taken()

    def _taken(self) -> int:
        with self._lock:
            self._begun = number = self._begun + 1
            found = self._look()
            self._last = _Look(number, found)
            return found
