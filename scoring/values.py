"""From raw figures to values: straight lines between published anchors, in whole numbers.

A value never depends on another product: taking a bid away, or adding one, changes no other's.
"""

import numpy as np
from numpy.typing import NDArray

from scoring.method import Criterion

Floats = NDArray[np.float64]


def values_of(criterion: Criterion, raw: Floats) -> Floats:
    """Values of `raw` (one figure per product), 0 to 10,000, whole numbers held in float64.

    Beyond the outer anchors the nearest anchor's value holds. NaN, a figure that is not known,
    becomes 0.
    """
    at = np.array([anchor for anchor, _ in criterion.anchors], dtype=np.float64)
    values = np.array([value for _, value in criterion.anchors], dtype=np.float64)
    found = np.rint(np.interp(raw, at, values))
    return np.where(np.isnan(raw), 0.0, found)
