"""What a mixed model is fitted to: answers, what is compared outright, and what is drawn from a crowd."""

from collections.abc import Hashable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


class Factor(msgspec.Struct, frozen=True):
    """A random factor: `codes` says for each answer which of `levels` it belongs to."""

    name: str
    codes: Codes
    levels: tuple[Hashable, ...]

    @property
    def size(self) -> int:
        """How many levels."""
        return len(self.levels)


class Answers(msgspec.Struct, frozen=True):
    """n answers: `y`, the fixed columns `x` (n × p, full rank, with the mean in it), random `factors`."""

    y: Floats
    x: Floats
    factors: tuple[Factor, ...]


def factor_of(name: str, values: Sequence[Hashable]) -> Factor:
    """A factor out of what stands beside each answer; levels in the order in which they first come."""
    places: dict[Hashable, int] = {}
    codes = [places.setdefault(value, len(places)) for value in values]
    return Factor(name, np.array(codes, dtype=np.int64), tuple(places))
