"""Products like another over the API."""

from collections.abc import Sequence

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from plumbline.market.source import MarketSource
from plumbline.products.similar import SimilarOut, similar_to
from plumbline.web.responses import problems


@get(
    "/products/{slug:str}/similar",
    operation_id="getSimilarProducts",
    summary="Products like this one",
    description="By what they say of themselves (see /models/meaning): a suggestion of what to look at too, "
    "whatever the gate says of them. It has no part in any score.",
    tags=["Products"],
    responses=problems(404),
)
async def get_similar_products(slug: FromPath[str], market: NamedDependency[MarketSource]) -> SimilarOut:
    """At most five, nearest first."""
    return similar_to(await market.for_async(), slug)


handlers: Sequence[ControllerRouterHandler] = (get_similar_products,)
