"""A text as the words a search looks at: folded, stemmed, without the small ones, with their other names."""

from typing import Final

from catalog.language.folding import folded
from catalog.language.glossary import Glossary
from catalog.language.porter import stem

_SMALL: Final = """
a also an and any are as at be been between but by can each even for from had has have her his how i
if in into is it its just many me more most much my no nor not of on once or our own same she so
such than that the their them then there these they this those to too under up very was we were what
when where which while who whom why will with would you your
"""
SMALL: Final = frozenset(_SMALL.split())
"""Words that say nothing of a product, and stand in every description."""


def tokens_of(text: str, glossary: Glossary) -> list[str]:
    """The stems of a text in order, then one token per term of the glossary each time it is meant."""
    words = folded(text)
    stems = list(map(stem, words))
    said = [stem(word) for word in words if word not in SMALL]
    return said + [glossary.token(found.term) for found in glossary.every(stems)]
