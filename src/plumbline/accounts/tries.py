"""How often somebody may fail to sign in: per account, and per network address.

Kept in the memory of the process: a restart forgets, and each worker counts for itself. That
slows guessing down enough, because a password has at least twelve characters.
"""

import threading
from collections import deque
from datetime import datetime, timedelta
from typing import Final

from plumbline.kit.errors import TooMany

MOST_FAILURES: Final = 10
WINDOW: Final = timedelta(minutes=5)
MOST_KEYS: Final = 50_000


class Tries:
    """The failures of the last five minutes. Share one per process; many threads may use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures: dict[str, deque[datetime]] = {}

    def begin(self, keys: tuple[str, ...], now: datetime) -> None:
        """Count a try as failed before it is made, so that a crowd at once cannot slip through.

        Raises `TooMany` when one of the keys has failed too often.
        """
        with self._lock:
            found = [self._recent(key, now) for key in keys]
            for failures in found:
                if len(failures) >= MOST_FAILURES:
                    raise _too_many(failures[0] + WINDOW - now)
            for failures in found:
                failures.append(now)

    def succeeded(self, keys: tuple[str, ...]) -> None:
        """Take the try back: it did not fail. Earlier failures still count."""
        with self._lock:
            for key in keys:
                if failures := self._failures.get(key):
                    failures.pop()

    def _recent(self, key: str, now: datetime) -> deque[datetime]:
        if len(self._failures) > MOST_KEYS:
            self._forget(now)
        failures = self._failures.setdefault(key, deque())
        while failures and failures[0] <= now - WINDOW:
            failures.popleft()
        return failures

    def _forget(self, now: datetime) -> None:
        """Drop every key whose last failure is long ago."""
        self._failures = {
            key: failures
            for key, failures in self._failures.items()
            if failures and failures[-1] > now - WINDOW
        }


def _too_many(wait: timedelta) -> TooMany:
    seconds = max(1, int(wait.total_seconds()) + 1)
    return TooMany(
        f"{MOST_FAILURES} sign-ins failed within five minutes.",
        retry_after_seconds=seconds,
        next_step=f"Wait {seconds} seconds, then try again.",
    )
