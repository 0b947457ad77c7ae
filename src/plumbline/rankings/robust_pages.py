"""Pages: how sure a ranking is, what would change it, and the receipt of that."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, get
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler

from plumbline.kit.clock import Clock
from plumbline.market.snapshot import Snapshot
from plumbline.market.source import MarketSource
from plumbline.rankings.asked import query_of, question_of
from plumbline.rankings.robust_schemas import RobustQuestion, WhatIf, WhatIfQuestion
from plumbline.rankings.robust_service import robust, robustness_receipt
from plumbline.rankings.robust_view import robust_view
from plumbline.rankings.schemas import Question
from plumbline.rankings.ways import change_of, robust_question_of, ways_query
from plumbline.rankings.what_if import what_if
from plumbline.web.asked import asked_day
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]


def _asked(request: Asked, market: MarketSource, clock: Clock) -> tuple[Snapshot, RobustQuestion]:
    day = asked_day(request.query_params.get("as_of"), clock)
    query = request.query_params.dict()
    return market.current(day), robust_question_of(query, question_of(query, day))


@get("/rank/robustness", include_in_schema=False, sync_to_thread=True)
def robustness_page(
    request: Asked, market: NamedDependency[MarketSource], clock: NamedDependency[Clock]
) -> Response[str]:
    """How often each product comes first, what keeps the winner first, and what if."""
    snapshot, question = _asked(request, market, clock)
    made = robust(snapshot, question)
    plain = query_of(question)
    view = robust_view(made, question, _then(request, snapshot, question))
    given = {name: request.query_params.get(name) for name in ("if_product", "if_criterion", "if_figure")}
    ways = ways_query(question, made.ways)
    return page(
        "rankings/robustness.jinja",
        request=request,
        demonstration=snapshot.has_fiction,
        plain=plain,
        asked={**plain, **ways},
        given=given,
        **view,
    )


def _then(request: Asked, snapshot: Snapshot, question: RobustQuestion) -> WhatIf | None:
    change = change_of(request.query_params.dict(), snapshot, question)
    if change is None:
        return None
    plain = {name: getattr(question, name) for name in Question.__struct_fields__}
    return what_if(snapshot, WhatIfQuestion(**plain, changes=(change,)))


@get("/rank/robustness/receipt", include_in_schema=False, sync_to_thread=True)
def robustness_receipt_file(
    request: Asked, market: NamedDependency[MarketSource], clock: NamedDependency[Clock]
) -> Response[bytes]:
    """The receipt, as a file."""
    snapshot, question = _asked(request, market, clock)
    content = msgspec.json.encode(robustness_receipt(snapshot, question))
    name = f"robustness-{snapshot.as_of.isoformat()}.json"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=MediaType.JSON, headers=headers)


handlers: Sequence[ControllerRouterHandler] = (robustness_page, robustness_receipt_file)
