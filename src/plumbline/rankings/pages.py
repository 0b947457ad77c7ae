"""Pages of rankings: weigh, see who is first and why, take the whole of it away."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from plumbline.accounts.browser import session_in
from plumbline.accounts.identity import Session
from plumbline.feedback.in_use import held_by
from plumbline.kit.clock import Clock
from plumbline.kit.exports import export, format_of
from plumbline.market.source import MarketSource
from plumbline.rankings.asked import query_of, question_of
from plumbline.rankings.estate_view import FilledIn, filled_in
from plumbline.rankings.method_pages import method_page, methods_page
from plumbline.rankings.rank_view import rank_view
from plumbline.rankings.robust_view import firsts_of
from plumbline.rankings.service import Ranked, rank_market, ranking_receipt
from plumbline.rankings.tables import ranking_columns, ranking_rows
from plumbline.storage.engine import Database
from plumbline.web.asked import asked_day
from plumbline.web.downloads import download
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]


def _ranked(request: Asked, market: MarketSource, clock: Clock, *, everything: bool = False) -> Ranked:
    """The ranking that the page's address asks for."""
    day = asked_day(request.query_params.get("as_of"), clock)
    question = question_of(request.query_params.dict(), day)
    return rank_market(market.current(day), question, everything=everything)


@get("/rank", include_in_schema=False, sync_to_thread=True)
def rank_page(
    request: Asked,
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
    database: NamedDependency[Database],
) -> Response[str]:
    """The form, the ranking, and what it leaves out."""
    ranked = _ranked(request, market, clock)
    asked = query_of(ranked.question)
    session = session_in(request)
    return page(
        "rankings/rank.jinja",
        request=request,
        firsts=firsts_of(ranked),
        filled_in=_filled_in(ranked, asked, database, session) if session else None,
        **rank_view(ranked, asked),
    )


def _filled_in(
    ranked: Ranked, asked: dict[str, Any], database: Database, session: Session
) -> FilledIn | None:
    """The question with all that the organisation declared. It is offered and never done unasked: whoever
    opens an address sees the same ranking.
    """
    with database.read(session.identity.tenant) as db:
        declared = held_by(db, session.identity)
    return filled_in(ranked.snapshot, ranked.question, asked, declared)


@get("/rank/receipt", include_in_schema=False, sync_to_thread=True)
def receipt_file(
    request: Asked, market: NamedDependency[MarketSource], clock: NamedDependency[Clock]
) -> Response[bytes]:
    """The receipt of the whole ranking, as a file."""
    ranked = _ranked(request, market, clock)
    content = msgspec.json.encode(ranking_receipt(ranked.snapshot, ranked.question))
    name = f"receipt-{ranked.snapshot.as_of.isoformat()}.json"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=MediaType.JSON, headers=headers)


@get("/rank/export/{format_name:str}", include_in_schema=False, sync_to_thread=True)
def export_file(
    request: Asked,
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
    format_name: FromPath[str],
) -> Response[bytes]:
    """Every ranked product, then every excluded one with its reasons."""
    kind = format_of(format_name)
    ranked = _ranked(request, market, clock, everything=True)
    content = export(kind, "Ranking", ranking_columns(ranked), ranking_rows(ranked))
    return download(kind, f"ranking-{ranked.snapshot.as_of.isoformat()}", content)


handlers: Sequence[ControllerRouterHandler] = (
    rank_page,
    receipt_file,
    export_file,
    methods_page,
    method_page,
)
