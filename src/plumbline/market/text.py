"""The keyword index, in memory: which products have a word, and how well (BM25, field by field).

The same on SQLite and PostgreSQL, whose own full-text searches stem and weigh differently: see
docs/decisions/0023-keyword-search-in-memory.md.
"""

import bisect
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from catalog.language.folding import folded
from catalog.language.glossary import glossary
from catalog.language.porter import stem
from catalog.language.spelling import Spelling
from catalog.language.words import tokens_of

FIELD_WEIGHTS: Final = (6.0, 3.0, 2.5, 2.0, 1.5, 1.0, 0.5)
"""Name, supplier, kind, capabilities, summary, description, what the capabilities are."""
SATURATION: Final = 1.2
"""BM25's k1: how soon another occurrence stops counting."""
LENGTH: Final = 0.5
"""BM25's b: how much a text loses by being longer than others of its field."""
MOST_BEGUN: Final = 100
"""Words that a beginning of one may stand for: the most frequent."""

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


class TextIndex:
    """An inverted index over texts in fields; a document is its position."""

    def __init__(self, documents: Sequence[tuple[str, ...]], before: "TextIndex | None" = None) -> None:
        """`documents` hold one text per field, in the order of `FIELD_WEIGHTS`.

        What `before` read of the same texts is taken over: of a market little changes at a time.
        """
        self.documents = documents
        self.size = len(documents)
        self.glossary = glossary()
        known = before.read if before is not None else {}
        texts = {text for fields in documents for text in fields}
        self.read: dict[str, tuple[str, ...]] = {
            text: known.get(text) or tuple(tokens_of(text, self.glossary)) for text in texts
        }
        counts = {text: Counter(tokens) for text, tokens in self.read.items()}
        self._postings = self._posted([[counts[text] for text in fields] for fields in documents])
        self.words = self._surface(documents)
        self._sorted = sorted(self.words)

    def _posted(self, counted: list[list[Counter[str]]]) -> dict[str, tuple[Places, Floats]]:
        lengths = [[counts.total() for counts in fields] for fields in counted]
        usual = [max(1.0, sum(column) / len(column)) for column in zip(*lengths, strict=True)]
        found: defaultdict[str, dict[int, float]] = defaultdict(dict)
        for position, (fields, total) in enumerate(zip(counted, lengths, strict=True)):
            for weight, average, length, counts in zip(FIELD_WEIGHTS, usual, total, fields, strict=True):
                room = SATURATION * (1 - LENGTH + LENGTH * length / average)
                for token, times in counts.items():
                    places = found[token]
                    places[position] = places.get(position, 0.0) + weight * times / (times + room)
        return {
            token: (
                np.fromiter(places, dtype=np.int64, count=len(places)),
                np.fromiter(places.values(), dtype=np.float64, count=len(places)) * self._rarity(len(places)),
            )
            for token, places in found.items()
        }

    def _rarity(self, documents: int) -> float:
        """A word found everywhere says little (inverse document frequency, Robertson's smoothing)."""
        return math.log(1.0 + (self.size - documents + 0.5) / (documents + 0.5)) + 0.05

    def _surface(self, documents: Sequence[tuple[str, ...]]) -> Mapping[str, int]:
        """Words as they are written, with how many texts hold each."""
        texts = Counter(text for fields in documents for text in fields)
        found: Counter[str] = Counter()
        for text, times in texts.items():
            for word in set(folded(text)):
                found[word] += times
        return found

    @cached_property
    def spelling(self) -> Spelling:
        """The words that a mistyped one is held against: those of the texts and of the glossary."""
        return Spelling({**dict.fromkeys(self.glossary.words, 0), **self.words})

    def tokens(self, text: str) -> tuple[str, ...]:
        """The stems and terms of a text of a document."""
        return self.read[text]

    def __contains__(self, token: str) -> bool:
        """Does any document have this stem or term?"""
        return token in self._postings

    def which_have(self, token: str, places: Sequence[int]) -> list[bool]:
        """Which of these documents have a stem or term."""
        if token not in self._postings:
            return [False] * len(places)
        found: list[bool] = np.isin(places, self._postings[token][0]).tolist()
        return found

    def score(self, tokens: Sequence[tuple[str, float]]) -> Floats:
        """How well each document answers one of several tokens, each with a factor: the best counts."""
        score = np.zeros(self.size)
        for number, (token, factor) in enumerate(tokens):
            if token in self._postings:
                places, weights = self._postings[token]
                if number:
                    score[places] = np.maximum(score[places], weights * factor)
                else:
                    score[places] = weights * factor
        return score

    def begun(self, word: str) -> list[str]:
        """The stems of the words that begin with `word`, itself left out."""
        first = bisect.bisect_left(self._sorted, word)
        last = bisect.bisect_left(self._sorted, word + "\x7f")
        words = [longer for longer in self._sorted[first:last] if longer != word]
        if len(words) > MOST_BEGUN:
            words = sorted(words, key=lambda longer: -self.words[longer])[:MOST_BEGUN]
        return list(dict.fromkeys(stem(longer) for longer in words))
