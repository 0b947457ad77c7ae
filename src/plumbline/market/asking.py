"""What a query asks for: its words, under their other names, forgiven when mistyped or cut off."""

from collections.abc import Iterator, Sequence
from itertools import compress
from typing import Final

import msgspec

from catalog.language.folding import folded
from catalog.language.glossary import Glossary, Meant
from catalog.language.porter import stem
from catalog.language.words import SMALL
from plumbline.market.text import TextIndex

MOST_WORDS: Final = 12
OTHER_NAME: Final = 0.8
"""What another name of a thing is worth beside the word itself,"""
MISTYPED: Final = 0.7
"""a word that was perhaps meant,"""
BEGUN: Final = 0.6
"""and a longer word that begins like the last one."""


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a query asks for, and the tokens of the index that answer it, each with its worth."""

    asked: str
    tokens: tuple[tuple[str, float], ...]
    taken_for: tuple[str, ...] = ()
    """What a mistyped word was taken for."""
    name: str = ""
    """What the glossary calls it."""


class _Word(msgspec.Struct, frozen=True):
    """A word of the query: as typed, the words it is taken for, and what of it is only a beginning."""

    typed: str
    meant: tuple[str, ...]
    begun: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        return stem(self.meant[0])


def units_of(query: str, index: TextIndex) -> list[Unit]:
    """The things that a query asks for, in order; none where it holds no word at all."""
    typed = folded(query)[:MOST_WORDS]
    words = [_word(word, index, is_last=place == len(typed) - 1) for place, word in enumerate(typed)]
    stems = [word.stem for word in words]
    meant = {term.start: term for term in index.glossary.longest(stems) if _stands(term, index)}
    covered = {place for term in meant.values() for place in range(term.start, term.stop)}
    said = [place for place, word in enumerate(words) if place in covered or word.typed not in SMALL] or list(
        range(len(words))
    )
    return list(_units(words, said, meant, index.glossary))


def meant_by(index: TextIndex, unit: Unit, places: Sequence[int]) -> list[str]:
    """In what words each of these products has what a unit asks for: as typed, put right where that was
    mistyped, or by its name in the glossary where the product has it under another one.
    """
    if not unit.taken_for and not unit.name:
        return [unit.asked] * len(places)
    words = unit.taken_for or (unit.asked,)
    has = [index.which_have(stem(word), places) for word in words]
    other = unit.name or words[0]
    return [next(compress(words, line), other) for line in zip(*has, strict=True)]


def _stands(term: Meant, index: TextIndex) -> bool:
    """A term of one word is one more name for it; a longer one stands for its words if anything is that."""
    return term.stop - term.start == 1 or Glossary.token(term.term) in index


def _word(typed: str, index: TextIndex, *, is_last: bool) -> _Word:
    begun = tuple(index.begun(typed)) if is_last else ()
    root = stem(typed)
    if typed in index.words or root in index or root in index.glossary.stems or begun:
        return _Word(typed, (typed,), begun)
    return _Word(typed, index.spelling.nearest(typed) or (typed,))


def _units(words: list[_Word], said: list[int], meant: dict[int, Meant], terms: Glossary) -> Iterator[Unit]:
    behind = 0
    for place in said:
        if place < behind:
            continue
        term = meant.get(place)
        if term is not None and term.stop - term.start > 1:
            behind = term.stop
            yield _phrase(words[place:behind], term, terms)
        else:
            yield _single(words[place], term, terms)


def _phrase(words: list[_Word], term: Meant, terms: Glossary) -> Unit:
    slips = any(word.meant[0] != word.typed for word in words)
    return Unit(
        asked=" ".join(word.typed for word in words),
        tokens=((terms.token(term.term), 1.0),),
        taken_for=(" ".join(word.meant[0] for word in words),) if slips else (),
        name=terms.terms[term.term].name,
    )


def _single(word: _Word, term: Meant | None, terms: Glossary) -> Unit:
    mistyped = word.meant != (word.typed,)
    worth = MISTYPED if mistyped else 1.0
    tokens = {stem(each): worth for each in word.meant}
    if term is not None:
        tokens.setdefault(terms.token(term.term), worth * OTHER_NAME)
    for longer in word.begun:
        tokens.setdefault(longer, BEGUN)
    return Unit(
        asked=word.typed,
        tokens=tuple(tokens.items()),
        taken_for=word.meant if mistyped else (),
        name=terms.terms[term.term].name if term is not None else "",
    )
