"""Plans, and a supplier's own account and invoices, over the API.

Nothing here asks the payment processor anything but for its page: what it is to do is written down, and done
afterwards.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from litestar import Response, get, post, put
from litestar.datastructures import CacheControlHeader
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.identity import Identity
from plumbline.billing import choosing, portal, service
from plumbline.billing.clerk import Clerk
from plumbline.billing.exporting import finance_columns, finance_rows
from plumbline.billing.schemas import (
    AccountOut,
    InvoiceList,
    InvoiceOut,
    LinkOut,
    PlanIn,
    PlansOut,
)
from plumbline.billing.shown import plans_out
from plumbline.kit.clock import Clock, today
from plumbline.kit.exports import export, format_of
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.web.downloads import ExportAnswer, Format, download
from plumbline.web.idempotency import TAKES_NO_KEY, once
from plumbline.web.responses import problems

TAG = ["Billing"]


@get(
    "/billing/plans",
    operation_id="getPlans",
    summary="What the market charges suppliers",
    description="Plans, fees and the market's charge on a day, each net and with VAT, with the days after "
    "which a supplier is behind. None of it reaches a verdict, a score, a rank or a search.",
    tags=TAG,
    responses=problems(400, 422),
    sync_to_thread=True,
)
def get_plans(
    clock: NamedDependency[Clock], clerk: NamedDependency[Clerk], as_of: FromQuery[date | None] = None
) -> PlansOut:
    """Public; today's unless a day is named."""
    return plans_out(as_of or today(clock), clerk.mode)


@get(
    "/billing/account",
    operation_id="getBillingAccount",
    summary="Your supplier's plan, how it pays and how it stands",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403, 404),
    sync_to_thread=True,
)
def get_billing_account(
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    clerk: NamedDependency[Clerk],
) -> AccountOut:
    """Nobody else's."""
    with database.read(identity.tenant) as db:
        return service.account_of(db, clock, identity, clerk.mode)


@put(
    "/billing/account",
    operation_id="choosePlan",
    summary="Choose a plan, and how your supplier pays",
    description="What the payment processor is to do is written down, and done a moment later: read the "
    "account again for the page to pay on (`listing.page`), or for the invoice.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def choose_plan(
    data: JSONBody[PlanIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    clerk: NamedDependency[Clerk],
) -> AccountOut:
    """A free plan needs a ground."""
    with database.write(identity.tenant) as db:
        choosing.choose_plan(db, clock, identity, data, back_to(settings))
        clerk.nudge()
        return service.account_of(db, clock, identity, clerk.mode)


@post(
    "/billing/listing/end",
    operation_id="endListing",
    summary="End the yearly listing with the year that is paid",
    description="Nothing is paid back for what is left of it, and nothing is hidden when it ends. Ending "
    "what ends is no error.",
    tags=TAG,
    security=SECURITY,
    status_code=200,
    responses=problems(400, 401, 403, 404, 409, 413),
    sync_to_thread=True,
)
@once
def end_listing(
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    clerk: NamedDependency[Clerk],
) -> AccountOut:
    """It can go on after all until then."""
    with database.write(identity.tenant) as db:
        choosing.end_listing(db, clock, identity)
        clerk.nudge()
        return service.account_of(db, clock, identity, clerk.mode)


@post(
    "/billing/listing/continuation",
    operation_id="continueListing",
    summary="Let a yearly listing that was to end go on",
    tags=TAG,
    security=SECURITY,
    status_code=200,
    responses=problems(400, 401, 403, 404, 409, 413),
    sync_to_thread=True,
)
@once
def continue_listing(
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    clerk: NamedDependency[Clerk],
) -> AccountOut:
    """Until its year is over."""
    with database.write(identity.tenant) as db:
        choosing.go_on(db, clock, identity)
        clerk.nudge()
        return service.account_of(db, clock, identity, clerk.mode)


@post(
    "/billing/portal",
    operation_id="openPortal",
    summary="Open the payment processor's page where your supplier changes how it pays",
    description="Cards and Direct Debits are kept by the payment processor, never here. The address is for "
    "one visit, within minutes, and stands in this answer alone. It takes no Idempotency-Key: its answer is "
    "a secret, and no copy of it is kept.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 503),
    cache_control=CacheControlHeader(no_store=True),
    opt=TAKES_NO_KEY,
)
async def open_portal(
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    clerk: NamedDependency[Clerk],
) -> LinkOut:
    """As the page does: the visit is written down first, and then the processor is asked."""
    return LinkOut(url=await portal.opened(database, clock, clerk.processor, identity, back_to(settings)))


@get(
    "/billing/invoices",
    operation_id="listInvoices",
    summary="Your supplier's invoices",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403),
    sync_to_thread=True,
)
def list_invoices(identity: NamedDependency[Identity], database: NamedDependency[Database]) -> InvoiceList:
    """The newest first."""
    with database.read(identity.tenant) as db:
        return service.invoices_of(db, identity)


@get(
    "/billing/invoices/{invoice_id:uuid}",
    operation_id="getInvoice",
    summary="One invoice, with its lines and what was given back",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403, 404),
    sync_to_thread=True,
)
def get_invoice(
    invoice_id: FromPath[UUID],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
) -> InvoiceOut:
    """Another supplier's reads as missing."""
    with database.read(identity.tenant) as db:
        return service.invoice_of(db, identity, invoice_id)


@get(
    "/billing/invoices/export",
    operation_id="exportInvoices",
    summary="Take your supplier's invoices away, a row for each line",
    tags=TAG,
    security=SECURITY,
    operation_class=ExportAnswer,
    responses=problems(401, 403, 422),
    sync_to_thread=True,
)
def export_invoices(
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    format: Format = "csv",  # noqa: A002
) -> Response[bytes]:
    """As CSV, XLSX or JSON; no cell is a formula."""
    kind = format_of(format)
    with database.read(identity.tenant) as db:
        found = service.invoices_of(db, identity).items
    return download(kind, "invoices", export(kind, "Invoices", finance_columns(), finance_rows(found)))


def back_to(settings: Settings) -> str:
    """Where a page of the payment processor leads back to."""
    return f"{settings.site}/billing"


handlers: Sequence[ControllerRouterHandler] = (
    get_plans,
    get_billing_account,
    choose_plan,
    end_listing,
    continue_listing,
    open_portal,
    list_invoices,
    get_invoice,
    export_invoices,
)
