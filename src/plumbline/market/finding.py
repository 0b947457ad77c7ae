"""What a query finds in the market, how well, and why: kept for the queries asked last.

A product is found by words when it has one or two asked for, or half of more; where nothing has so
many, when it has as many as anything. Those that have all come first. A word counts under its other
names too. See docs/decisions/0023-keyword-search-in-memory.md.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from plumbline.market.asking import Unit, units_of
from plumbline.market.text import Floats, Places, TextIndex

Bools = NDArray[np.bool_]
QUERIES_KEPT: Final = 64
ALL_OF: Final = 2
"""Of as many words all have to be found; of more, half."""
_SCALE: Final = 1_000_000
_ALL: Final = 10_000.0  # more than any score: what has every word comes before what has not


class Relevance(msgspec.Struct, frozen=True, kw_only=True):
    """What one query found. Arrays are by position in the market."""

    units: tuple[Unit, ...]
    found: Bools
    by_words: Bools
    figures: NDArray[np.int64]
    """How well, as a whole number: equal is a tie. 0 where it is not found."""
    order: Places
    """What is found, best first; equals by id."""
    has: Bools
    """Units × products: which has which."""


class Finder:
    """Answers queries over one state of the market's texts. Safe to be asked by many threads."""

    def __init__(self, index: TextIndex, ids: Sequence[object]) -> None:
        """`ids` by position break ties: they must sort, and be as many as the documents."""
        self.index = index
        self._by_id = np.empty(len(ids), dtype=np.int64)
        self._by_id[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))  # type: ignore[arg-type]
        self._kept: OrderedDict[str, Relevance] = OrderedDict()
        self._lock = threading.Lock()

    def relevance(self, query: str) -> Relevance | None:
        """What `query` finds; None when it is empty. Signs alone are no words, and find nothing."""
        if not query.strip():
            return None
        with self._lock:
            known = self._kept.get(query)
            if known is not None:
                self._kept.move_to_end(query)
                return known
        made = self._made(query)
        with self._lock:
            self._kept[query] = made
            while len(self._kept) > QUERIES_KEPT:
                self._kept.popitem(last=False)
        return made

    def scores(self, query: str) -> Floats | None:
        """How well each product has the words of `query`, 0 where it is not found by words; None if empty.

        What is only near in meaning is left out: this is what a ranking may be narrowed down by, and a
        learned model has no say in who enters one.
        """
        found = self.relevance(query)
        return (
            None if found is None else np.where(found.by_words, np.maximum(found.figures, 1), 0).astype(float)
        )

    def _made(self, query: str) -> Relevance:
        units = units_of(query, self.index)
        if not units:
            return self._nothing()
        scores = np.array([self.index.score(unit.tokens) for unit in units])
        has = scores > 0
        by_words = _enough(has)
        score = scores.sum(axis=0) + _ALL * has.all(axis=0)
        figures = np.where(by_words, np.maximum(np.rint(score * _SCALE), 1), 0).astype(np.int64)
        places = np.flatnonzero(by_words)
        return Relevance(
            units=tuple(units),
            found=by_words,
            by_words=by_words,
            figures=figures,
            order=places[np.lexsort((self._by_id[places], -figures[places]))],
            has=has,
        )

    def _nothing(self) -> Relevance:
        nowhere = np.zeros(self.index.size, dtype=np.bool_)
        figures = np.zeros(self.index.size, dtype=np.int64)
        has = np.zeros((0, self.index.size), dtype=np.bool_)
        return Relevance(
            units=(), found=nowhere, by_words=nowhere, figures=figures, order=figures[:0], has=has
        )


def _enough(has: Bools) -> Bools:
    """Which products have all of one or two units, or half of more; or else as many as any has."""
    asked = len(has)
    counts = has.sum(axis=0)
    wanted = asked if asked <= ALL_OF else (asked + 1) // 2
    found: Bools = counts >= max(1, min(wanted, int(counts.max(initial=0))))
    return found
