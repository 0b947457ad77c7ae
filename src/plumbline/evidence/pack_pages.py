"""A product's conformance as one page for printing: every requirement, and what shows it."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.types import ControllerRouterHandler

from catalog.conformance import conformance
from catalog.standards_loader import standards
from plumbline.assessing.beside import replies_beside
from plumbline.evidence.pack import release_version
from plumbline.evidence.routes import record_of
from plumbline.kit.clock import Clock, today
from plumbline.market.source import MarketSource
from plumbline.storage.engine import Database
from plumbline.web.asked import asked_day
from plumbline.web.templating import page


@get("/products/{slug:str}/conformance/print", include_in_schema=False, sync_to_thread=True)
def print_page(
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
    slug: FromPath[str],
    as_of: FromQuery[str | None] = None,
) -> Response[str]:
    """What is shown by the day; what is not shown stands in the same rows, and says so."""
    record, day = record_of(market, slug, asked_day(as_of, clock))
    with database.read() as db:
        release = release_version(db, record.slug)
        replies = replies_beside(db, record.history, day)
    return page(
        "evidence/print.jinja",
        request=request,
        demonstration=record.origin == "demonstration",
        product=record,
        release=release,
        replies=replies,
        day=day,
        made_on=today(clock),
        by_id={standard.id: standard for standard in standards()},
        evidence={item.id: item for item in record.history.evidence if item.submitted_on <= day},
        conformance=conformance(standards(), record.history, day),
    )


handlers: Sequence[ControllerRouterHandler] = (print_page,)
