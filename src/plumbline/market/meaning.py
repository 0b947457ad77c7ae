"""Where each product lies in a learned space of meanings, and what lies near it."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from plumbline.market.asking import BEGUN, Unit
from plumbline.market.text import Floats, Places, TextIndex
from scoring.learned.space import Floats32, Space, grams_of

FIELDS: Final = slice(2, 7)
"""Kind, capabilities, summary, description, what the capabilities are: no names, which mean nothing."""
LEAST_NEARNESS: Final = 0.1
"""What lies farther from a query than this (cosine) is not near in meaning,"""
LEAST_LIKENESS: Final = 0.3
"""and what lies farther from a product is not like it."""
_TIE: Final = 1e6  # figures are compared to six digits, so that a tie is a tie

Known = dict[tuple[str, ...], Floats32]


class Meaning:
    """The products of one state of the market, laid in one space."""

    def __init__(
        self, model: object, space: Space, index: TextIndex, before: "Meaning | None" = None
    ) -> None:
        """`model` names the space. What `before` laid in the same one is taken over, text by text."""
        self.model = model
        self.space = space
        self._index = index
        known: Known = before.known if before is not None and before.model == model else {}
        self.known: Known = {}
        for texts in index.documents:
            said = texts[FIELDS]
            if said not in self.known:
                laid = known.get(said)
                self.known[said] = laid if laid is not None else space.vector(_grams(said, index))
        rows = [self.known[texts[FIELDS]] for texts in index.documents]
        self.vectors = np.array(rows, dtype=np.float32).reshape(len(rows), space.axes.shape[1])

    def words_known(self, place: int) -> int:
        """How many different words of a product the space knows."""
        return self.space.known(_grams(self._index.documents[place][FIELDS], self._index))

    def nearness(self, units: Sequence[Unit]) -> Floats:
        """How near each product lies to a query: the cosine, to six digits."""
        return self._nearness(self.space.vector(_asked(units)))

    def like(self, place: int, most: int, by_id: Places) -> list[tuple[int, float]]:
        """The products most like one, with how like they are, nearest first; equals by id."""
        nearness = self._nearness(self.vectors[place])
        nearness[place] = 0.0
        near = np.flatnonzero(nearness >= LEAST_LIKENESS)
        order = near[np.lexsort((by_id[near], -nearness[near]))][:most]
        return [(int(each), float(nearness[each])) for each in order]

    def _nearness(self, vector: Floats32) -> Floats:
        # Row by row: a product of matrix and vector would wake threads for less than a thread takes to wake.
        cosine: Floats = np.vecdot(self.vectors, vector).astype(np.float64)
        return np.rint(cosine * _TIE) / _TIE


def grams_of_documents(index: TextIndex) -> list[list[str]]:
    """What a space is trained on: the grams of every product."""
    return [_grams(texts[FIELDS], index) for texts in index.documents]


def _grams(texts: tuple[str, ...], index: TextIndex) -> list[str]:
    return grams_of([index.tokens(text) for text in texts])


def _asked(units: Sequence[Unit]) -> list[str]:
    """A query as grams: what was typed or meant, not what it might be the beginning of."""
    return grams_of([[token for unit in units for token, worth in unit.tokens if worth != BEGUN]])
