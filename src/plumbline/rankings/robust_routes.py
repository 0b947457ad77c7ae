"""How sure a ranking is, over the API: tried, receipted, asked what if; and weights out of choices."""

from collections.abc import Sequence

from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler

from plumbline.market.source import MarketSource
from plumbline.rankings.robust_answers import robustness_out
from plumbline.rankings.robust_schemas import (
    Advice,
    AdviceQuestion,
    Robustness,
    RobustQuestion,
    WhatIf,
    WhatIfQuestion,
)
from plumbline.rankings.robust_service import robust, robustness_receipt
from plumbline.rankings.what_if import advice, what_if
from plumbline.web.idempotency import COMPUTES
from plumbline.web.responses import problems
from scoring.robustness.receipt import RobustnessReceipt

TAG = ["Rankings"]


@post(
    "/rankings/robustness",
    operation_id="tryRanking",
    summary="How sure a ranking is",
    description="Ranks the products under many weights and many possible experiences at once (SMAA-2): how "
    "often each comes first, which weights speak for it, and what would change the first place.",
    tags=TAG,
    status_code=200,
    opt=COMPUTES,
    responses=problems(400, 404, 413, 422),
    sync_to_thread=True,
)
def try_ranking(data: JSONBody[RobustQuestion], market: NamedDependency[MarketSource]) -> Robustness:
    """The products in the order of the ranking, with how often each came where."""
    return robustness_out(robust(market.current(data.as_of), data), data.limit)


@post(
    "/rankings/robustness/receipt",
    operation_id="getRobustnessReceipt",
    summary="The receipt of a trial",
    description="Everything needed to draw, rank and count again: `plumbline rankings verify RECEIPT`.",
    tags=TAG,
    status_code=200,
    opt=COMPUTES,
    responses=problems(400, 404, 413, 422),
    sync_to_thread=True,
)
def get_robustness_receipt(
    data: JSONBody[RobustQuestion], market: NamedDependency[MarketSource]
) -> RobustnessReceipt:
    """The inputs, the hashes of the draws, and what was counted."""
    return robustness_receipt(market.current(data.as_of), data)


@post(
    "/rankings/what-if",
    operation_id="askWhatIf",
    summary="A ranking with figures that might be otherwise",
    description="Nothing is written. Figures are in the criterion's unit; null is one that is not known.",
    tags=TAG,
    status_code=200,
    opt=COMPUTES,
    responses=problems(400, 404, 413, 422),
    sync_to_thread=True,
)
def ask_what_if(data: JSONBody[WhatIfQuestion], market: NamedDependency[MarketSource]) -> WhatIf:
    """Who would be first, and where the changed products would stand."""
    return what_if(market.current(data.as_of), data)


@post(
    "/rankings/weights-advice",
    operation_id="adviseWeights",
    summary="Weights that explain choices",
    description="For a workshop: out of choices between two products each, the weights that explain them "
    "best. Advice only: it is used for nothing unless somebody chooses it.",
    tags=TAG,
    status_code=200,
    opt=COMPUTES,
    responses=problems(400, 404, 413, 422),
    sync_to_thread=True,
)
def advise_weights(data: JSONBody[AdviceQuestion], market: NamedDependency[MarketSource]) -> Advice:
    """The advised weights, each with what it lies between."""
    return advice(market.current(data.as_of), data)


handlers: Sequence[ControllerRouterHandler] = (
    try_ranking,
    get_robustness_receipt,
    ask_what_if,
    advise_weights,
)
