"""The products that a filter leaves, and their columns, kept while weights move.

Whoever weighs moves a slider many times over the same filter and terms; only the sum is new then. What is
kept knows its market by a weak reference: a strong one would keep every market that ever was.
"""

from collections import OrderedDict
from typing import Final
from weakref import WeakKeyDictionary, proxy

import msgspec
import numpy as np

from plumbline.kit.keeping import kept
from plumbline.market.columns import Columns, ColumnStore, Terms
from plumbline.market.facets import Bools
from plumbline.market.like_me import ForBuyer
from plumbline.market.like_me_answers import figure_out
from plumbline.market.snapshot import GATE_ORDER, Floats, Snapshot
from plumbline.products.search import choice_of, refuse_unknown_values
from plumbline.rankings.estate import fits, is_held
from plumbline.rankings.schemas import Filter
from scoring.ranking import Positions

SELECTIONS_KEPT: Final = 32
FINITE: Final = msgspec.json.Encoder()


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """What fits a filter: `places` of those that pass the gate, and those that do not.

    `near` are those of both that have too few of the words asked for, and are near them in meaning.
    """

    places: Positions
    excluded: list[int]
    excluded_by_gate: dict[str, int]
    near: tuple[int, ...]


class Tails(dict[int, msgspec.Raw]):
    """By place: what does not depend on the weights of a row of `RankingOut`, as JSON: the value of `raw`,
    and the fields that follow it.

    Made when it is first asked for; from then on a look costs no call of ours.
    """

    def __init__(self, snapshot: Snapshot, columns: Columns, terms: Terms) -> None:
        self._snapshot = snapshot
        self._columns = columns
        self._estate = terms.estate
        self._mix = terms.like_me

    def __missing__(self, place: int) -> msgspec.Raw:
        raw = FINITE.encode(self._columns.raw[:, place].tolist())  # NaN is written as null
        cost = FINITE.encode(float(self._columns.cost[place]))
        product = bytes(self._snapshot.fragments[place])
        fits = self._fits(place) if self._estate else b""
        said = self._said(place) if self._mix is not None else b""
        found = msgspec.Raw(b'%b,"cost":%b,"product":%b%b%b' % (raw, cost, product, fits, said))
        self[place] = found
        return found

    def _said(self, place: int) -> bytes:
        """What is said of a row more where experience is for a buyer's own mix."""
        assert self._mix is not None
        figure = ForBuyer(self._snapshot.felt, self._mix).figure(self._snapshot.records[place].id)
        return b',"like_me":%b' % FINITE.encode(figure and figure_out(figure))

    def _fits(self, place: int) -> bytes:
        """What is said of a row more where an estate is stated."""
        most = self._columns.most
        method = self._snapshot.estate_method
        assert method is not None  # the columns were made by it
        return b',"held":%b,"fit":%b,"fit_at_most":%b' % (
            FINITE.encode(is_held(self._estate, place)),
            FINITE.encode(fits(self._snapshot, method, self._estate, place)),
            FINITE.encode(None if most is None else float(most[place])),
        )


class Entrants:
    """The products that are ranked, on given terms: criteria × products, in the order of their places."""

    def __init__(self, snapshot: Snapshot, columns: Columns, selection: Selection, terms: Terms) -> None:
        self.columns, self.selection = columns, selection
        self.values: Floats = np.ascontiguousarray(columns.values.take(selection.places, axis=1))
        self.tails = Tails(snapshot, columns, terms)


class SelectionStore:
    """Selections and entrants of one snapshot for what was asked last."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot: Snapshot = proxy(snapshot)
        self.columns = ColumnStore(self._snapshot).columns
        self._selections: OrderedDict[Filter, Selection] = OrderedDict()
        self._entrants: OrderedDict[tuple[Terms, Filter], Entrants] = OrderedDict()

    def selection(self, asked: Filter) -> Selection:
        """What fits the filter. Raises `Invalid` for a value of a filter that nothing can have."""
        return kept(self._selections, asked, lambda: _selected(self._snapshot, asked), SELECTIONS_KEPT)

    def entrants(self, terms: Terms, asked: Filter) -> Entrants:
        """The products that fit and pass, with their columns on these terms."""
        return kept(self._entrants, (terms, asked), lambda: self._entered(terms, asked), SELECTIONS_KEPT)

    def _entered(self, terms: Terms, asked: Filter) -> Entrants:
        selection = self.selection(asked)
        return Entrants(self._snapshot, self.columns(terms), selection, terms)


_stores: WeakKeyDictionary[Snapshot, SelectionStore] = WeakKeyDictionary()


def selections_of(snapshot: Snapshot) -> SelectionStore:
    """The store that belongs to a snapshot, and goes with it."""
    found = _stores.get(snapshot)
    if found is None:
        found = _stores[snapshot] = SelectionStore(snapshot)
    return found


def _selected(snapshot: Snapshot, asked: Filter) -> Selection:
    fits, near = _fits(snapshot, asked)
    out = np.flatnonzero(fits & ~snapshot.admitted)
    counts = np.bincount(snapshot.gate_codes[out], minlength=len(GATE_ORDER)).tolist()
    return Selection(
        places=np.flatnonzero(fits & snapshot.admitted),
        excluded=out.tolist(),
        excluded_by_gate={str(s): count for s, count in zip(GATE_ORDER, counts, strict=True) if count},
        near=tuple(np.flatnonzero(near).tolist()),
    )


def _fits(snapshot: Snapshot, asked: Filter) -> tuple[Bools, Bools]:
    """Which products fit: those that a search with the same words and filters shows. How well they fit the
    words is left behind here. And which of them were found by their meaning alone.
    """
    choice = choice_of(
        product_type=asked.product_type,
        gate=asked.gate,
        capability=asked.capability,
        standard=asked.standard,
        supplier=asked.supplier,
        origin=asked.origin,
    )
    refuse_unknown_values(choice, within="/filter")
    fits = snapshot.facets.mask(choice)
    found = snapshot.text.relevance(asked.q) if asked.q else None
    if found is None:
        return fits, np.zeros(snapshot.size, dtype=np.bool_)
    return fits & found.found, fits & found.found & ~found.by_words
