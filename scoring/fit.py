"""How well products are shown to fit with what a buyer holds: a figure from 0 to 1, and the most it might be.

Of the ways that there may be between two kinds of system (`catalog.interoperability`), each counts by the
weaker of its two ends, as the method publishes what an assurance is worth; their mean is the pair's figure,
and the mean over what is held the product's. The denominators hang on kinds and on the estate alone: what is
not shown counts nothing and stays in them. So more shown never lowers a figure, and no product moves another.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from math import lcm
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from catalog.interoperability.exchanges import Exchanges, exchanges
from catalog.interoperability.shown import STRONGEST, UNKNOWN, Talk, unknown_sides
from catalog.words import ASSURANCE_ORDER, Assurance, ProductType

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
HUNDRED: Final = 100
_KINDS: Final = tuple(str(kind) for kind in ProductType)
_LEVELS: Final = np.arange(STRONGEST + 1)


class Held(msgspec.Struct, frozen=True, order=True):
    """Something that the buyer holds: its place in the market, and whether it is the release that was shown.

    Of another release nothing is known.
    """

    place: int
    is_shown: bool = True


class Fit(msgspec.Struct, frozen=True):
    """Per product what is shown, and the most that it might be if all that is not known turned out well.

    NaN where nothing else is held than the product itself.
    """

    shown: Floats
    most: Floats


def pair_figures(found: Sequence[Talk], worth: Mapping[Assurance, int]) -> tuple[float, float]:
    """Of the ways between two systems: what is shown, and what might be at most, 0 to 1.

    Where there is no way nothing is shown, and nothing is ruled out.
    """
    if not found:
        return 0.0, 1.0
    shown = sum(worth[talk.assurance] for talk in found if talk.assurance)
    most = sum(worth[talk.possible] for talk in found if talk.possible)
    return shown / (HUNDRED * len(found)), most / (HUNDRED * len(found))


class FitMarket:
    """What every product has shown of each side, laid out so that an estate costs one gather per way.

    `sides` are products × sides, as `sides_shown` gives them (none for a product of which nothing is known);
    `kinds` the kind of each product. Every sum is a whole number far below 2^53: a figure is one division,
    the same on every machine.
    """

    def __init__(
        self, sides: Sequence[Sequence[int]], kinds: Sequence[str], among: Exchanges | None = None
    ) -> None:
        found = among or exchanges()
        nothing = unknown_sides(found)
        told = chain.from_iterable(each or nothing for each in sides)
        table = np.fromiter(told, dtype=np.int64).reshape(len(kinds), len(nothing))
        self._shown = np.maximum(table, UNKNOWN)
        self._most = np.where(table == UNKNOWN, STRONGEST, self._shown)
        self._kind = np.array([_KINDS.index(kind) for kind in kinds], dtype=np.int64)
        self._mine = np.array([way.mine for way in found.ways], dtype=np.int64)
        self._theirs = np.array([way.theirs for way in found.ways], dtype=np.int64)
        stands = np.array([[side.is_for(kind) for kind in _KINDS] for side in found.sides], dtype=np.int64)
        possible = stands[self._mine][:, :, None] * stands[self._theirs][:, None, :]  # ways × kinds × kinds
        ways = possible.sum(axis=0)
        one = lcm(*(int(count) for count in np.unique(ways) if count))
        self._whole = HUNDRED * one
        self._share = possible * np.where(ways, one // np.maximum(ways, 1), 0)
        self._open = np.where(ways, 0, self._whole)  # between kinds with no way: nothing shown, all possible
        self._places = [
            [np.ascontiguousarray(self._kind * len(_LEVELS) + table[:, mine]) for mine in self._mine]
            for table in (self._shown, self._most)
        ]

    def fit(self, held: Collection[Held], worth: Mapping[Assurance, int]) -> Fit:
        """The figures of every product. `worth` is what each assurance counts, in hundredths."""
        estate = sorted(set(held))
        counts = np.array([0, *(worth[each] for each in ASSURANCE_ORDER)], dtype=np.int64)
        themselves = np.bincount([each.place for each in estate], minlength=len(self._kind))
        others = self._whole * (len(estate) - themselves)
        shown, most = (self._summed(estate, counts, best=best) for best in (False, True))
        with np.errstate(invalid="ignore"):  # 0 of 0: not known
            return Fit(shown / others, most / others)

    def _summed(self, estate: Sequence[Held], counts: Whole, *, best: bool) -> Whole:
        kinds = self._kind[[each.place for each in estate]]
        ends = self._ends(estate, best=best)
        share = self._share[:, :, kinds]  # ways × kinds × held
        reached = counts[np.minimum(_LEVELS, ends[:, self._theirs].T[:, :, None])]  # ways × held × levels
        table = (share @ reached).reshape(len(self._mine), -1)
        total = np.zeros(len(self._kind), dtype=np.int64)
        for row, places in zip(table, self._places[best], strict=True):
            total += row.take(places)
        if best:
            total += self._open[:, kinds].sum(axis=1)[self._kind]
        for each, end in zip(estate, ends, strict=True):  # a product is not held against itself
            total[each.place] -= self._with_itself(each.place, end, counts, best=best)
        return total

    def _ends(self, estate: Sequence[Held], *, best: bool) -> Whole:
        """What each held product has shown, or might, of each side."""
        table = self._most if best else self._shown
        nothing = STRONGEST if best else UNKNOWN
        return np.array(
            [table[each.place] if each.is_shown else np.full(table.shape[1], nothing) for each in estate]
        )

    def _with_itself(self, place: int, end: Whole, counts: Whole, *, best: bool) -> int:
        kind = self._kind[place]
        own = (self._most if best else self._shown)[place]
        weaker = np.minimum(own[self._mine], end[self._theirs])
        found = int(self._share[:, kind, kind] @ counts[weaker])
        return found + (int(self._open[kind, kind]) if best else 0)
