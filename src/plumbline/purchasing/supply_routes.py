"""What goes between buyer and supplier over the API: sending, answering, paying, confirming."""

from collections.abc import Sequence
from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.identity import Identity
from plumbline.kit.clock import Clock
from plumbline.market.source import MarketSource
from plumbline.purchasing import charging, giving_back, service, supplying
from plumbline.purchasing.schemas import AnswerIn, ChargeIn, OrderOut, RefundIn, SendIn, WordsIn
from plumbline.storage.engine import Database
from plumbline.web.idempotency import once
from plumbline.web.responses import problems

TAG = ["Orders"]


@post(
    "/orders/{order_id:uuid}/sending",
    operation_id="sendOrder",
    summary="Send an approved order to its supplier",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def send_order(
    identity: NamedDependency[Identity],
    order_id: FromPath[UUID],
    data: JSONBody[SendIn],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
) -> OrderOut:
    """Under a purchase-order number that no other order of the organisation has."""
    snapshot = market.current()
    with database.write(identity.tenant) as db:
        supplying.send(db, clock, identity, snapshot, order_id, data)
        return service.order_of(db, identity, snapshot, order_id)


@post(
    "/orders/{order_id:uuid}/answer",
    operation_id="answerOrder",
    summary="Accept or decline an order, as its supplier",
    description="Accepting makes the contract.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def answer_order(
    identity: NamedDependency[Identity],
    order_id: FromPath[UUID],
    data: JSONBody[AnswerIn],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
) -> OrderOut:
    """One answer stands."""
    snapshot = market.current()
    with database.write(identity.tenant) as db:
        supplying.answer(db, clock, identity, order_id, data)
        return service.order_of(db, identity, snapshot, order_id)


@post(
    "/orders/{order_id:uuid}/payment",
    operation_id="payOrder",
    summary="Ask for the payment of an accepted order",
    description="It is written down at once, and asked of the payment processor within seconds: read the "
    "order again for the page to pay on.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def pay_order(
    identity: NamedDependency[Identity],
    order_id: FromPath[UUID],
    data: JSONBody[ChargeIn],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
) -> OrderOut:
    """By card on a page of the processor, or by an invoice that it sends."""
    charging.charge(database, clock, identity, order_id, data)
    snapshot = market.current()
    with database.write(identity.tenant) as db:  # what was just written is not committed yet
        return service.order_of(db, identity, snapshot, order_id)


@post(
    "/orders/{order_id:uuid}/refunds",
    operation_id="giveBack",
    summary="Give back what was paid for an order, as its supplier",
    description="Wholly or in part, out of the supplier's account at the payment processor. It is written "
    "down at once, and asked of the processor within seconds: read the order again for what became of it. "
    "The contract stands as it was agreed.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def give_back(
    identity: NamedDependency[Identity],
    order_id: FromPath[UUID],
    data: JSONBody[RefundIn],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
) -> OrderOut:
    """One at a time, and never more than was paid."""
    snapshot = market.current()
    with database.write(identity.tenant) as db:
        giving_back.give_back(db, clock, identity, order_id, data)
        return service.order_of(db, identity, snapshot, order_id)


@post(
    "/orders/{order_id:uuid}/fulfilment",
    operation_id="fulfilOrder",
    summary="Confirm that what was paid for was delivered",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def fulfil_order(
    identity: NamedDependency[Identity],
    order_id: FromPath[UUID],
    data: JSONBody[WordsIn],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
) -> OrderOut:
    """The last step of an order; its contract runs on."""
    snapshot = market.current()
    with database.write(identity.tenant) as db:
        supplying.fulfil(db, clock, identity, order_id, data)
        return service.order_of(db, identity, snapshot, order_id)


handlers: Sequence[ControllerRouterHandler] = (
    send_order,
    answer_order,
    pay_order,
    give_back,
    fulfil_order,
)
