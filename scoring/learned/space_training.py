"""Makes a space of meanings from texts. The only part of it that needs scikit-learn."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from scoring.learned.space import Space

SEED: Final = 20_260
LEAST_TEXTS: Final = 20
"""Fewer texts than this, and their likeness would be an accident."""
MOST_TERMS: Final = 8_000
MOST_AXES: Final = 128
_SHARE: Final = 0.75
"""Axes for each text, up to the most: a small market keeps nearly all that tells its products apart."""
_ROUNDS: Final = 7
_DIGITS: Final = 6


class TooLittleError(Exception):
    """There is not enough to learn from: how much there is, and how much it takes."""

    def __init__(self, what: str, there: int, least: int) -> None:
        super().__init__(f"{there} {what}, and it takes at least {least}")
        self.what, self.there, self.least = what, there, least


def train_space(texts: Sequence[Sequence[str]], seed: int = SEED) -> Space:
    """The space of texts given as grams. Raises `TooLittleError`.

    The same texts, seed and libraries give the same bytes; figures are rounded to six digits.
    """
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    said = [grams for grams in texts if grams]
    if len(said) < LEAST_TEXTS:
        raise TooLittleError("texts", len(said), LEAST_TEXTS)
    weigh = TfidfVectorizer(analyzer=list, sublinear_tf=True, max_features=MOST_TERMS)
    weighed = weigh.fit_transform(said)
    axes = min(MOST_AXES, round(len(said) * _SHARE), weighed.shape[1] - 1)
    found = TruncatedSVD(axes, n_iter=_ROUNDS, random_state=seed).fit(weighed)
    return Space(
        terms=tuple(weigh.get_feature_names_out().tolist()),
        rarity=np.round(weigh.idf_, _DIGITS).astype(np.float32),
        axes=np.ascontiguousarray(np.round(found.components_.T, _DIGITS).astype(np.float32)),
    )
