"""Finding products: words, filters with counts, an order, and pages that stay put.

Everything is computed on the market's snapshot, so the counts and the list always agree.
"""

import bisect
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from typing import Annotated, Any, Final
from weakref import WeakKeyDictionary

import msgspec
import numpy as np
from numpy.typing import NDArray

from catalog.standards_loader import standards
from catalog.words import GATE_STATE_NAMES, PRODUCT_TYPE_NAMES, ProductType
from plumbline.kit.errors import Invalid
from plumbline.kit.pagination import decode_cursor, encode_cursor
from plumbline.market.asking import Unit, meant_by
from plumbline.market.facets import FACETS, Bools
from plumbline.market.finding import Relevance
from plumbline.market.snapshot import Snapshot

SORTS: Final = ("relevance", "name", "gate", "compliance", "experience", "newest")
LEGENDS: Final = {
    "product_type": "Kind of system",
    "gate": "May it be bought?",
    "capability": "What it does",
    "standard": "Shown to meet",
    "supplier": "Supplier",
    "origin": "Kind of record",
}
"""The words for every filter."""
MOST_VALUES: Final = 60
"""Values of one filter that an answer lists: the most frequent, and those that are chosen."""
ORIGIN_NAMES: Final = {
    "demonstration": "Fictional demonstration",
    "public_record": "Public record of 2020",
    "listed": "Listed by its supplier",
}


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody looks for."""

    words: str = ""
    choice: dict[str, tuple[str, ...]] = {}
    sort: str | None = None  # relevance when there are words, else name
    limit: int = 20
    cursor: str | None = None


class FacetValue(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a filter, and how many products choosing it would show."""

    value: str
    title: str
    count: int
    chosen: bool


class Facet(msgspec.Struct, frozen=True, kw_only=True):
    """One filter."""

    name: str
    values: list[FacetValue]


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was asked for, and how it was understood."""

    asked: Annotated[str, msgspec.Meta(description="As it was typed.")]
    taken_for: Annotated[
        tuple[str, ...], msgspec.Meta(description="The words it was taken for: nothing holds it as typed.")
    ]
    name: Annotated[str, msgspec.Meta(description="What the glossary calls it; its other names count too.")]


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """Why one product was found: by words, by meaning, or by both."""

    slug: str
    words: Annotated[
        list[str], msgspec.Meta(description="Which of the words asked for it has, as they were typed.")
    ]
    meant: Annotated[
        list[str],
        msgspec.Meta(
            description="The same, as the product has them: a mistyped word put right, another name by what "
            "the glossary calls it."
        ),
    ]
    nearness: Annotated[
        float | None,
        msgspec.Meta(description="How near it lies in meaning (cosine), where it is found by that too."),
    ]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What was found: positions in the snapshot, best first."""

    positions: list[int]
    total: int
    facets: list[Facet]
    next: str | None
    sort: str
    suggestions: list[str]
    understood: list[Understood]
    why: list[Why]


def search(snapshot: Snapshot, asked: Search) -> Found:
    """Search the market. Raises `Invalid` for an unknown filter value, sort or cursor."""
    _refuse_unknown(snapshot, asked)
    relevance = snapshot.text.relevance(asked.words)
    within = np.ones(snapshot.size, dtype=np.bool_) if relevance is None else relevance.found
    fits = snapshot.facets.mask(asked.choice) & within
    total = int(np.count_nonzero(fits))
    sort = asked.sort or "relevance"
    if relevance is None and sort == "relevance":
        sort = "name"
    order = relevance.order if relevance and sort == "relevance" else snapshot.orders[sort]
    positions, following = _page(snapshot, order[fits[order]], sort, relevance, asked)
    return Found(
        positions=positions,
        total=total,
        facets=[_facet(snapshot, name, asked, within) for name in FACETS],
        next=following,
        sort=sort,
        suggestions=[word for unit in relevance.units for word in unit.taken_for] if relevance else [],
        understood=[_understood(unit) for unit in relevance.units] if relevance else [],
        why=_why(snapshot, relevance, positions) if relevance else [],
    )


def _understood(unit: Unit) -> Understood:
    return Understood(asked=unit.asked, taken_for=unit.taken_for, name=unit.name)


def _why(snapshot: Snapshot, relevance: Relevance, positions: list[int]) -> list[Why]:
    """For each product of a page, the words that it has."""
    asked = [unit.asked for unit in relevance.units]
    meant = [meant_by(snapshot.text.index, unit, positions) for unit in relevance.units]
    nearness = relevance.nearness
    has = relevance.has[:, positions].T.tolist()
    return [
        Why(
            slug=snapshot.records[place].slug,
            words=list(compress(asked, has[line])),
            meant=list(compress((words[line] for words in meant), has[line])),
            nearness=None if nearness is None else (round(float(nearness[place]), 2) or None),
        )
        for line, place in enumerate(positions)
    ]


