"""Pages of products: the search with its filters, and each product."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.types import ControllerRouterHandler

from plumbline.kit.clock import Clock, today
from plumbline.market.snapshot import Snapshot
from plumbline.market.source import MarketSource
from plumbline.products.product_page import product_page
from plumbline.products.search import LEGENDS, SORTS, Facet, Found, Search, choice_of, search, unknown_values
from plumbline.web.asked import asked_choices, asked_day, asked_words
from plumbline.web.templating import page

LINES: Final = 20
_ASKED_FOR: Final = frozenset({*LEGENDS, "q", "sort", "cursor", "as_of"})
_OPEN: Final = frozenset({"product_type", "gate"})
_SORTS: Final = (
    ("gate", "May it be bought?"),
    ("experience", "What users say"),
    ("compliance", "Share of requirements met"),
    ("newest", "Newest first"),
)
# The order that holds where none is chosen is sent as nothing: whoever types words into the list by name gets
# the best match first.
_BY_WORDS: Final = (("", "Best match"), ("name", "Name"), *_SORTS)
_BY_NAME: Final = (("", "Name"), *_SORTS)
_USUAL: Final = {True: (None, "relevance"), False: (None, "name")}


class FilterBoxes(msgspec.Struct, frozen=True, kw_only=True):
    """One filter as ticked boxes: (value, words, how many, ticked)."""

    name: str
    legend: str
    options: tuple[tuple[str, str, int, bool], ...]
    chosen: int
    open: bool


@get("/products", include_in_schema=False, sync_to_thread=True)
def search_page(
    request: Request[Any, Any, Any],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
    q: FromQuery[str | None] = None,
    product_type: FromQuery[list[str] | None] = None,
    gate: FromQuery[list[str] | None] = None,
    capability: FromQuery[list[str] | None] = None,
    standard: FromQuery[list[str] | None] = None,
    supplier: FromQuery[list[str] | None] = None,
    origin: FromQuery[list[str] | None] = None,
    sort: FromQuery[str | None] = None,
    cursor: FromQuery[str | None] = None,
    as_of: FromQuery[str | None] = None,
) -> Response[str]:
    """Products that fit, with a count beside every filter."""
    day = asked_day(as_of, clock)
    snapshot = market.current(day)
    asked = choice_of(
        product_type=asked_choices(product_type),
        gate=asked_choices(gate),
        capability=asked_choices(capability),
        standard=asked_choices(standard),
        supplier=asked_choices(supplier),
        origin=asked_choices(origin),
    )
    choice, left_out = _understood(asked, sort, request.query_params)
    words = asked_words(q)
    wanted = Search(words=words, choice=choice, sort=_sort(sort, words), limit=LINES, cursor=cursor or None)
    found = search(snapshot, wanted)
    return page(
        "products/search.jinja",
        request=request,
        **_found(snapshot, wanted, found),
        **_asked(wanted, day, today(clock)),
        first=not cursor,
        left_out=left_out,
    )


def _understood(
    asked: Mapping[str, Sequence[str]], sort: str | None, query: Iterable[str]
) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """The filters without what nothing can have, and what was left out, in words: people edit addresses."""
    wrong = list(unknown_values(asked))
    left_out = [f"{name} {value!r}" for name, value in wrong]
    left_out += [f"sort {sort!r}"] if sort and sort not in SORTS else []
    left_out += [name for name in query if name not in _ASKED_FOR]
    kept = {name: [value for value in values if (name, value) not in wrong] for name, values in asked.items()}
    return choice_of(**kept), [words[:80] for words in left_out[:10]]


def _sort(sort: str | None, words: str) -> str | None:
    """The order asked for; the best match first cannot be had without words."""
    return None if sort not in SORTS or (sort == "relevance" and not words) else sort


def _found(snapshot: Snapshot, wanted: Search, found: Found) -> dict[str, Any]:
    cards = [snapshot.hits[position] for position in found.positions]
    return {
        "cards": cards,
        "demonstration": any(card.origin == "demonstration" for card in cards),
        "total": found.total,
        "facets": [_boxes(facet) for facet in found.facets if facet.values],
        "sort": wanted.sort if wanted.sort not in _USUAL[bool(wanted.words)] else "",
        "sorts": _BY_WORDS if wanted.words else _BY_NAME,
        "next": found.next,
        "without": _without_filters(snapshot, wanted) if not found.total else 0,
        "understood": found.understood,
        "why": found.why,
    }


def _without_filters(snapshot: Snapshot, wanted: Search) -> int:
    """How many products there would be without the filters: for whoever finds none with them."""
    return search(snapshot, Search(words=wanted.words, limit=1)).total if wanted.choice else 0


def _boxes(facet: Facet) -> FilterBoxes:
    return FilterBoxes(
        name=facet.name,
        legend=LEGENDS[facet.name],
        options=tuple((item.value, item.title, item.count, item.chosen) for item in facet.values),
        chosen=sum(item.chosen for item in facet.values),
        open=facet.name in _OPEN,
    )


def _asked(wanted: Search, day: date, now: date) -> dict[str, Any]:
    """The question as it stands in the form, in links to further pages, and in the one to rank."""
    filters: dict[str, Any] = {"q": wanted.words, **wanted.choice}
    if day != now:
        filters["as_of"] = day.isoformat()
    return {
        "q": wanted.words,
        "day": day,
        "is_today": day == now,
        "asked": {**filters, "sort": wanted.sort},
        "rank_query": filters,
    }


handlers: Sequence[ControllerRouterHandler] = (search_page, product_page)
