"""How good an order is, against grades given by people."""

import math
from collections.abc import Mapping, Sequence


def ndcg(order: Sequence[str], grades: Mapping[str, float], first: int = 10) -> float:
    """Normalised discounted cumulative gain of the first places, 0 to 1; 1 where nothing has a grade.

    The gain of a grade g is 2^g - 1, the discount of place i (from 1) is 1 / log2(i + 1): Järvelin and
    Kekäläinen 2002, with the gain of Burges et al. 2005. What has no grade counts as 0.
    """
    best = _gain(sorted(grades.values(), reverse=True)[:first])
    return _gain([grades.get(each, 0) for each in order[:first]]) / best if best else 1.0


def _gain(grades: Sequence[float]) -> float:
    return math.fsum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))
