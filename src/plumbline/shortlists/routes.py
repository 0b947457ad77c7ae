"""Shortlists over the API: an organisation's own, and nobody else's."""

from collections.abc import Sequence
from uuid import UUID

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.identity import Identity
from plumbline.kit.clock import Clock
from plumbline.kit.exports import export, format_of
from plumbline.kit.identifiers import slugify
from plumbline.market.source import MarketSource
from plumbline.shortlists import service
from plumbline.shortlists.frozen import shortlist_table
from plumbline.shortlists.schemas import DecisionIn, ShortlistIn, ShortlistOut, ShortlistPage
from plumbline.storage.engine import Database
from plumbline.web.downloads import ExportAnswer, Format, download
from plumbline.web.idempotency import once
from plumbline.web.responses import problems
from scoring.receipt import Receipt

TAG = ["Shortlists"]


@get(
    "/shortlists",
    operation_id="listShortlists",
    summary="Your organisation's shortlists",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403),
    sync_to_thread=True,
)
def list_shortlists(
    identity: NamedDependency[Identity], database: NamedDependency[Database]
) -> ShortlistPage:
    """Newest first, with how many products still lack a reason."""
    with database.read(identity.tenant) as db:
        return ShortlistPage(items=service.shortlists_of(db, identity))


@post(
    "/shortlists",
    operation_id="createShortlist",
    summary="Freeze the answer to a question as a shortlist",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 413, 422),
    sync_to_thread=True,
)
@once
def create_shortlist(
    identity: NamedDependency[Identity],
    data: JSONBody[ShortlistIn],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
) -> ShortlistOut:
    """Every product that fits is in it, those the gate leaves out too: each gets a reason."""
    snapshot = market.current(data.question.as_of)
    with database.write(identity.tenant) as db:
        shortlist_id = service.create_shortlist(db, clock, identity, snapshot, data)
        return service.shortlist_of(db, identity, shortlist_id, snapshot.revision)


@get(
    "/shortlists/{shortlist_id:uuid}",
    operation_id="getShortlist",
    summary="A shortlist: question, frozen answer, and decisions",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403, 404),
    sync_to_thread=True,
)
def get_shortlist(
    identity: NamedDependency[Identity],
    shortlist_id: FromPath[UUID],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
) -> ShortlistOut:
    """Another organisation's reads as missing."""
    revision = market.current().revision
    with database.read(identity.tenant) as db:
        return service.shortlist_of(db, identity, shortlist_id, revision)


@put(
    "/shortlists/{shortlist_id:uuid}/decisions/{slug:str}",
    operation_id="decideOnShortlist",
    summary="Say why a product is in or out",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def decide_on_shortlist(
    identity: NamedDependency[Identity],
    shortlist_id: FromPath[UUID],
    slug: FromPath[str],
    data: JSONBody[DecisionIn],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
) -> ShortlistOut:
    """A new decision takes the place of the one before, which is kept."""
    revision = market.current().revision
    with database.write(identity.tenant) as db:
        service.decide(db, clock, identity, shortlist_id, slug, data)
        return service.shortlist_of(db, identity, shortlist_id, revision)


@get(
    "/shortlists/{shortlist_id:uuid}/export",
    operation_id="exportShortlist",
    summary="A shortlist as a file",
    tags=TAG,
    security=SECURITY,
    operation_class=ExportAnswer,
    responses=problems(401, 403, 404, 422),
    sync_to_thread=True,
)
def export_shortlist(
    identity: NamedDependency[Identity],
    shortlist_id: FromPath[UUID],
    database: NamedDependency[Database],
    format: Format = "csv",  # noqa: A002
) -> Response[bytes]:
    """Every product with the reason for it being in or out."""
    kind = format_of(format)
    with database.read(identity.tenant) as db:
        shortlist = service.shortlist_of(db, identity, shortlist_id, 0)
    columns, rows = shortlist_table(shortlist)
    return download(kind, slugify(shortlist.title), export(kind, "Shortlist", columns, rows))


@get(
    "/shortlists/{shortlist_id:uuid}/receipt",
    operation_id="getShortlistReceipt",
    summary="The frozen receipt of a shortlist",
    description="Anybody can compute it again: `plumbline rankings verify RECEIPT`.",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403, 404),
    sync_to_thread=True,
)
def get_shortlist_receipt(
    identity: NamedDependency[Identity], shortlist_id: FromPath[UUID], database: NamedDependency[Database]
) -> Receipt:
    """The receipt as it was made."""
    with database.read(identity.tenant) as db:
        return service.receipt_of(db, identity, shortlist_id)


handlers: Sequence[ControllerRouterHandler] = (
    list_shortlists,
    create_shortlist,
    get_shortlist,
    decide_on_shortlist,
    export_shortlist,
    get_shortlist_receipt,
)
