"""Pages of shortlists: keep an answer, say why each product is in or out, take it away."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from plumbline.accounts.identity import Session
from plumbline.kit.exports import export, format_of
from plumbline.kit.identifiers import slugify
from plumbline.market.source import MarketSource
from plumbline.shortlists import service
from plumbline.shortlists.decision_pages import save_decisions, shortlist_page
from plumbline.shortlists.frozen import shortlist_table
from plumbline.shortlists.new_pages import make_shortlist, new_shortlist_page
from plumbline.storage.engine import Database
from plumbline.web.downloads import attachment, download
from plumbline.web.templating import page
from scoring.receipt import canonical

Asked = Request[Any, Any, Any]


@get("/shortlists", include_in_schema=False, sync_to_thread=True)
def shortlists_page(
    request: Asked, session: NamedDependency[Session], database: NamedDependency[Database]
) -> Response[str]:
    """Those of the organisation that one acts for, newest first."""
    with database.read(session.identity.tenant) as db:
        found = service.shortlists_of(db, session.identity)
    return page(
        "shortlists/list.jinja", request=request, shortlists=found, party=session.identity.organisation
    )


@get("/shortlists/{shortlist_id:uuid}/export/{format_name:str}", include_in_schema=False, sync_to_thread=True)
def export_file(
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    shortlist_id: FromPath[UUID],
    format_name: FromPath[str],
) -> Response[bytes]:
    """Every product with the reason for it being in or out, as a file."""
    kind = format_of(format_name)
    with database.read(session.identity.tenant) as db:
        shortlist = service.shortlist_of(db, session.identity, shortlist_id, market.current().revision)
    columns, rows = shortlist_table(shortlist)
    return download(kind, slugify(shortlist.title), export(kind, "Shortlist", columns, rows))


@get("/shortlists/{shortlist_id:uuid}/receipt", include_in_schema=False, sync_to_thread=True)
def receipt_file(
    session: NamedDependency[Session], database: NamedDependency[Database], shortlist_id: FromPath[UUID]
) -> Response[bytes]:
    """The frozen receipt, as anybody can check it."""
    with database.read(session.identity.tenant) as db:
        receipt = service.receipt_of(db, session.identity, shortlist_id)
    return attachment(canonical(receipt), f"receipt-{shortlist_id}.json", "application/json")


handlers: Sequence[ControllerRouterHandler] = (
    shortlists_page,
    new_shortlist_page,
    make_shortlist,
    shortlist_page,
    save_decisions,
    export_file,
    receipt_file,
)
