"""How good themes are, without anybody's judgement: do their words go together, and do they come again."""

import math
from collections.abc import Sequence
from itertools import combinations
from statistics import fmean
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.learned.themes import WORDS_SHOWN, Themes

_LEAST: Final = 1e-12


def coherence(themes: Themes, texts: Sequence[Sequence[str]]) -> float:
    """Mean normalised pointwise mutual information of the words shown of each theme, -1 to 1.

    G. Bouma, Normalized (pointwise) mutual information in collocation extraction, 2009: over whether two
    words stand in the same text. Two words that never do count as -1.
    """
    holds = [frozenset(text) for text in texts]
    found = []
    for row in themes.words:
        first = np.argsort(-row, kind="stable")[:WORDS_SHOWN]
        words = [themes.terms[place] for place in first if row[place] > 0]
        found += [_npmi(one, other, holds) for one, other in combinations(words, 2)]
    return fmean(found) if found else 0.0


def _npmi(one: str, other: str, holds: Sequence[frozenset[str]]) -> float:
    both = sum(one in text and other in text for text in holds) / len(holds)
    if both == 0:
        return -1.0
    apart = [sum(word in text for text in holds) / len(holds) for word in (one, other)]
    return 1.0 if both == 1 else math.log(both / (apart[0] * apart[1])) / -math.log(both)


def matched(one: Themes, other: Themes) -> float:
    """Mean cosine of the themes of two models in the best pairing (Hungarian method), 0 to 1."""
    from scipy.optimize import linear_sum_assignment

    terms = sorted({*one.terms, *other.terms})
    cosine = _over(one, terms) @ _over(other, terms).T
    rows, columns = linear_sum_assignment(-cosine)
    return float(cosine[rows, columns].sum() / max(cosine.shape))


def _over(themes: Themes, terms: Sequence[str]) -> NDArray[np.float64]:
    place = {term: number for number, term in enumerate(terms)}
    rows = np.zeros((len(themes.words), len(terms)))
    rows[:, [place[term] for term in themes.terms]] = themes.words
    lengths: NDArray[np.float64] = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.maximum(lengths, _LEAST)
