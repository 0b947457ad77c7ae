"""Searching products over the API."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec
from litestar import MediaType, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from plumbline.kit.pagination import LARGEST_PAGE
from plumbline.market.source import MarketSource
from plumbline.products.search import Search, choice_of, search
from plumbline.products.search_schemas import ProductPage
from plumbline.web.responses import problems

Values = Annotated[list[str] | None, QueryParameter(description="Only these; may be repeated (or).")]


@get(
    "/products",
    operation_id="searchProducts",
    summary="Find products by words and filters, with a count behind every filter",
    description="Values of one filter widen the choice, filters narrow it. Two words have to be found "
    "both, of more "
    "at least half; where nothing has so many, as many as anything has. A word counts under its other "
    "names (EPR, electronic patient record), in any of its endings, mistyped by a letter or two, and, "
    "if it is the last, cut off: `understood` says how each was taken, `why` what each product has. How "
    "well words fit is an order of this list and reaches no score. Pages stay stable while products "
    "come and go.",
    tags=["Products"],
    responses=problems(422),
)
async def search_products(
    market: NamedDependency[MarketSource],
    q: Annotated[str, QueryParameter(max_length=200, description="Words to look for.")] = "",
    product_type: Values = None,
    gate: Values = None,
    capability: Values = None,
    standard: Values = None,
    supplier: Values = None,
    origin: Values = None,
    sort: Annotated[
        str | None,
        QueryParameter(description="relevance, name, gate, compliance, experience or newest."),
    ] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=LARGEST_PAGE)] = 20,
    cursor: Annotated[
        str | None, QueryParameter(max_length=2000, description="The `next` of the page before.")
    ] = None,
    as_of: Annotated[date | None, QueryParameter(description="The day; today if left out.")] = None,
) -> Response[ProductPage]:
    """Search the market as it stands on a day."""
    snapshot = await market.for_async(as_of)
    choice = choice_of(
        product_type=product_type,
        gate=gate,
        capability=capability,
        standard=standard,
        supplier=supplier,
        origin=origin,
    )
    found = search(snapshot, Search(words=q, choice=choice, sort=sort, limit=limit, cursor=cursor))
    # The products were encoded when the snapshot was made: the answer is put together from them.
    body = msgspec.json.encode(
        {
            "as_of": snapshot.as_of,
            "market_revision": snapshot.revision,
            "total": found.total,
            "sort": found.sort,
            "items": [snapshot.fragments[place] for place in found.positions],
            "facets": found.facets,
            "next": found.next,
            "suggestions": found.suggestions,
            "understood": found.understood,
            "why": found.why,
        }
    )
    return Response(body, media_type=MediaType.JSON)  # type: ignore[arg-type]


handlers: Sequence[ControllerRouterHandler] = (search_products,)
