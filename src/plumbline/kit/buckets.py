"""Counts how often somebody asks, in memory: a bucket a key, that holds so many and refills evenly.

This is the generic cell rate algorithm (ITU-T I.371, annex A), which needs one number a key: the moment
at which the bucket will be full again. So a crowd of strangers costs a few bytes each, and keys whose
bucket is full are forgotten.
"""

import threading
from collections.abc import Callable, Hashable
from time import monotonic
from typing import Final

SWEEP_AT: Final = 20_000  # this many keys are kept before the full ones are looked for


class Buckets:
    """Share one per process; many threads may use it. `now` gives seconds that never go back."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._full_at: dict[Hashable, float] = {}
        self._sweep_at = SWEEP_AT
        self._lock = threading.Lock()

    def take(self, key: Hashable, most: float, seconds: float) -> float:
        """Take one from the bucket of `key`, which holds `most` and refills in `seconds`.

        Gives 0.0 when there was one to take, else the seconds until there will be. Being refused costs
        nothing, so that waiting as long as said is always long enough.
        """
        with self._lock:
            now = self._now()
            full_at = max(self._full_at.get(key, now), now) + seconds / most
            wait = full_at - now - seconds
            if wait > 1e-9 * seconds:  # what a sum of fractions may be off by
                return wait
            self._full_at[key] = full_at
            if len(self._full_at) >= self._sweep_at:
                self._sweep(now)
            return 0.0

    def _sweep(self, now: float) -> None:
        """Forget whose bucket is full; look again only once twice as many are there."""
        self._full_at = {key: at for key, at in self._full_at.items() if at > now}
        self._sweep_at = max(SWEEP_AT, 2 * len(self._full_at))

    def remembered(self) -> int:
        """How many keys take up room."""
        return len(self._full_at)
