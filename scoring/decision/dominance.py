"""Who is beaten on everything: whatever the weights, such an alternative is never first alone."""

import numpy as np
from numpy.typing import NDArray

from scoring.decision.problem import Floats

_BLOCK = 256


def dominators(values: Floats, most: Floats | None = None) -> list[list[int]]:
    """For each alternative those at least as good on every criterion and better on one.

    `values` is alternatives × criteria, more is better. Where not all is known they are the least that each
    might be, and `most` the most: an alternative is then dominated only if it is, whatever turns out.
    """
    found: list[list[int]] = []
    ends = values if most is None else most
    for start in range(0, len(values), _BLOCK):
        found += [np.flatnonzero(row).tolist() for row in _dominated_by(values, ends[start : start + _BLOCK])]
    return found


def efficient(values: Floats) -> list[int]:
    """The alternatives that nothing dominates, in their order."""
    return [place for place, by in enumerate(dominators(values)) if not by]


def _dominated_by(values: Floats, some: Floats) -> NDArray[np.bool_]:
    """Some × all: is the second at least as good everywhere and better somewhere?"""
    as_good = np.ones((len(some), len(values)), dtype=np.bool_)
    better = np.zeros_like(as_good)
    for column in range(values.shape[1]):
        mine, theirs = some[:, column][:, None], values[:, column][None, :]
        as_good &= theirs >= mine
        better |= theirs > mine
    return np.asarray(as_good & better)
