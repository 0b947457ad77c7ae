"""Routes of suppliers, products, capabilities and prices: public to read."""

from collections.abc import Sequence
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter
from litestar.types import ControllerRouterHandler

from plumbline.kit.pagination import LARGEST_PAGE
from plumbline.products import reading
from plumbline.products.schemas import (
    CapabilityDetailOut,
    CapabilityList,
    CatalogueStandardList,
    CostOut,
    PriceList,
    ProductOut,
    ReleaseList,
    SupplierDetailOut,
    SupplierPage,
)
from plumbline.rankings.schemas import LONGEST_TERM
from plumbline.rankings.sizes import sizes_of
from plumbline.storage.engine import Database
from plumbline.web.responses import problems

SUPPLIERS = ["Suppliers"]
PRODUCTS = ["Products"]
CAPABILITIES = ["Capabilities"]
Slug = Annotated[str, PathParameter(description="The product's name in addresses.")]


@get(
    "/suppliers",
    operation_id="listSuppliers",
    summary="Find suppliers by name",
    tags=SUPPLIERS,
    responses=problems(422),
    sync_to_thread=True,
)
def list_suppliers(
    database: NamedDependency[Database],
    q: Annotated[str, QueryParameter(max_length=200, description="Words of the name.")] = "",
    origin: Annotated[
        str | None, QueryParameter(description="demonstration, public_record or listed.")
    ] = None,
    cursor: Annotated[
        str | None, QueryParameter(max_length=2000, description="The `next` of the page before.")
    ] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=LARGEST_PAGE)] = 50,
) -> SupplierPage:
    """By name, each with how many products it has."""
    with database.read() as db:
        return reading.list_suppliers(db, q, origin, cursor, limit)


@get(
    "/suppliers/{slug:str}",
    operation_id="getSupplier",
    summary="One supplier with its products",
    tags=SUPPLIERS,
    responses=problems(404),
    sync_to_thread=True,
)
def get_supplier(
    database: NamedDependency[Database],
    slug: Annotated[str, PathParameter(description="The supplier's name in addresses.")],
) -> SupplierDetailOut:
    """As recorded, with where the record comes from."""
    with database.read() as db:
        return reading.supplier_of(db, slug)


@get(
    "/capabilities",
    operation_id="listCapabilities",
    summary="Every capability, with how many products have it",
    tags=CAPABILITIES,
    responses=problems(503),
    sync_to_thread=True,
)
def list_capabilities(database: NamedDependency[Database]) -> CapabilityList:
    """All of them: there are some dozens."""
    with database.read() as db:
        return reading.list_capabilities(db)


@get(
    "/capabilities/{code:str}",
    operation_id="getCapability",
    summary="One capability with its epics",
    tags=CAPABILITIES,
    responses=problems(404),
    sync_to_thread=True,
)
def get_capability(
    database: NamedDependency[Database],
    code: Annotated[str, PathParameter(description="The capability's code, like C5.")],
) -> CapabilityDetailOut:
    """The binding epics first."""
    with database.read() as db:
        return reading.capability_of(db, code)


@get(
    "/catalogue-standards",
    operation_id="listCatalogueStandards",
    summary="The standards of the public catalogue of 2020, as records",
    description="What products are held to in this market stands at /standards. These are dated copies.",
    tags=CAPABILITIES,
    responses=problems(503),
    sync_to_thread=True,
)
def list_catalogue_standards(database: NamedDependency[Database]) -> CatalogueStandardList:
    """All of them; none before the list was imported."""
    with database.read() as db:
        return reading.list_catalogue_standards(db)


@get(
    "/products/{slug:str}",
    operation_id="getProduct",
    summary="One product: what it is, who supplies it, what it can do",
    tags=PRODUCTS,
    responses=problems(404),
    sync_to_thread=True,
)
def get_product(database: NamedDependency[Database], slug: Slug) -> ProductOut:
    """As recorded. Where it stands against the standards: ask for its conformance."""
    with database.read() as db:
        return reading.product_of(db, slug)


@get(
    "/products/{slug:str}/releases",
    operation_id="listProductReleases",
    summary="The releases of a product, newest first",
    tags=PRODUCTS,
    responses=problems(404),
    sync_to_thread=True,
)
def list_releases(database: NamedDependency[Database], slug: Slug) -> ReleaseList:
    """Evidence counts for the current one."""
    with database.read() as db:
        return reading.releases_of(db, slug)


@get(
    "/products/{slug:str}/prices",
    operation_id="listProductPrices",
    summary="The price plans of a product",
    tags=PRODUCTS,
    responses=problems(404),
    sync_to_thread=True,
)
def list_prices(database: NamedDependency[Database], slug: Slug) -> PriceList:
    """Flat, per unit, tiered in three ways, once or recurring; net of VAT."""
    with database.read() as db:
        return reading.prices_of(db, slug)


@get(
    "/products/{slug:str}/cost",
    operation_id="getProductCost",
    summary="Whole-life cost for a size and a term, with the arithmetic",
    description="Every plan of the product, cheapest first. Each line is rounded half up to the penny once, "
    "and the total is the sum of the lines. A plan that needs a number that was not given says which.",
    tags=PRODUCTS,
    responses=problems(404, 422),
    sync_to_thread=True,
)
def get_cost(
    database: NamedDependency[Database],
    slug: Slug,
    term_months: Annotated[int, QueryParameter(ge=1, le=LONGEST_TERM, description="Months.")] = 60,
    size: Annotated[
        list[str] | None,
        QueryParameter(max_items=20, description="Unit and number, like patient:12000; may be repeated."),
    ] = None,
) -> CostOut:
    """In Decimal, to the penny."""
    numbers = sizes_of(size or ())
    with database.read() as db:
        return reading.cost_of(db, slug, numbers, term_months)


handlers: Sequence[ControllerRouterHandler] = (
    list_suppliers,
    get_supplier,
    list_capabilities,
    get_capability,
    list_catalogue_standards,
    get_product,
    list_releases,
    list_prices,
    get_cost,
)
