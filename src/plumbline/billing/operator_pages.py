"""Pages of the market's operator: every account, who is behind, both sides held together, credit notes."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from plumbline.accounts.identity import Session
from plumbline.billing import crediting, service
from plumbline.billing.clerk import Clerk
from plumbline.billing.exporting import finance_columns, finance_rows
from plumbline.billing.pages import WORDS
from plumbline.billing.plans import edition_on
from plumbline.billing.schemas import CreditIn, TransferIn
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, Invalid
from plumbline.kit.exports import export, format_of
from plumbline.storage.engine import Database
from plumbline.web.downloads import download
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]
REASONS: Final = {
    "order_change": "What was ordered changed",
    "product_unsatisfactory": "What was charged for was not as it should be",
    "duplicate": "It was charged twice",
}
_FIELDS: Final = ("line_id", "net", "reason", "words", "outside")


@get("/billing/accounts", include_in_schema=False, sync_to_thread=True)
def accounts_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    clerk: NamedDependency[Clerk],
) -> Response[str]:
    """Every account, those that are behind first, and what the last reconciliations found."""
    with database.read(service.tenant_of(session.identity)) as db:
        accounts = service.accounts(db, clock, session.identity, clerk.mode).items
        invoices = service.all_invoices(db, session.identity).items
        runs = service.runs(db, session.identity).items
    behind = [each for each in accounts if each.standing.overdue_since]
    return page(
        "billing/accounts.jinja",
        request=request,
        accounts=[*behind, *(each for each in accounts if not each.standing.overdue_since)],
        behind=len(behind),
        plan_names={plan.code: plan.name for plan in edition_on(today(clock)).plans},
        invoices=invoices,
        runs=runs,
        mode=clerk.mode,
        **WORDS,
    )


@get("/billing/accounts/export/{format_name:str}", include_in_schema=False, sync_to_thread=True)
def export_finance_on_page(
    format_name: FromPath[str], session: NamedDependency[Session], database: NamedDependency[Database]
) -> Response[bytes]:
    """Every invoice as a table."""
    kind = format_of(format_name)
    with database.read(service.tenant_of(session.identity)) as db:
        found = service.all_invoices(db, session.identity).items
    return download(kind, "finance", export(kind, "Finance", finance_columns(), finance_rows(found)))


@get("/billing/accounts/invoices/{invoice_id:uuid}", include_in_schema=False, sync_to_thread=True)
def any_invoice_page(
    request: Asked,
    invoice_id: FromPath[UUID],
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    clerk: NamedDependency[Clerk],
) -> Response[str]:
    """One invoice, and what can be done about it."""
    return _invoice_page(request, session, database, clerk, invoice_id)


@post("/billing/accounts/invoices/{invoice_id:uuid}/credits", include_in_schema=False, sync_to_thread=True)
def credit_on_page(
    request: Asked,
    invoice_id: FromPath[UUID],
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    clerk: NamedDependency[Clerk],
) -> Response[Any]:
    """Give back a part of a line."""
    try:
        with database.write(service.tenant_of(session.identity)) as db:
            crediting.give_back(db, clock, session.identity, invoice_id, _credit(form))
    except (Invalid, Conflict) as error:
        return _invoice_page(request, session, database, clerk, invoice_id, form, error)
    clerk.nudge()
    return Redirect(f"/billing/accounts/invoices/{invoice_id}", status_code=303)


@post("/billing/accounts/invoices/{invoice_id:uuid}/transfers", include_in_schema=False)
async def transfer_on_page(
    request: Asked,
    invoice_id: FromPath[UUID],
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    clerk: NamedDependency[Clerk],
) -> Response[Any]:
    """The money came by bank transfer."""

    def note() -> None:
        with database.write(service.tenant_of(session.identity)) as db:
            said = TransferIn(words=form.text("transfer", 200))
            crediting.note_transfer(db, clock, session.identity, invoice_id, said)

    try:
        await asyncio.to_thread(note)
    except (Invalid, Conflict) as error:
        return await asyncio.to_thread(
            _invoice_page, request, session, database, clerk, invoice_id, form, error
        )
    clerk.nudge()
    return Redirect(f"/billing/accounts/invoices/{invoice_id}", status_code=303)


def _credit(form: Form) -> CreditIn:
    try:
        line = UUID(form.text("line_id", 40))
    except ValueError as error:
        raise Invalid.field("/line_id", "Choose the line that something is given back of.") from error
    reason = form.text("reason", 40)
    if reason not in REASONS:
        raise Invalid.field("/reason", "Choose a reason.")
    return CreditIn(
        line_id=line,
        net=form.text("net", 20).strip(),
        reason=reason,
        words=form.text("words", 500),
        outside=bool(form.text("outside", 10)),
    )


def _invoice_page(
    request: Asked,
    session: Session,
    database: Database,
    clerk: Clerk,
    invoice_id: UUID,
    form: Form | None = None,
    error: Invalid | Conflict | None = None,
) -> Response[str]:
    with database.read(service.tenant_of(session.identity)) as db:
        found = service.any_invoice(db, session.identity, invoice_id)
    return page(
        "billing/invoice.jinja",
        request=request,
        status=status_of(error) if error else 200,
        invoice=found,
        keeps=True,
        mode=clerk.mode,
        typed={name: form.typed(name) if form else "" for name in (*_FIELDS, "transfer")},
        error=error,
        **WORDS,
    )


handlers: Sequence[ControllerRouterHandler] = (
    accounts_page,
    export_finance_on_page,
    any_invoice_page,
    credit_on_page,
    transfer_on_page,
)
