"""Looking again over the API: the runs for those who read the log, what moved on a product for everybody."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.evidence import rechecked
from plumbline.evidence.recheck_schemas import ChangeList, RunPage, RunWithChanges
from plumbline.evidence.routes import TAG, record_of
from plumbline.kit.pagination import LARGEST_PAGE
from plumbline.market.source import MarketSource
from plumbline.storage.engine import Database
from plumbline.web.responses import problems


@get(
    "/rechecks",
    operation_id="listRechecks",
    summary="Each time that everything on record was looked at again",
    description="Once a night, and when an operator asks for it. For auditors and administrators.",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403, 422),
    sync_to_thread=True,
)
def list_rechecks(
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    cursor: Annotated[str | None, QueryParameter(description="`next` of the page before.")] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=LARGEST_PAGE)] = 20,
) -> RunPage:
    """The newest first."""
    require(identity, Permission.READ_EVENTS)
    with database.read() as db:
        return rechecked.runs(db, cursor, limit)


@get(
    "/rechecks/{run_id:uuid}",
    operation_id="getRecheck",
    summary="One time that everything was looked at again, and what moved then",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403, 404),
    sync_to_thread=True,
)
def get_recheck(
    run_id: FromPath[UUID], identity: NamedDependency[Identity], database: NamedDependency[Database]
) -> RunWithChanges:
    """Product by product: what ran out, what was read again, and where the gate went."""
    require(identity, Permission.READ_EVENTS)
    with database.read() as db:
        return rechecked.one_run(db, run_id)


@get(
    "/products/{slug:str}/rechecks",
    operation_id="listProductRechecks",
    summary="What moved on a product by itself",
    description="With no document handed in and nothing decided: evidence that ran out, documents that a "
    "better reader read again, dates of standards. And the day on which it was last looked at.",
    tags=TAG,
    responses=problems(404),
    sync_to_thread=True,
)
def list_product_rechecks(
    slug: FromPath[str], database: NamedDependency[Database], market: NamedDependency[MarketSource]
) -> ChangeList:
    """The newest first."""
    record, _ = record_of(market, slug, None)
    with database.read() as db:
        return rechecked.on_product(db, record.slug, record.id)


handlers: Sequence[ControllerRouterHandler] = (list_rechecks, get_recheck, list_product_rechecks)
