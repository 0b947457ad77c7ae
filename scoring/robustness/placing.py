"""How often each product is among the first by what its users say, and by nothing else.

The draws are those of a trial whose weights all lie on experience: the same counts, bit for bit.
"""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from scoring.method import Method
from scoring.robustness.drawn import experience_drawn
from scoring.robustness.uncertain import Spread
from scoring.smaa.acceptability import BLOCK, Tally

_CONFIDENT: Final = 1.96  # 95 % of a normal distribution lie within so many deviations


def half_width(draws: int) -> float:
    """Of the 95 % interval of a share of so many draws, at most."""
    return _CONFIDENT * 0.5 / math.sqrt(draws)


def among_first(method: Method, figures: Sequence[float | None], spreads: Sequence[Spread]) -> list[int]:
    """For each product in how many draws it is among the first: how many draws, and how many are the first,
    the method says. Raises ValueError for a method that tries no rankings, or asks for no experience.
    """
    rule = method.robustness
    felt = next((each for each in method.criteria if each.id == "experience"), None)
    if rule is None or felt is None:
        raise ValueError(f"{method.id} does not say how what users say is tried")
    if not figures:
        return []
    drawn = experience_drawn(felt, figures, spreads, rule.draws, rule.seed)
    tally = Tally(len(figures), 1, min(rule.first, len(figures)))
    for start in range(0, rule.draws, BLOCK):
        scores = drawn[start : start + BLOCK].astype(np.float64)
        tally.add(scores, np.ones((len(scores), 1)))
    counts: list[int] = tally.held.sum(axis=1).tolist()
    return counts
