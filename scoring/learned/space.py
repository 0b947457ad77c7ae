"""A space in which texts about alike things lie near each other: latent semantic analysis.

S. Deerwester and others, Indexing by latent semantic analysis, JASIS 41(6), 1990. Words and pairs of
words are weighed by how often (1 + ln) and how rarely (idf) they occur, as scikit-learn's
TfidfVectorizer does, and laid on the axes of a truncated singular value decomposition.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from catalog.language.glossary import MARK

Floats32 = NDArray[np.float32]
_LEAST: Final = 1e-9


@dataclass(frozen=True)
class Space:
    """`rarity` (idf) by term, and `axes`, terms × dimensions. Both float32."""

    terms: tuple[str, ...]
    rarity: Floats32
    axes: Floats32

    @cached_property
    def _place(self) -> dict[str, int]:
        return {term: place for place, term in enumerate(self.terms)}

    def vector(self, grams: Iterable[str]) -> Floats32:
        """Where a text lies, at distance 1 from the origin; the origin where it has no known word."""
        counts = Counter(place for gram in grams if (place := self._place.get(gram)) is not None)
        places = np.fromiter(counts, dtype=np.int64, count=len(counts))
        times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        weights = (1 + np.log(times)) * self.rarity[places]
        laid: Floats32 = (weights / (np.linalg.norm(weights) or 1.0)) @ self.axes[places]
        length = np.linalg.norm(laid)
        return laid / length if length > _LEAST else np.zeros_like(laid)

    def known(self, grams: Iterable[str]) -> int:
        """How many different terms of a text stand in this space."""
        return len({gram for gram in grams if gram in self._place})

    def vectors(self, texts: Iterable[Iterable[str]]) -> Floats32:
        """The same of many texts: texts × dimensions."""
        rows = [self.vector(grams) for grams in texts]
        return np.array(rows, dtype=np.float32).reshape(len(rows), self.axes.shape[1])


def grams_of(fields: Iterable[Sequence[str]]) -> list[str]:
    """Tokens of a text field by field, and after them each pair of words that stand together."""
    found: list[str] = []
    for tokens in fields:
        words = [token for token in tokens if not token.startswith(MARK)]
        found += tokens
        found += [f"{one} {other}" for one, other in pairwise(words)]
    return found
