"""The page that puts two to five products side by side."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.types import ControllerRouterHandler

from plumbline.comparisons.schemas import ComparisonOut
from plumbline.comparisons.service import FEWEST, MOST, compare, places_of
from plumbline.kit.clock import Clock, today
from plumbline.market.snapshot import Snapshot
from plumbline.market.source import MarketSource
from plumbline.rankings.estate_view import estate_words
from plumbline.rankings.schemas import DEFAULT_SIZE, DEFAULT_TERM
from plumbline.web.asked import asked_choices, asked_day
from plumbline.web.templating import page


@get("/compare", include_in_schema=False, sync_to_thread=True)
def compare_page(
    request: Request[Any, Any, Any],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
    product: FromQuery[list[str] | None] = None,
    estate: FromQuery[list[str] | None] = None,
    differences_only: FromQuery[str | None] = None,
    as_of: FromQuery[str | None] = None,
) -> Response[str]:
    """With fewer than two products it only asks which; one that is not there is named even then."""
    day = asked_day(as_of, clock)
    snapshot = market.current(day)
    chosen = asked_choices(product)
    held = asked_choices(estate)
    only = differences_only == "true"
    compared = _compared(snapshot, chosen, held, only=only)
    return page(
        "comparisons/compare.jinja",
        request=request,
        day=day,
        chosen=chosen,
        most=MOST,
        choices=[(record.slug, record.name) for record in snapshot.records],
        differences_only=only,
        estate=[(text, estate_words(snapshot, text)) for text in held],
        columns=compared.products if compared else [],
        groups=compared.groups if compared else [],
        asked={
            "product": chosen,
            "estate": held,
            "differences_only": "true" if only else None,
            "as_of": day.isoformat() if day != today(clock) else None,
        },
        demonstration=any(
            p.origin == "demonstration" for p in (compared.products if compared else snapshot.hits)
        ),
    )


def _compared(
    snapshot: Snapshot, chosen: Sequence[str], held: Sequence[str], *, only: bool
) -> ComparisonOut | None:
    if len(chosen) < FEWEST:
        places_of(snapshot, chosen)  # one that is not there is named all the same
        return None
    return compare(snapshot, chosen, DEFAULT_SIZE, DEFAULT_TERM, estate=held, differences_only=only)


handlers: Sequence[ControllerRouterHandler] = (compare_page,)
