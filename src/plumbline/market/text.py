"""Full-text search in memory: which products have all the words, and how well.

Words are folded (case, accents, a plural's s). Every word asked for has to be found; the last one
may be the beginning of a word, as when somebody is still typing. A word in the name weighs most.
"""

import bisect
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Final

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"[a-z0-9]+")
FIELD_WEIGHTS: Final = (8.0, 4.0, 3.0, 2.0, 1.0)
"""Name, supplier, capabilities, summary, description."""
_BEGINNING: Final = 0.6
"""What a match at the beginning of a longer word is worth beside a whole word."""
MOST_WORDS: Final = 12
_SHORTEST_PLURAL: Final = 4

Floats = NDArray[np.float64]


def words_of(text: str) -> list[str]:
    """The folded words of a text: lower case, no accents, "records" as "record"."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return [_singular(word) for word in _WORD.findall(plain)]


def _singular(word: str) -> str:
    is_plural = len(word) >= _SHORTEST_PLURAL and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if is_plural else word


class TextIndex:
    """An inverted index over texts in fields; a document is its position."""

    def __init__(self, documents: Sequence[tuple[str, ...]]) -> None:
        """`documents` hold one text per field, in the order of `FIELD_WEIGHTS`."""
        self.size = len(documents)
        found: defaultdict[str, dict[int, float]] = defaultdict(dict)
        for position, fields in enumerate(documents):
            for weight, text in zip(FIELD_WEIGHTS, fields, strict=True):
                for word in set(words_of(text)):
                    found[word][position] = max(weight, found[word].get(position, 0.0))
        self._words = sorted(found)
        self._postings = {
            word: (
                np.fromiter(places, dtype=np.int64, count=len(places)),
                np.fromiter(places.values(), dtype=np.float64, count=len(places)) * self._rarity(len(places)),
            )
            for word, places in found.items()
        }

    def _rarity(self, documents: int) -> float:
        """A word found everywhere says little (inverse document frequency, Robertson's smoothing)."""
        return math.log(1.0 + (self.size - documents + 0.5) / (documents + 0.5)) + 0.05

    def scores(self, query: str) -> Floats | None:
        """A score per document, 0 where a word is missing; None for an empty query.

        Signs alone are no words that anything could have: they are found nowhere.
        """
        words = words_of(query)[:MOST_WORDS]
        total = np.zeros(self.size)
        if not words:
            return total if query.strip() else None
        everywhere = np.ones(self.size, dtype=np.bool_)
        for word in words[:-1]:
            score = self._whole(word)
            everywhere &= score > 0
            total += score
        last = np.maximum(self._whole(words[-1]), self._beginning(words[-1]))
        everywhere &= last > 0
        return np.where(everywhere, total + last, 0.0)

    def _whole(self, word: str) -> Floats:
        score = np.zeros(self.size)
        if word in self._postings:
            places, weights = self._postings[word]
            score[places] = weights
        return score

    def _beginning(self, word: str) -> Floats:
        score = np.zeros(self.size)
        for longer in self._starting_with(word):
            places, weights = self._postings[longer]
            score[places] = np.maximum(score[places], weights * _BEGINNING)
        return score

    def _starting_with(self, word: str) -> Iterable[str]:
        first = bisect.bisect_left(self._words, word)
        last = bisect.bisect_left(self._words, word + "\x7f")
        return self._words[first:last]

    def suggestions(self, query: str) -> list[str]:
        """Words that exist and look like those of `query` that do not, nearest first."""
        missing = [word for word in words_of(query)[:MOST_WORDS] if word not in self._postings]
        near = (get_close_matches(word, self._words, n=2, cutoff=0.75) for word in missing)
        return list(dict.fromkeys(word for words in near for word in words))