def _refuse_unknown(snapshot: Snapshot, asked: Search) -> None:
    if asked.sort is not None and asked.sort not in SORTS:
        step = f"Use one of {', '.join(SORTS)}."
        raise Invalid.field("/sort", f"{asked.sort!r} is no order.", next_step=step)
    refuse_unknown_values(asked.choice)


def refuse_unknown_values(choice: Mapping[str, Sequence[str]], within: str = "") -> None:
    """Raise `Invalid`, pointing below `within`, for a value that no product can ever have."""
    for name, value in unknown_values(choice):
        step = f"Use {', '.join(_CAN_HAVE[name])}."
        raise Invalid.field(f"{within}/{name}", f"{value!r} is not one of them.", next_step=step)


def unknown_values(choice: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Each filter and value in `choice` that no product can ever have."""
    for name, values in choice.items():
        yield from ((name, value) for value in values if value not in _CAN_HAVE.get(name, values))


_CAN_HAVE: Final[dict[str, tuple[str, ...]]] = {
    "gate": tuple(GATE_STATE_NAMES),
    "origin": tuple(ORIGIN_NAMES),
    "product_type": tuple(str(kind) for kind in PRODUCT_TYPE_NAMES),
}


def _page(
    snapshot: Snapshot,
    in_order: NDArray[np.int64],
    sort: str,
    relevance: Relevance | None,
    asked: Search,
) -> tuple[list[int], str | None]:
    """The rows after the cursor, and the cursor behind them."""
    start = 0
    if asked.cursor is not None:
        last = decode_cursor(asked.cursor, (str, int, str, str))
        if last[0] != sort:
            raise Invalid.field("/cursor", "This cursor belongs to another order.", next_step="Start again.")
        start = bisect.bisect_right(
            in_order, last[1:], key=lambda place: _key(snapshot, int(place), sort, relevance)
        )
    rows = in_order[start : start + asked.limit].tolist()
    if start + asked.limit >= len(in_order):
        return rows, None
    return rows, encode_cursor([sort, *_key(snapshot, rows[-1], sort, relevance)])


def _key(snapshot: Snapshot, place: int, sort: str, relevance: Relevance | None) -> tuple[int, str, str]:
    """What a row is sorted by: a figure, then its name (not by relevance), then its id."""
    record = snapshot.records[place]
    if sort == "relevance" and relevance is not None:
        return -int(relevance.figures[place]), "", str(record.id)
    figure = 0 if sort == "name" else int(snapshot.sort_figures[sort][place])
    return figure, record.name.casefold(), str(record.id)


def _facet(snapshot: Snapshot, name: str, asked: Search, within: Bools) -> Facet:
    """The values of a filter that have something behind them or are chosen, in their own order."""
    facets = snapshot.facets
    chosen = frozenset(asked.choice.get(name, ()))
    counts = facets.counts(name, facets.mask(asked.choice, without=name) & within)
    shown = np.flatnonzero(counts)
    if len(shown) > MOST_VALUES:
        shown = np.sort(shown[np.argsort(-counts[shown], kind="stable")[:MOST_VALUES]])
    places = shown.tolist()
    missing = {facets.place[name][value] for value in chosen if value in facets.place[name]}.difference(
        places
    )
    if missing:
        places = sorted([*places, *missing])
    values, titles = facets.values[name], _titles(snapshot, name)
    return Facet(
        name=name,
        values=[
            FacetValue(
                value=values[place],
                title=titles[place],
                count=count,
                chosen=values[place] in chosen,
            )
            for place, count in zip(places, counts[places].tolist(), strict=True)
        ],
    )


_titles_kept: WeakKeyDictionary[Snapshot, dict[str, list[str]]] = WeakKeyDictionary()


def _titles(snapshot: Snapshot, name: str) -> list[str]:
    """The words for every value of a filter, made once for a snapshot."""
    kept = _titles_kept.setdefault(snapshot, {})
    if name not in kept:
        kept[name] = [title_of(snapshot, name, value) for value in snapshot.facets.values[name]]
    return kept[name]


def title_of(snapshot: Snapshot, name: str, value: str) -> str:
    """The words for a value of a filter."""
    match name:
        case "product_type":
            return PRODUCT_TYPE_NAMES.get(ProductType(value), value)
        case "gate":
            return GATE_STATE_NAMES.get(value, value)
        case "capability":
            return snapshot.capability_names.get(value, value)
        case "standard":
            found = standards().get(value)
            return found.title if found else value
        case "supplier":
            return snapshot.supplier_names.get(value, value)
    return ORIGIN_NAMES.get(value, value)


def choice_of(**values: Sequence[str] | None) -> dict[str, tuple[str, ...]]:
    """The filters that somebody set, from optional lists of values."""
    found: dict[str, Any] = {name: tuple(chosen) for name, chosen in values.items() if chosen}
    return found
