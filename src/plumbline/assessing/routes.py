"""Assessing over the API, to read: the queue, a line, what waits, what was declared, how well all agree."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.types import ControllerRouterHandler

from catalog.assessing.lines import LineState
from catalog.assessing.policy import Risk
from plumbline.accounts.access import SECURITY
from plumbline.accounts.service import Identity, Permission, require
from plumbline.assessing import interests
from plumbline.assessing.measuring import agreement_of
from plumbline.assessing.opened import open_line
from plumbline.assessing.queue import Asked, queue_page
from plumbline.assessing.schemas import AgreementOut, InterestList, LineOpened, QueuePage, WaitingList
from plumbline.assessing.waiting import waiting_of
from plumbline.kit.pagination import LARGEST_PAGE
from plumbline.market.source import MarketSource
from plumbline.storage.engine import Database
from plumbline.web.responses import problems

TAG = ["Assessing"]


@get(
    "/assessing/queue",
    operation_id="listQueue",
    summary="Lines that wait for assessors, the most pressing first",
    description="Musts before shoulds; safety and security first; then what shuts a gate; then the oldest. "
    "A line is one piece of evidence and one requirement: what a machine left open, or a document.",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403, 422),
    sync_to_thread=True,
)
def list_queue(
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    risk: Annotated[list[Risk] | None, QueryParameter(description="Only these; may be repeated.")] = None,
    # `state` is a word of the framework's own.
    line_state: Annotated[
        list[LineState] | None, QueryParameter(name="state", description="Only these; may be repeated.")
    ] = None,
    standard: Annotated[
        list[str] | None, QueryParameter(description="Only requirements of these; may be repeated.")
    ] = None,
    mine: Annotated[
        bool,
        QueryParameter(description="Leave out what you cannot review."),
    ] = False,
    limit: Annotated[int, QueryParameter(ge=1, le=LARGEST_PAGE)] = 50,
    cursor: Annotated[
        str | None, QueryParameter(max_length=1000, description="The `next` of the page before.")
    ] = None,
) -> QueuePage:
    """With the place and the clock of each."""
    require(identity, Permission.DECIDE_ON_EVIDENCE)
    asked = Asked(risks=risk or (), states=line_state or (), standards=standard or (), mine=mine)
    snapshot = market.current()
    with database.read(identity.tenant) as db:
        return queue_page(db, identity, snapshot, asked, cursor, limit)


@get(
    "/assessing/lines/{evidence_id:uuid}/{requirement_id:str}",
    operation_id="getLine",
    summary="One line with everything needed to decide on it",
    description="The evidence, what a machine read in it and where, other evidence on the same requirement, "
    "every decision and reply, and the reviews that you may read: of an open round the first two are made "
    "without sight of each other.",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403, 404),
    sync_to_thread=True,
)
def get_line(
    evidence_id: FromPath[UUID],
    requirement_id: FromPath[str],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
) -> LineOpened:
    """Says too whether you may review it, and if not why."""
    require(identity, Permission.DECIDE_ON_EVIDENCE)
    snapshot = market.current()
    with database.read(identity.tenant) as db:
        return open_line(db, identity, snapshot, evidence_id, requirement_id)


@get(
    "/assessing/interests",
    operation_id="listInterests",
    summary="What you declared about suppliers",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403),
    sync_to_thread=True,
)
def list_interests(identity: NamedDependency[Identity], database: NamedDependency[Database]) -> InterestList:
    """By supplier, the newest first; nobody else's."""
    with database.read(identity.tenant) as db:
        return interests.interests_of(db, identity)


@get(
    "/assessing/agreement",
    operation_id="getAgreement",
    summary="How well assessors agree with each other",
    description="Cohen's kappa over the lines that two assessors judged without sight of each other, with "
    "its interval and the number of lines. Says plainly where there are too few to rely on it.",
    tags=TAG,
    responses=problems(429),
    sync_to_thread=True,
)
def get_agreement(database: NamedDependency[Database]) -> AgreementOut:
    """Public: whoever trusts decisions may see how sure they are."""
    with database.read() as db:
        return agreement_of(db)


@get(
    "/products/{slug:str}/waiting",
    operation_id="listWaitingLines",
    summary="Where your supplier's lines stand in the assessors' queue, and by when they are due",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403, 404),
    sync_to_thread=True,
)
def list_waiting_lines(
    slug: FromPath[str],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
) -> WaitingList:
    """Of the product's current release. Another supplier's product reads as missing."""
    require(identity, Permission.SUBMIT_EVIDENCE)
    snapshot = market.current()
    with database.read(identity.tenant) as db:
        return waiting_of(db, snapshot, slug, identity.supplier_id)


handlers: Sequence[ControllerRouterHandler] = (
    list_queue,
    get_line,
    list_interests,
    get_agreement,
    list_waiting_lines,
)
