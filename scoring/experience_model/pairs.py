"""What each organisation said of each product, by its level of the factor that is eliminated: as columns.

What is said after an answer was folded in reads all of it. Column by column that costs little more than
the fold; organisation by organisation it would cost a part of a fit that one notices.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from scoring.mixed.data import Floats

Pair = tuple[str, str]
"""A product and an organisation."""
Places = NDArray[np.int64]


class Pairs:
    """Levels in the order in which they came. `counts` are their answers, `fixed` the sums of the fixed
    columns of these, `shares` for how much each voice counts and `first` for how much at the fit.
    """

    def __init__(self, pairs: Sequence[Pair], counts: Floats, fixed: Floats, shares: Floats) -> None:
        """Those that the equations are laid with."""
        self.named = list(pairs)
        self.level = {pair: place for place, pair in enumerate(self.named)}
        self._product_names: dict[str, int] = {}
        self._place_names: dict[str, int] = {}
        self.product = np.array([_number(self._product_names, pair[0]) for pair in pairs], dtype=np.int64)
        self.place = np.array([_number(self._place_names, pair[1]) for pair in pairs], dtype=np.int64)
        self.counts = counts.astype(np.float64)
        self.fixed = fixed
        self.shares, self.first = shares.copy(), shares.copy()
        self._islands: int | None = None

    def add(self, pair: Pair) -> None:
        """One more level, which has no answers yet."""
        self.level[pair] = len(self.named)
        self.named.append(pair)
        self.product = np.append(self.product, _number(self._product_names, pair[0]))
        self.place = np.append(self.place, _number(self._place_names, pair[1]))
        self.counts = np.append(self.counts, 0.0)
        self.fixed = np.vstack([self.fixed, np.zeros(self.fixed.shape[1])])
        self.shares, self.first = np.append(self.shares, 1.0), np.append(self.first, 1.0)

    def change(self, level: int, fixed: Floats, sign: int) -> None:
        """An answer of a level comes (1) or goes (-1), with its fixed columns."""
        before = self.counts[level]
        self.counts[level] += sign
        self.fixed[level] += sign * fixed
        if (before > 0) != (self.counts[level] > 0):
            self._islands = None

    @property
    def products(self) -> list[str]:
        """The names that `product` counts."""
        return list(self._product_names)

    @property
    def live(self) -> Places:
        """The levels that have answers."""
        return np.flatnonzero(self.counts)

    def by_product(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """Of each product that has any its answers, and the organisations that they are from."""
        live = self.live
        size = len(self._product_names)
        answers = np.bincount(self.product[live], weights=self.counts[live], minlength=size)
        places = np.bincount(self.product[live], minlength=size)
        rows = zip(self._product_names, answers.tolist(), places.tolist(), strict=True)
        told = [(name, int(count), number) for name, count, number in rows if number]
        return Counter({n: count for n, count, _ in told}), Counter({n: number for n, _, number in told})

    def islands(self) -> int:
        """The groups of products that share no organisation; found anew when a pair came or went."""
        if self._islands is None:
            live, products = self.live, len(self._product_names)
            nodes = products + len(self._place_names)
            links = (np.ones(len(live)), (self.product[live], products + self.place[live]))
            _, group = connected_components(coo_matrix(links, shape=(nodes, nodes)), directed=False)
            self._islands = len(np.unique(group[self.product[live]]))
        return self._islands


def _number(names: dict[str, int], name: str) -> int:
    return names.setdefault(name, len(names))
