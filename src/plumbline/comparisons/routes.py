"""Comparisons over the API: public to read."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from plumbline.comparisons.schemas import ComparisonOut
from plumbline.comparisons.service import compare, comparison_table
from plumbline.kit.exports import export, format_of
from plumbline.market.snapshot import Snapshot
from plumbline.market.source import MarketSource
from plumbline.rankings.schemas import DEFAULT_SIZE, DEFAULT_TERM, LONGEST_TERM
from plumbline.rankings.sizes import sizes_of
from plumbline.web.downloads import ExportAnswer, Format, download
from plumbline.web.responses import problems

Products = Annotated[list[str], QueryParameter(description="Two to five slugs: product=a&product=b")]
Sizes = Annotated[list[str] | None, QueryParameter(description="Units, repeated: size=user:1200")]
Term = Annotated[int, QueryParameter(ge=1, le=LONGEST_TERM)]
DifferencesOnly = Annotated[bool, QueryParameter(description="Leave out rows that are the same for all.")]
Estate = Annotated[
    list[str] | None,
    QueryParameter(description="What you hold, repeated: estate=slug or estate=slug@release"),
]
AsOf = Annotated[date | None, QueryParameter(description="The day; today if left out.")]


@get(
    "/comparisons",
    operation_id="compareProducts",
    summary="Two to five products side by side",
    tags=["Comparisons"],
    responses=problems(404, 422),
    sync_to_thread=True,
)
def compare_products(
    market: NamedDependency[MarketSource],
    product: Products,
    size: Sizes = None,
    term_months: Term = DEFAULT_TERM,
    estate: Estate = None,
    differences_only: DifferencesOnly = False,
    as_of: AsOf = None,
) -> ComparisonOut:
    """Row by row, with what differs marked."""
    snapshot = market.current(as_of)
    return _compared(snapshot, product, size, term_months, estate, only=differences_only)


def _compared(
    snapshot: Snapshot, product: list[str], size: Sizes, term_months: int, estate: Estate, *, only: bool
) -> ComparisonOut:
    sized = {**DEFAULT_SIZE, **sizes_of(size or [])}
    return compare(snapshot, product, sized, term_months, estate=estate or (), differences_only=only)


@get(
    "/comparisons/export",
    operation_id="exportComparison",
    summary="A comparison as a file",
    tags=["Comparisons"],
    operation_class=ExportAnswer,
    responses=problems(404, 422),
    sync_to_thread=True,
)
def export_comparison(
    market: NamedDependency[MarketSource],
    product: Products,
    size: Sizes = None,
    term_months: Term = DEFAULT_TERM,
    estate: Estate = None,
    differences_only: DifferencesOnly = False,
    as_of: AsOf = None,
    format: Format = "csv",  # noqa: A002
) -> Response[bytes]:
    """The same rows as CSV, XLSX or JSON."""
    kind = format_of(format)
    snapshot = market.current(as_of)
    found = _compared(snapshot, product, size, term_months, estate, only=differences_only)
    columns, rows = comparison_table(found)
    return download(kind, f"comparison-{found.as_of.isoformat()}", export(kind, "Comparison", columns, rows))


handlers: Sequence[ControllerRouterHandler] = (compare_products, export_comparison)
