"""Pages of a supplier: the plans, which everybody may read, and its own plan, invoices and payment method."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from plumbline.accounts.browser import session_in
from plumbline.accounts.identity import Session
from plumbline.accounts.roles import Permission
from plumbline.billing import choosing, portal, service
from plumbline.billing.charges import CHARGE_NAMES
from plumbline.billing.choice_form import TYPED, choice_in, typed_of
from plumbline.billing.clerk import Clerk
from plumbline.billing.exporting import finance_columns, finance_rows
from plumbline.billing.plan_data import PlanCode
from plumbline.billing.routes import back_to
from plumbline.billing.schemas import PAY_BY_NAMES
from plumbline.billing.shown import plans_out
from plumbline.billing.standing import STAGE_NAMES
from plumbline.billing.states import INVOICE_NAMES, SUBSCRIPTION_NAMES
from plumbline.billing.vat import TREATMENT_NAMES
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, Invalid, Unavailable
from plumbline.kit.exports import export, format_of
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.web.asked import asked_day
from plumbline.web.downloads import download
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]
WORDS: Final[Mapping[str, Any]] = {
    "charges": CHARGE_NAMES,
    "stages": STAGE_NAMES,
    "invoice_states": INVOICE_NAMES,
    "listing_states": SUBSCRIPTION_NAMES,
    "ways": PAY_BY_NAMES,
    "treatments": TREATMENT_NAMES,
}


@get("/plans", include_in_schema=False, sync_to_thread=True)
def plans_page(
    request: Asked, clock: NamedDependency[Clock], clerk: NamedDependency[Clerk], as_of: FromQuery[str] = ""
) -> Response[str]:
    """What is charged, on a day."""
    session = session_in(request)
    return page(
        "billing/plans.jinja",
        request=request,
        plans=plans_out(asked_day(as_of, clock), clerk.mode),
        pays=session is not None and session.identity.may(Permission.PAY),
        keeps=session is not None and session.identity.may(Permission.KEEP_BILLING),
        **WORDS,
    )


@get("/billing", include_in_schema=False, sync_to_thread=True)
def billing_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    clerk: NamedDependency[Clerk],
) -> Response[str]:
    """A supplier's plan, how it stands, and its invoices."""
    return _page(request, session, database, clock, clerk)


@post("/billing", include_in_schema=False)
async def choose_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    clerk: NamedDependency[Clerk],
) -> Response[Any]:
    """Back to the page, which then leads to where to pay; or to the form with what is wrong."""

    def choose() -> None:
        with database.write(session.identity.tenant) as db:
            choosing.choose_plan(db, clock, session.identity, choice_in(form), back_to(settings))

    try:
        await asyncio.to_thread(choose)
    except (Invalid, Conflict) as error:
        return await asyncio.to_thread(
            _page, request, session, database, clock, clerk, form=form, error=error
        )
    return await _carried(session, database, clerk)


@post("/billing/listing/end", include_in_schema=False)
async def end_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    clerk: NamedDependency[Clerk],
) -> Response[Any]:
    """With the year that is paid; or, where it was to end, it goes on."""

    def change() -> None:
        with database.write(session.identity.tenant) as db:
            act = choosing.go_on if form.text("on") else choosing.end_listing
            act(db, clock, session.identity)

    try:
        await asyncio.to_thread(change)
    except Conflict as error:
        return await asyncio.to_thread(_page, request, session, database, clock, clerk, error=error)
    return await _carried(session, database, clerk)


@post("/billing/portal", include_in_schema=False)
async def portal_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    clerk: NamedDependency[Clerk],
) -> Response[Any]:
    """Leads to the payment processor's own page, for one visit: its address is kept nowhere."""
    try:
        link = await portal.opened(database, clock, clerk.processor, session.identity, back_to(settings))
    except (Conflict, Unavailable) as error:
        return await asyncio.to_thread(_page, request, session, database, clock, clerk, error=error)
    return page("billing/portal.jinja", request=request, link=link, mode=clerk.mode)


@get("/billing/invoices/{invoice_id:uuid}", include_in_schema=False, sync_to_thread=True)
def invoice_page(
    request: Asked,
    invoice_id: FromPath[UUID],
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    clerk: NamedDependency[Clerk],
) -> Response[str]:
    """One invoice."""
    with database.read(session.identity.tenant) as db:
        found = service.invoice_of(db, session.identity, invoice_id)
    return page(
        "billing/invoice.jinja",
        request=request,
        invoice=found,
        keeps=False,
        mode=clerk.mode,
        typed={},
        error=None,
        **WORDS,
    )


@get("/billing/export/{format_name:str}", include_in_schema=False, sync_to_thread=True)
def export_on_page(
    format_name: FromPath[str], session: NamedDependency[Session], database: NamedDependency[Database]
) -> Response[bytes]:
    """A supplier's invoices as a table."""
    kind = format_of(format_name)
    with database.read(session.identity.tenant) as db:
        found = service.invoices_of(db, session.identity).items
    return download(kind, "invoices", export(kind, "Invoices", finance_columns(), finance_rows(found)))


async def _carried(session: Session, database: Database, clerk: Clerk) -> Response[Any]:
    """What was written down is done now, as far as it can be: somebody waits for the page it leads to."""
    account_id = await asyncio.to_thread(_account_id, session, database)
    if account_id is not None and clerk.mode != "off":
        await clerk.carry_for(account_id)
    return Redirect("/billing", status_code=303)


def _account_id(session: Session, database: Database) -> UUID | None:
    with database.read(session.identity.tenant) as db:
        return service.account_id_of(db, session.identity)


def _page(
    request: Asked,
    session: Session,
    database: Database,
    clock: Clock,
    clerk: Clerk,
    *,
    form: Form | None = None,
    error: Invalid | Conflict | Unavailable | None = None,
) -> Response[str]:
    with database.read(session.identity.tenant) as db:
        account = service.account_of(db, clock, session.identity, clerk.mode)
        invoices = service.invoices_of(db, session.identity).items
    return page(
        "billing/account.jinja",
        request=request,
        status=status_of(error) if error else 200,
        account=account,
        invoices=invoices,
        plans=plans_out(today(clock), clerk.mode),
        plan_codes=list(PlanCode),
        typed={name: form.typed(name) for name in TYPED} if form else typed_of(account),
        error=error,
        mode=clerk.mode,
        **WORDS,
    )


handlers: Sequence[ControllerRouterHandler] = (
    plans_page,
    billing_page,
    choose_on_page,
    end_on_page,
    portal_on_page,
    invoice_page,
    export_on_page,
)
