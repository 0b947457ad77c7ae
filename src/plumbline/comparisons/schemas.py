"""What a comparison is."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

import msgspec

from plumbline.market.snapshot import ProductHit


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is compared; `cells` stand in the order of the products."""

    id: str
    title: str
    cells: Annotated[list[str], msgspec.Meta(description="What each product has, in words.")]
    values: Annotated[list[str], msgspec.Meta(description="The same as fixed words, to be read by programs.")]
    differs: Annotated[bool, msgspec.Meta(description="Is it not the same for all of them?")]


def row_of(row_id: str, title: str, pairs: Iterable[tuple[str, str]]) -> Row:
    """A row from (fixed word, words) per product."""
    values, cells = zip(*pairs, strict=True)
    return Row(id=row_id, title=title, cells=list(cells), values=list(values), differs=len(set(values)) > 1)


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Rows that belong together."""

    id: str
    title: str
    rows: list[Row]


class ComparisonOut(msgspec.Struct, frozen=True, kw_only=True):
    """Two to five products side by side on a day."""

    as_of: date
    market_revision: int
    term_months: int
    size: dict[str, int]
    differences_only: bool
    products: list[ProductHit]
    groups: list[Group]
