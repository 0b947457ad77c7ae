"""What a search answers."""

from datetime import date
from typing import Annotated

import msgspec

from plumbline.market.snapshot import ProductHit
from plumbline.products.search import Facet, Understood, Why


class ProductPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of products, with the filters and their counts."""

    as_of: Annotated[date, msgspec.Meta(description="The day the gate was asked for.")]
    market_revision: Annotated[int, msgspec.Meta(description="The state of the market that was searched.")]
    total: Annotated[int, msgspec.Meta(description="How many products fit.")]
    sort: Annotated[str, msgspec.Meta(description="The order of the items.")]
    items: Annotated[list[ProductHit], msgspec.Meta(description="The products of this page.")]
    facets: Annotated[list[Facet], msgspec.Meta(description="Every filter with a count behind each value.")]
    next: Annotated[str | None, msgspec.Meta(description="The cursor of the next page, null on the last.")]
    suggestions: Annotated[
        list[str], msgspec.Meta(description="Words of the catalogue that mistyped ones were taken for.")
    ]
    understood: Annotated[
        list[Understood], msgspec.Meta(description="The words of the query, one by one, as they were taken.")
    ]
    why: Annotated[
        list[Why],
        msgspec.Meta(description="For each item, in the same order, why it was found; empty without words."),
    ]
