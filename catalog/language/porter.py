"""Porter's stemmer: "prescribing", "prescribed" and "prescribes" become one word.

M. F. Porter, An algorithm for suffix stripping, Program 14(3), 1980, 130-137, the same five steps
that the tokenizer `porter` of SQLite's FTS5 takes: a test holds this file to it, word by word.
"""

import re
from functools import lru_cache
from typing import Final

_SHORTEST: Final = 3
_KEPT: Final = 65_536
Rule = tuple[str, str]

_STEP_2: Final[tuple[Rule, ...]] = (
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"),
    ("logi", "log"), ("bli", "ble"), ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"),
    ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"),
    ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
)  # fmt: skip
_STEP_3: Final[tuple[Rule, ...]] = (
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""),
    ("ness", ""),
)  # fmt: skip
_STEP_4: Final = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ion", "ism", "ate", "iti", "ous",
    "ive", "ize", "al", "er", "ic", "ou",
)  # fmt: skip
_SEQUENCES: Final = re.compile(r"v+c+")
_ENDS_CVC: Final = re.compile(r"cvc$")


@lru_cache(maxsize=_KEPT)
def stem(word: str) -> str:
    """The stem of a folded word. Words of one or two letters, and what holds a digit, stay."""
    if len(word) < _SHORTEST or not word.isalpha():
        return word
    for step in (_plural, _past, _final_y, _step_2, _step_3, _step_4, _final_e, _double_l):
        word = step(word)
    return word


def _shape(word: str) -> str:
    """The word as consonants (c) and vowels (v); y is a vowel after a consonant."""
    found = ""
    for place, letter in enumerate(word):
        is_vowel = letter in "aeiou" or (letter == "y" and place > 0 and found[-1] == "c")
        found += "v" if is_vowel else "c"
    return found


def _measure(word: str) -> int:
    """How many times a vowel is followed by a consonant: Porter's m."""
    return len(_SEQUENCES.findall(_shape(word)))


def _has_vowel(word: str) -> bool:
    return "v" in _shape(word)


def _double(word: str) -> bool:
    """Two of one consonant at the end; y is one here, as SQLite has it."""
    return len(word) > 1 and word[-1] == word[-2] and word[-1] not in "aeiou"


def _short(word: str) -> bool:
    """Porter's *o: ends consonant, vowel, consonant, the last not w, x or y."""
    return bool(_ENDS_CVC.search(_shape(word))) and word[-1] not in "wxy"


def _plural(word: str) -> str:
    for suffix, instead in (("sses", "ss"), ("ies", "i"), ("ss", "ss"), ("s", "")):
        if word.endswith(suffix):
            return word[: -len(suffix)] + instead
    return word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for suffix in ("ed", "ing"):
        if word.endswith(suffix):
            rest = word[: -len(suffix)]
            return _mended(rest) if _has_vowel(rest) else word
    return word


def _mended(word: str) -> str:
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if _double(word) and word[-1] not in "lsz":
        return word[:-1]
    return word + "e" if _measure(word) == 1 and _short(word) else word


def _final_y(word: str) -> str:
    return word[:-1] + "i" if word.endswith("y") and _has_vowel(word[:-1]) else word


def _replaced(word: str, rules: tuple[Rule, ...]) -> str:
    for suffix, instead in rules:
        if word.endswith(suffix):
            rest = word[: -len(suffix)]
            return rest + instead if _measure(rest) > 0 else word
    return word


def _step_2(word: str) -> str:
    return _replaced(word, _STEP_2)


def _step_3(word: str) -> str:
    return _replaced(word, _STEP_3)


def _step_4(word: str) -> str:
    for suffix in _STEP_4:
        if word.endswith(suffix):
            rest = word[: -len(suffix)]
            goes = _measure(rest) > 1 and (suffix != "ion" or rest.endswith(("s", "t")))
            return rest if goes else word
    return word


def _final_e(word: str) -> str:
    if not word.endswith("e"):
        return word
    rest, measure = word[:-1], _measure(word[:-1])
    return rest if measure > 1 or (measure == 1 and not _short(rest)) else word


def _double_l(word: str) -> str:
    return word[:-1] if word.endswith("ll") and _measure(word[:-1]) > 1 else word
