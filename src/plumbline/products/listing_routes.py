"""Routes by which a supplier lists products, releases and prices. They need an account of that supplier."""

from collections.abc import Sequence
from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.service import Identity, Permission, require
from plumbline.kit.clock import Clock
from plumbline.kit.errors import NotAllowed
from plumbline.products import reading, service
from plumbline.products.schemas import (
    ListedOut,
    PriceList,
    PricePlanIn,
    ProductIn,
    ReleaseIn,
    ReleaseOut,
)
from plumbline.storage.engine import Database
from plumbline.web.idempotency import once
from plumbline.web.responses import problems

TAG = ["Products"]


def supplier_behind(identity: Identity) -> UUID:
    """The supplier somebody lists for. Raises `NotAllowed`."""
    require(identity, Permission.LIST_PRODUCTS)
    if identity.supplier_id is None:
        raise NotAllowed("You act for no supplier, and products are listed for one.")
    return identity.supplier_id


@post(
    "/products",
    operation_id="listNewProduct",
    summary="List a product of your supplier",
    description="It is public at once, and not assessed until evidence on a release of it is decided.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 409, 413, 422),
    sync_to_thread=True,
)
@once
def list_new_product(
    data: JSONBody[ProductIn],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    identity: NamedDependency[Identity],
) -> ListedOut:
    """Answers with the product's name in addresses."""
    supplier_id = supplier_behind(identity)
    with database.write() as db:
        found = service.list_product(db, clock, identity.actor, supplier_id, data)
    return ListedOut(slug=found.slug, address=f"/api/v1/products/{found.slug}")


@post(
    "/products/{slug:str}/releases",
    operation_id="addRelease",
    summary="Add a release to a product of your supplier",
    description="It becomes the current release: evidence for earlier ones no longer counts.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def add_release(
    slug: FromPath[str],
    data: JSONBody[ReleaseIn],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    identity: NamedDependency[Identity],
) -> ReleaseOut:
    """Another supplier's product reads as missing."""
    supplier_id = supplier_behind(identity)
    with database.write() as db:
        return service.add_release(db, clock, identity.actor, supplier_id, slug, data)


@post(
    "/products/{slug:str}/price-plans",
    operation_id="setPricePlan",
    summary="Publish a price plan of your supplier's product",
    description="A plan of the same title is replaced; what it was stays in the audit trail.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 413, 422),
    sync_to_thread=True,
)
@once
def set_price_plan(
    slug: FromPath[str],
    data: JSONBody[PricePlanIn],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    identity: NamedDependency[Identity],
) -> PriceList:
    """Answers with every plan the product has now."""
    supplier_id = supplier_behind(identity)
    with database.write() as db:
        service.set_price_plan(db, clock, identity.actor, supplier_id, slug, data)
        return reading.prices_of(db, slug)


handlers: Sequence[ControllerRouterHandler] = (list_new_product, add_release, set_price_plan)
