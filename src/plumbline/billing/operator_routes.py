"""Every account and invoice over the API, for the market's operator."""

from collections.abc import Sequence
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.identity import Identity
from plumbline.billing import crediting, service
from plumbline.billing.clerk import Clerk
from plumbline.billing.exporting import finance_columns, finance_rows
from plumbline.billing.routes import TAG
from plumbline.billing.schemas import AccountList, CreditIn, InvoiceOut, RunList, TransferIn
from plumbline.kit.clock import Clock
from plumbline.kit.exports import export, format_of
from plumbline.storage.engine import Database
from plumbline.web.downloads import ExportAnswer, Format, download
from plumbline.web.idempotency import once
from plumbline.web.responses import problems


@get(
    "/billing/accounts",
    operation_id="listBillingAccounts",
    summary="Every supplier's account, and who is behind",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403),
    sync_to_thread=True,
)
def list_billing_accounts(
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    clerk: NamedDependency[Clerk],
) -> AccountList:
    """For the market's operator."""
    with database.read(service.tenant_of(identity)) as db:
        return service.accounts(db, clock, identity, clerk.mode)


@get(
    "/billing/accounts/export",
    operation_id="exportFinance",
    summary="Take every invoice away, a row for each line, for the accounts of the market",
    tags=TAG,
    security=SECURITY,
    operation_class=ExportAnswer,
    responses=problems(401, 403, 422),
    sync_to_thread=True,
)
def export_finance(
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    format: Format = "csv",  # noqa: A002
) -> Response[bytes]:
    """For the market's operator."""
    kind = format_of(format)
    with database.read(service.tenant_of(identity)) as db:
        found = service.all_invoices(db, identity).items
    return download(kind, "finance", export(kind, "Finance", finance_columns(), finance_rows(found)))


@get(
    "/billing/accounts/invoices/{invoice_id:uuid}",
    operation_id="getAnyInvoice",
    summary="One invoice of any supplier",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403, 404),
    sync_to_thread=True,
)
def get_any_invoice(
    invoice_id: FromPath[UUID],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
) -> InvoiceOut:
    """For the market's operator."""
    with database.read(service.tenant_of(identity)) as db:
        return service.any_invoice(db, identity, invoice_id)


@get(
    "/billing/runs",
    operation_id="listReconciliations",
    summary="What came of holding both sides against each other",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403),
    sync_to_thread=True,
)
def list_reconciliations(identity: NamedDependency[Identity], database: NamedDependency[Database]) -> RunList:
    """For the market's operator; the newest first."""
    with database.read(service.tenant_of(identity)) as db:
        return service.runs(db, identity)


@post(
    "/billing/accounts/invoices/{invoice_id:uuid}/credits",
    operation_id="creditInvoice",
    summary="Give back a part of an invoice's line, with a credit note",
    description="It lowers what is due, or sends back what was paid.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def credit_invoice(
    invoice_id: FromPath[UUID],
    data: JSONBody[CreditIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    clerk: NamedDependency[Clerk],
) -> InvoiceOut:
    """For the market's operator."""
    with database.write(service.tenant_of(identity)) as db:
        crediting.give_back(db, clock, identity, invoice_id, data)
        clerk.nudge()
        return service.any_invoice(db, identity, invoice_id)


@post(
    "/billing/accounts/invoices/{invoice_id:uuid}/transfers",
    operation_id="noteTransfer",
    summary="Note that an invoice was paid by bank transfer",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def note_transfer(
    invoice_id: FromPath[UUID],
    data: JSONBody[TransferIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    clerk: NamedDependency[Clerk],
) -> InvoiceOut:
    """For the market's operator."""
    with database.write(service.tenant_of(identity)) as db:
        crediting.note_transfer(db, clock, identity, invoice_id, data)
        clerk.nudge()
        return service.any_invoice(db, identity, invoice_id)


handlers: Sequence[ControllerRouterHandler] = (
    list_billing_accounts,
    export_finance,
    get_any_invoice,
    list_reconciliations,
    credit_invoice,
    note_transfer,
)
