"""What a query finds in the market, how well, and why: kept for the queries asked last.

A product is found by words when it has one or two asked for, or half of more; where nothing has so
many, when it has as many as anything. Those that have all come first. A word counts under its other
names too. Where a model was trained, what lies near the query in meaning is found too, and both orders are
fused. See docs/decisions/0023-keyword-search-in-memory.md and 0028-learned-models.md.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from plumbline.kit.keeping import keep
from plumbline.market.asking import Unit, units_of
from plumbline.market.meaning import LEAST_NEARNESS, Meaning
from plumbline.market.text import Floats, Places, TextIndex
from scoring.learned.fusion import FIRST, fused

Bools = NDArray[np.bool_]
QUERIES_KEPT: Final = 64
ALL_OF: Final = 2
"""Of as many words all have to be found; of more, half."""
_SCALE: Final = 1_000_000
_RANKS: Final = 1_000_000_000
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
    nearness: Floats | None
    """How near in meaning, for what is found by that; 0 for the rest. None where there is no model."""
    has: Bools
    """Units × products: which has which."""


class Finder:
    """Answers queries over one state of the market's texts. Safe to be asked by many threads."""

    def __init__(self, index: TextIndex, ids: Sequence[Any], meaning: Meaning | None = None) -> None:
        """`ids` by position break ties: they must sort, and be as many as the documents."""
        self.index = index
        self.meaning = meaning
        self.ids = ids
        self._by_id = np.empty(len(ids), dtype=np.int64)
        self._by_id[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
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
            return keep(self._kept, query, made, QUERIES_KEPT)

    @property
    def model(self) -> object:
        """Which model says what is near; None without one."""
        return self.meaning.model if self.meaning is not None else None

    def like(self, place: int, most: int) -> list[tuple[int, float]]:
        """The products most like one, with how like they are, nearest first; none without a model."""
        return self.meaning.like(place, most, self._by_id) if self.meaning is not None else []

    def _made(self, query: str) -> Relevance:
        units = units_of(query, self.index)
        if not units:
            return self._nothing()
        scores = np.array([self.index.score(unit.tokens) for unit in units])
        has = scores > 0
        by_words = _enough(has)
        words = self._ordered(by_words, np.rint((scores.sum(axis=0) + _ALL * has.all(axis=0)) * _SCALE))
        near = self._near(units)
        nearness = None if near is None else near[1]
        lists = [words] if near is None else [words, near[0]]
        found = by_words if nearness is None else by_words | (nearness > 0)
        # What stands behind the first hundred of either list keeps the order of the words.
        figures = np.rint(fused(lists, self.index.size) * _RANKS).astype(np.int64)
        behind = words[figures[words] == 0]
        figures[behind] = np.arange(len(behind), 0, -1)
        return Relevance(
            units=tuple(units),
            found=found,
            by_words=by_words,
            figures=figures,
            order=self._ordered(found, figures),
            nearness=nearness,
            has=has,
        )

    def _ordered(self, which: Bools, figures: NDArray[Any]) -> Places:
        """Those of `which`, the greatest figure first; equals by id."""
        places = np.flatnonzero(which)
        order: Places = places[np.lexsort((self._by_id[places], -figures[places]))]
        return order

    def _near(self, units: Sequence[Unit]) -> tuple[Places, Floats] | None:
        """What lies nearest in meaning, the first that a fusion looks at, and how near it lies."""
        if self.meaning is None:
            return None
        nearness = self.meaning.nearness(units)
        places = np.flatnonzero(nearness >= LEAST_NEARNESS)
        if len(places) > FIRST:
            places = places[nearness[places] >= np.partition(nearness[places], -FIRST)[-FIRST]]
        order = places[np.lexsort((self._by_id[places], -nearness[places]))][:FIRST]
        kept = np.zeros(self.index.size)
        kept[order] = nearness[order]
        return order, kept

    def _nothing(self) -> Relevance:
        nowhere = np.zeros(self.index.size, dtype=np.bool_)
        figures = np.zeros(self.index.size, dtype=np.int64)
        has = np.zeros((0, self.index.size), dtype=np.bool_)
        return Relevance(
            units=(),
            found=nowhere,
            by_words=nowhere,
            figures=figures,
            order=figures[:0],
            nearness=None,
            has=has,
        )


def _enough(has: Bools) -> Bools:
    """Which products have all of one or two units, or half of more; or else as many as any has."""
    asked = len(has)
    counts = has.sum(axis=0)
    wanted = asked if asked <= ALL_OF else (asked + 1) // 2
    found: Bools = counts >= max(1, min(wanted, int(counts.max(initial=0))))
    return found
