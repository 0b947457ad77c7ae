"""What comments are about: themes, each a weight for every word, and the comments nearest to each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats32 = NDArray[np.float32]
LEAST_LIKENESS: Final = 0.1
"""A comment that is less like every theme than this (cosine) belongs to none."""
WORDS_SHOWN: Final = 5


@dataclass(frozen=True)
class Themes:
    """`rarity` (idf) by term, and `words`, themes × terms, each theme of length 1. Both float32.

    `terms` are stems, and `shown` the word that people most often wrote for each.
    """

    terms: tuple[str, ...]
    shown: tuple[str, ...]
    rarity: Floats32
    words: Floats32

    @cached_property
    def _place(self) -> dict[str, int]:
        return {term: place for place, term in enumerate(self.terms)}

    def theme_of(self, tokens: Iterable[str]) -> int | None:
        """The theme that a comment is most like (cosine of its weighed words); None if like none.

        Equals go to the first. A comment of no known word is like none.
        """
        counts = Counter(place for token in tokens if (place := self._place.get(token)) is not None)
        if not counts:
            return None
        places = np.fromiter(counts, dtype=np.int64, count=len(counts))
        times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        weights = (1 + np.log(times)) * self.rarity[places]
        likeness = self.words[:, places] @ (weights / np.linalg.norm(weights))
        best = int(np.argmax(likeness))
        return best if likeness[best] >= LEAST_LIKENESS else None

    def words_of(self, theme: int) -> tuple[str, ...]:
        """The words that weigh most in a theme, as people wrote them."""
        row = self.words[theme]
        first = np.argsort(-row, kind="stable")[:WORDS_SHOWN]
        return tuple(self.shown[place] for place in first if row[place] > 0)
