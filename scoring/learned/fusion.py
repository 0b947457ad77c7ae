"""Two orders of the same things made into one.

G. V. Cormack, C. L. A. Clarke and S. Büttcher, Reciprocal rank fusion outperforms Condorcet and
individual rank learning methods, SIGIR 2009: the sum of 1 / (60 + place) over the lists.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

FROM: Final = 60
FIRST: Final = 100
"""Places of a list that count."""


def fused(lists: Sequence[NDArray[np.int64]], size: int) -> NDArray[np.float64]:
    """A score for each of `size` things from lists of them, best first; 0 for one in no first hundred."""
    scores = np.zeros(size)
    for places in lists:
        first = places[:FIRST]
        scores[first] += 1 / (FROM + 1.0 + np.arange(len(first)))
    return scores
