"""Weights in whole millionths that always sum to one million."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

WHOLE = 1_000_000


class WeightError(ValueError):
    """A weight cannot be used; `criterion` says which, or is empty where it is about all."""

    def __init__(self, criterion: str, reason: str) -> None:
        super().__init__(f"{criterion}: {reason}" if criterion else reason)
        self.criterion = criterion
        self.reason = reason


def quantised(criteria: Sequence[str], weights: Mapping[str, float]) -> NDArray[np.float64]:
    """The weights in the order of `criteria`, as whole millionths (float64) that sum to 1,000,000.

    Weights may be on any scale; a criterion that is not named weighs 0. Each is rounded down, and
    the units that are then missing go one each to the largest remainders (of equal ones, to the
    first): the method of Hamilton. Weights that are whole millionths of their sum come out exactly,
    and the same weights on another scale come out the same. Raises `WeightError` for an unknown
    criterion, a weight that is negative or no number, and weights that are all 0.
    """
    for name, weight in weights.items():
        if name not in criteria:
            raise WeightError(name, f"is not a criterion; there are {', '.join(criteria)}")
        if not 0 <= weight < math.inf:  # nor is any comparison true of what is no number
            raise WeightError(name, "a weight is a number of zero or more")
    given = [float(weights.get(name, 0.0)) for name in criteria]
    largest = max(given, default=0.0)
    if largest <= 0:
        raise WeightError("", "at least one weight has to be above zero")
    scaled = [weight / largest for weight in given]  # so that the sum cannot overflow
    total = math.fsum(scaled)
    parts = [round(weight / total * _FINE_WHOLE) for weight in scaled]
    return np.array(_shared_out(parts), dtype=np.float64)


_FINE = 20
"""Shares are taken to whole parts of 1/(1,000,000 × 2^20): coarser than the error of a float64, which
thus decides nothing, and, being a power of two, fine enough for sums that people write down."""

_FINE_WHOLE = WHOLE << _FINE


def _shared_out(parts: Sequence[int]) -> list[int]:
    """Whole millionths for `parts` of a millionth, which sum to the whole but for what rounding moves."""
    units = [part >> _FINE for part in parts]
    if missing := WHOLE - sum(units):
        remainders = [part - (unit << _FINE) for part, unit in zip(parts, units, strict=True)]
        for place in sorted(range(len(parts)), key=lambda place: -remainders[place])[:missing]:
            units[place] += 1
    return units
