"""Random numbers that are the same on every machine and in every year: number n is a function of n.

SplitMix64 (Steele, Lea & Flood, OOPSLA 2014) over a counter: a stream of a library may change with its next
version, and then nobody could draw again what a receipt was made of.
"""

from collections.abc import Sequence
from hashlib import sha256
from math import prod
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Shape = int | Sequence[int]
_GAMMA: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND: Final = np.uint64(0x94D049BB133111EB)
_HALF: Final = 2.0**-54


class Stream:
    """The numbers of a seed and a name, one after the other."""

    def __init__(self, seed: int, name: str = "") -> None:
        self._key = np.uint64(int.from_bytes(sha256(f"{name}:{seed}".encode()).digest()[:8], "little"))
        self._taken = 0

    def random(self, shape: Shape) -> Floats:
        """Even over 0 (in) to 1 (out), in steps of 2^-53."""
        sizes = (shape,) if isinstance(shape, int) else tuple(shape)
        return np.asarray((self._words(prod(sizes)) >> np.uint64(11)).reshape(sizes) * 2.0**-53, np.float64)

    def whole(self, most: int, shape: Shape) -> Floats:
        """Whole numbers, even over 0 to `most`, both in."""
        return np.floor(self.random(shape) * (most + 1))

    def uniform(self, low: float, high: float, shape: Shape = ()) -> Floats:
        """Even over `low` to `high`."""
        return np.asarray(low + (high - low) * self.random(shape))

    def standard_normal(self, shape: Shape) -> Floats:
        """Of the normal distribution with mean 0 and deviation 1."""
        from scipy.special import ndtri  # here: it takes long to load, and most streams are even

        return np.asarray(ndtri(self.random(shape) + _HALF))

    def _words(self, count: int) -> NDArray[np.uint64]:
        places = np.arange(self._taken + 1, self._taken + count + 1, dtype=np.uint64)
        self._taken += count
        mixed = self._key + places * _GAMMA
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
        return np.asarray(mixed ^ (mixed >> np.uint64(31)))
