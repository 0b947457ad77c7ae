"""Other names for one thing: the glossary of the searches, from `glossary.toml`."""

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from catalog.language.folding import folded
from catalog.language.porter import stem

MARK: Final = "="
"""What the token of a term begins with; no word of a text does."""


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing, what it is called here, and the other words for it."""

    id: str
    name: str
    forms: tuple[str, ...]
    note: str = ""


class Meant(msgspec.Struct, frozen=True):
    """A term that a run of words means: from `start`, before `stop`."""

    term: str
    start: int
    stop: int


class Glossary:
    """Terms by their forms. What was read is never changed."""

    def __init__(self, terms: Sequence[Term]) -> None:
        """Raises ValueError for a form that stands for two terms: which one is meant would be a guess."""
        self.terms = {term.id: term for term in terms}
        self.words: set[str] = set()
        self.stems: set[str] = set()
        self._forms: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        seen: dict[tuple[str, ...], str] = {}
        for term in terms:
            for form in (term.name, *term.forms):
                words = folded(form)
                stems = tuple(stem(word) for word in words)
                if seen.setdefault(stems, term.id) != term.id:
                    raise ValueError(f"{form!r} stands for {seen[stems]} and for {term.id}")
                self.words.update(words)
                self.stems.update(stems)
        for stems, term_id in seen.items():
            self._forms.setdefault(stems[0], []).append((stems, term_id))
        for forms in self._forms.values():
            forms.sort(key=lambda form: (-len(form[0]), form))

    @staticmethod
    def token(term: str) -> str:
        """What stands in an index where a term is meant."""
        return MARK + term

    def every(self, stems: Sequence[str]) -> Iterator[Meant]:
        """Every term that a text means, by its stems; one may stand within another."""
        for place in [place for place, each in enumerate(stems) if each in self._forms]:
            yield from self._at(stems, place)

    def longest(self, stems: Sequence[str]) -> Iterator[Meant]:
        """The terms that a query means, one after the other: of those that begin alike, the longest."""
        place = 0
        while place < len(stems):
            found = next(self._at(stems, place), None)
            if found is not None:
                yield found
            place = found.stop if found is not None else place + 1

    def _at(self, stems: Sequence[str], place: int) -> Iterator[Meant]:
        for form, term in self._forms.get(stems[place], ()):
            if len(form) == 1 or tuple(stems[place : place + len(form)]) == form:
                yield Meant(term, place, place + len(form))


@cache
def glossary() -> Glossary:
    """The glossary that stands beside this file."""
    text = files(__package__).joinpath("glossary.toml").read_text("utf-8")
    return Glossary(msgspec.convert(tomllib.loads(text)["term"], list[Term]))
