"""Rankings over the API: public to ask, by anybody's weights."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from plumbline.kit.errors import NotFound
from plumbline.kit.exports import export, format_of
from plumbline.market.source import MarketSource
from plumbline.rankings.answers import ranking_json
from plumbline.rankings.linked import PARAMETERS, LinkedOperation, linked_question, linked_ranking, tag_of
from plumbline.rankings.schemas import Excluded, ExcludedPage, Question, RankingOut
from plumbline.rankings.service import rank_market, ranking_receipt
from plumbline.rankings.tables import ranking_columns, ranking_rows
from plumbline.web.downloads import ExportAnswer, Format, download
from plumbline.web.idempotency import COMPUTES
from plumbline.web.query import takes
from plumbline.web.responses import problems
from scoring.method import Method, methods
from scoring.receipt import Receipt

TAG = ["Rankings"]


@post(
    "/rankings",
    operation_id="rankProducts",
    summary="Rank products by your own weights",
    description="Gate first, then the score. Nothing is written: the same question gets the same answer.",
    tags=TAG,
    status_code=200,
    opt=COMPUTES,
    responses=problems(400, 404, 413, 422),
)
async def rank_products(
    data: JSONBody[Question], market: NamedDependency[MarketSource]
) -> Response[RankingOut]:
    """The best products, with what each criterion adds to their score."""
    snapshot = await market.for_async(data.as_of)
    body = ranking_json(rank_market(snapshot, data))
    return Response(body, media_type=MediaType.JSON)  # type: ignore[arg-type]


@get(
    "/rankings",
    operation_id="getRanking",
    summary="A ranking by its address",
    description="The question of `POST /rankings` in the address, under the names that the pages use: "
    "something to link to, or to ask again with If-None-Match.",
    tags=TAG,
    operation_class=LinkedOperation,
    opt=takes(*PARAMETERS),
    responses=problems(404, 422),
)
async def get_ranking(
    request: Request[Any, Any, Any], market: NamedDependency[MarketSource]
) -> Response[RankingOut]:
    """The best products, with what each criterion adds to their score."""
    question = linked_question(request)
    snapshot = await market.for_async(question.as_of)
    body = ranking_json(linked_ranking(snapshot, question))
    headers = {"etag": tag_of(request, snapshot)}
    return Response(body, media_type=MediaType.JSON, headers=headers)  # type: ignore[arg-type]


@post(
    "/rankings/receipt",
    operation_id="getRankingReceipt",
    summary="The receipt of a ranking",
    description="Everything needed to compute the whole ranking again: `plumbline rankings verify RECEIPT`.",
    tags=TAG,
    status_code=200,
    opt=COMPUTES,
    responses=problems(400, 404, 413, 422),
)
async def get_ranking_receipt(data: JSONBody[Question], market: NamedDependency[MarketSource]) -> Receipt:
    """The receipt of the ranking that the question asks for."""
    return ranking_receipt(await market.for_async(data.as_of), data)


@post(
    "/rankings/excluded",
    operation_id="listExcludedProducts",
    summary="What a ranking leaves out, and why",
    tags=TAG,
    status_code=200,
    opt=COMPUTES,
    responses=problems(400, 404, 413, 422),
)
async def list_excluded(data: JSONBody[Question], market: NamedDependency[MarketSource]) -> ExcludedPage:
    """The products that fit the filter and do not pass the gate, up to the question's limit."""
    snapshot = await market.for_async(data.as_of)
    places = rank_market(snapshot, data).excluded()
    items = [
        Excluded(product=snapshot.hits[place], reasons=snapshot.standings[place].reasons)
        for place in places[: data.limit]
    ]
    return ExcludedPage(as_of=snapshot.as_of, total=len(places), items=items)


@post(
    "/rankings/export",
    operation_id="exportRanking",
    summary="A whole ranking as a file",
    tags=TAG,
    status_code=200,
    opt=COMPUTES,
    operation_class=ExportAnswer,
    responses=problems(400, 404, 413, 422),
)
async def export_ranking(
    data: JSONBody[Question],
    market: NamedDependency[MarketSource],
    format: Format = "csv",  # noqa: A002
) -> Response[bytes]:
    """Every ranked product, then every excluded one with its reasons."""
    kind = format_of(format)
    ranked = rank_market(await market.for_async(data.as_of), data, everything=True)
    content = export(kind, "Ranking", ranking_columns(ranked), ranking_rows(ranked))
    return download(kind, f"ranking-{ranked.snapshot.as_of.isoformat()}", content)


class MethodOut(msgspec.Struct, frozen=True, kw_only=True):
    """A published method and the digest that receipts name it by."""

    digest: str
    method: Method


@get(
    "/methods",
    operation_id="listMethods",
    summary="The published methods of ranking",
    tags=TAG,
    responses=problems(400),
    sync_to_thread=False,
)
def list_methods() -> list[MethodOut]:
    """Every method, with its digest."""
    return [MethodOut(digest=method.digest, method=method) for method in methods().values()]


@get(
    "/methods/{method_id:str}",
    operation_id="getMethod",
    summary="One published method",
    tags=TAG,
    responses=problems(404),
    sync_to_thread=False,
)
def get_method(method_id: FromPath[str]) -> MethodOut:
    """Its criteria, anchors, weights and rules."""
    if method_id not in methods():
        raise NotFound(f"There is no method {method_id!r}.", next_step=f"Use one of {', '.join(methods())}.")
    return MethodOut(digest=methods()[method_id].digest, method=methods()[method_id])


handlers: Sequence[ControllerRouterHandler] = (
    rank_products,
    get_ranking,
    get_ranking_receipt,
    list_excluded,
    export_ranking,
    list_methods,
    get_method,
)
