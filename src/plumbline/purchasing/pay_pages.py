"""Paying an order on its page, and how a supplier comes to be paid here."""

import asyncio
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.accounts.identity import Session, require
from plumbline.accounts.roles import Permission
from plumbline.billing.port_errors import ProcessorError
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict, DomainError, Invalid
from plumbline.market.source import MarketSource
from plumbline.purchasing import charging, giving_back, payees, service
from plumbline.purchasing.contract_schemas import PayeeIn
from plumbline.purchasing.order_pages import chosen, pointing, shown
from plumbline.purchasing.reconciling import OrderPayments
from plumbline.purchasing.schemas import LONGEST_REASON, ChargeIn, RefundIn, Way
from plumbline.storage.engine import Database
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]


@post("/orders/{order_id:uuid}/payment", include_in_schema=False)
async def pay_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
    ordering: NamedDependency[OrderPayments],
    order_id: FromPath[UUID],
) -> Response[Any]:
    """Written down first, then asked of the processor at once; where it is away, it is asked again later."""

    def write_down() -> UUID | None:
        way = chosen(form, "way", Way, "Choose how it is paid.")
        words = form.text("pay_reason", LONGEST_REASON)
        data = ChargeIn(way=way, email=form.text("email", 254), reason=words)
        with pointing("pay_reason"):
            return charging.charge(database, clock, session.identity, order_id, data)

    try:
        payment_id = await asyncio.to_thread(write_down)
    except (Invalid, Conflict) as error:
        return await _again(request, session, database, market, order_id, form, error)
    if payment_id is not None:
        await ordering.carry_out(payment_id, again=False)
    return Redirect(f"/orders/{order_id}#payments", status_code=303)


@post("/orders/{order_id:uuid}/payment/look", include_in_schema=False)
async def look_on_page(
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    ordering: NamedDependency[OrderPayments],
    order_id: FromPath[UUID],
) -> Response[Any]:
    """Read again at the processor whether it is paid."""
    snapshot = await market.for_async()

    def payments() -> list[UUID]:
        require(session.identity, Permission.REQUEST_ORDERS)
        with database.read(session.identity.tenant) as db:
            return [each.id for each in service.order_of(db, session.identity, snapshot, order_id).payments]

    for payment_id in await asyncio.to_thread(payments):
        await ordering.carry_out(payment_id)
        await ordering.look(payment_id)
    return Redirect(f"/orders/{order_id}#payments", status_code=303)


@post("/orders/{order_id:uuid}/refunds", include_in_schema=False)
async def give_back_on_page(
    request: Asked,
    recent: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
    ordering: NamedDependency[OrderPayments],
    order_id: FromPath[UUID],
) -> Response[Any]:
    """Money leaves the supplier's account: somebody who has just proved that it is them says so."""

    def write_down() -> UUID:
        net = form.text("net", 20).strip().replace(",", "").removeprefix("£") or None
        data = RefundIn(net=net, reason=form.text("refund_reason", LONGEST_REASON))
        with pointing("refund_reason"), database.write(recent.identity.tenant) as db:
            return giving_back.give_back(db, clock, recent.identity, order_id, data)

    try:
        refund_id = await asyncio.to_thread(write_down)
    except (Invalid, Conflict) as error:
        return await _again(request, recent, database, market, order_id, form, error)
    await ordering.refunds.carry_out(refund_id, again=False)
    return Redirect(f"/orders/{order_id}#refunds", status_code=303)


@get("/payee", include_in_schema=False)
async def payee_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
) -> Response[str]:
    """How the supplier is paid, and what the processor still asks."""
    return await asyncio.to_thread(_page, request, session, database)


@post("/payee", include_in_schema=False, sync_to_thread=True)
def ask_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[Any]:
    """Write down that the supplier wants to be paid here."""
    try:
        with database.write(session.identity.tenant) as db:
            payees.ask_to_be_paid(db, clock, session.identity, PayeeIn(email=form.text("email", 254)))
    except (Invalid, Conflict) as error:
        return _page(request, session, database, form, error)
    return Redirect("/payee", status_code=303)


@post("/payee/questions", include_in_schema=False)
async def onboard_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    ordering: NamedDependency[OrderPayments],
) -> Response[Any]:
    """A link to the processor's own page, where it asks the supplier about itself.

    A link and not a redirect: our policy (`form-action`) lets no form lead to another host.
    """
    try:
        payee_id = await asyncio.to_thread(_payee_id, session, database)
        link = await ordering.onboarding(payee_id)
    except ProcessorError as error:
        return await asyncio.to_thread(_page, request, session, database, form, error)
    return page("purchasing/questions.jinja", request=request, link=link.url)


@post("/payee/look", include_in_schema=False)
async def look_at_payee_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    ordering: NamedDependency[OrderPayments],
) -> Response[Any]:
    """Read again what the processor still asks."""
    try:
        await ordering.read_payee(await asyncio.to_thread(_payee_id, session, database))
    except ProcessorError as error:
        return await asyncio.to_thread(_page, request, session, database, form, error)
    return Redirect("/payee", status_code=303)


async def _again(
    request: Asked,
    session: Session,
    database: Database,
    market: MarketSource,
    order_id: UUID,
    form: Form,
    error: DomainError,
) -> Response[str]:
    """The order's page with what was typed, and what is wrong with it."""
    page_of = partial(shown, request, session, database, await market.for_async(), order_id)
    return await asyncio.to_thread(page_of, form=form, error=error)


def _payee_id(session: Session, database: Database) -> UUID:
    with database.read(session.identity.tenant) as db:
        return payees.payee_id_of(db, session.identity)


def _page(
    request: Asked,
    session: Session,
    database: Database,
    form: Form | None = None,
    error: DomainError | None = None,
) -> Response[str]:
    with database.read(session.identity.tenant) as db:
        payee = payees.payee_of(db, session.identity)
    return page(
        "purchasing/payee.jinja",
        request=request,
        status=status_of(error) if error else 200,
        payee=payee,
        party=session.identity.supplier,
        email=(form.typed("email") if form else "") or session.identity.email,
        error=error,
    )
