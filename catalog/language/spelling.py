"""Words that somebody may have meant: those of a vocabulary that are a slip or two away.

A slip is a letter too many, too few, another one, or two that changed places (optimal string
alignment, the restricted distance of Damerau and Levenshtein).
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

ONE_SLIP_FROM: Final = 4
TWO_SLIPS_FROM: Final = 8
"""Letters from which a word may hold one slip, and two. Shorter words are taken as they are typed."""
MOST: Final = 3
_LONGEST: Final = 40


class Spelling:
    """A vocabulary with how often each word occurs."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        """Words with digits and very short ones are never taken for a slip's origin."""
        self._frequencies = frequencies
        self._by_length: dict[int, list[tuple[str, int]]] = {}
        for word in sorted(frequencies):
            if word.isalpha() and ONE_SLIP_FROM - 1 <= len(word) <= _LONGEST:
                self._by_length.setdefault(len(word), []).append((word, _letters(word)))
        self.nearest = lru_cache(maxsize=1024)(self._nearest)

    def _nearest(self, word: str) -> tuple[str, ...]:
        """At most `MOST` words that `word` may have meant, the most frequent first; none if none is near."""
        allowed = (len(word) >= ONE_SLIP_FROM) + (len(word) >= TWO_SLIPS_FROM)
        if not allowed or not word.isalpha() or len(word) > _LONGEST:
            return ()
        found: dict[int, list[str]] = {}
        for other in self._candidates(word, allowed):
            slips = slips_between(word, other, allowed)
            if slips <= allowed and (slips == 1 or word[0] == other[0]):
                found.setdefault(slips, []).append(other)
        nearest = found.get(min(found, default=0), [])
        return tuple(sorted(nearest, key=lambda other: (-self._frequencies[other], other))[:MOST])

    def _candidates(self, word: str, allowed: int) -> list[str]:
        """Words of about the length and about the letters: the others cannot be near."""
        letters = _letters(word)
        lengths = range(len(word) - allowed, len(word) + allowed + 1)
        return [
            other
            for length in lengths
            for other, theirs in self._by_length.get(length, ())
            if (letters ^ theirs).bit_count() <= 2 * allowed
        ]


def _letters(word: str) -> int:
    """Which letters a word has, as bits: each slip changes two of them at most."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) - ord("a"))
    return bits


def slips_between(one: str, other: str, most: int) -> int:
    """The least number of slips from `one` to `other`; `most` + 1 where there are more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, theirs in enumerate(other, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != theirs))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                least = min(least, older[j - 2] + 1)
            row.append(least)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
