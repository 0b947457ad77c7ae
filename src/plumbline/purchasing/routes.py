"""Orders over the API: a buyer's own, and those that a supplier was sent."""

from collections.abc import Sequence
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.kit.clock import Clock
from plumbline.kit.exports import export, format_of
from plumbline.market.source import MarketSource
from plumbline.purchasing import deciding, drafting, service
from plumbline.purchasing.open_to_orders import refuse_closed
from plumbline.purchasing.schemas import ApprovalIn, OrderIn, OrderOut, OrderPage, RequestIn, WordsIn
from plumbline.storage.engine import Database
from plumbline.web.downloads import ExportAnswer, Format, download
from plumbline.web.idempotency import once
from plumbline.web.responses import problems

TAG = ["Orders"]


@get(
    "/orders",
    operation_id="listOrders",
    summary="Your organisation's orders, or those that your supplier was sent",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403),
    sync_to_thread=True,
)
def list_orders(identity: NamedDependency[Identity], database: NamedDependency[Database]) -> OrderPage:
    """Newest first."""
    with database.read(identity.tenant) as db:
        return OrderPage(items=service.orders_of(db, identity))


@get(
    "/orders/export",
    operation_id="exportOrders",
    summary="The same as a file",
    tags=TAG,
    security=SECURITY,
    operation_class=ExportAnswer,
    responses=problems(401, 403, 422),
    sync_to_thread=True,
)
def export_orders(
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    format: Format = "csv",  # noqa: A002
) -> Response[bytes]:
    """One line per order."""
    kind = format_of(format)
    with database.read(identity.tenant) as db:
        columns, rows = service.order_table(service.orders_of(db, identity))
    return download(kind, "orders", export(kind, "Orders", columns, rows))


@post(
    "/orders",
    operation_id="draftOrder",
    summary="Draft an order from a shortlist",
    description="The price is worked out from what is published today and frozen, with its arithmetic.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def draft_order(
    identity: NamedDependency[Identity],
    data: JSONBody[OrderIn],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
) -> OrderOut:
    """Nobody is asked yet, and no supplier sees it."""
    snapshot = market.current()
    require(identity, Permission.REQUEST_ORDERS)
    refuse_closed(database, clock, data.product)
    with database.write(identity.tenant) as db:
        order_id = drafting.draft_order(db, clock, identity, snapshot, data)
        return service.order_of(db, identity, snapshot, order_id)


@get(
    "/orders/{order_id:uuid}",
    operation_id="getOrder",
    summary="An order: what, for how much, and where it stands",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403, 404),
    sync_to_thread=True,
)
def get_order(
    identity: NamedDependency[Identity],
    order_id: FromPath[UUID],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
) -> OrderOut:
    """A supplier sees what it was sent, and nothing that the buyer's people told each other."""
    snapshot = market.current()
    with database.read(identity.tenant) as db:
        return service.order_of(db, identity, snapshot, order_id)


@post(
    "/orders/{order_id:uuid}/request",
    operation_id="requestApproval",
    summary="Ask a second person to approve an order",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def request_approval(
    identity: NamedDependency[Identity],
    order_id: FromPath[UUID],
    data: JSONBody[RequestIn],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
) -> OrderOut:
    """Refused while anything stands in the way; each of its concerns needs a reason."""
    snapshot = market.current()
    with database.write(identity.tenant) as db:
        deciding.request_approval(db, clock, identity, snapshot, order_id, data)
        return service.order_of(db, identity, snapshot, order_id)


@post(
    "/orders/{order_id:uuid}/decision",
    operation_id="decideOnOrder",
    summary="Approve or refuse an order, as a second person",
    description="Neither who drafted it nor who asked for it decides, by whatever role or token.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def decide_on_order(
    identity: NamedDependency[Identity],
    order_id: FromPath[UUID],
    data: JSONBody[ApprovalIn],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
) -> OrderOut:
    """One decision stands; whoever comes second is told."""
    snapshot = market.current()
    with database.write(identity.tenant) as db:
        deciding.decide(db, clock, identity, snapshot, order_id, data)
        return service.order_of(db, identity, snapshot, order_id)


@post(
    "/orders/{order_id:uuid}/cancellation",
    operation_id="cancelOrder",
    summary="Take an order back before its supplier has accepted it",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def cancel_order(
    identity: NamedDependency[Identity],
    order_id: FromPath[UUID],
    data: JSONBody[WordsIn],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
) -> OrderOut:
    """What was accepted is a contract, and ends by its own terms."""
    snapshot = market.current()
    with database.write(identity.tenant) as db:
        deciding.cancel(db, clock, identity, order_id, data)
        return service.order_of(db, identity, snapshot, order_id)


handlers: Sequence[ControllerRouterHandler] = (
    list_orders,
    export_orders,
    draft_order,
    get_order,
    request_approval,
    decide_on_order,
    cancel_order,
)
