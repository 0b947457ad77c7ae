"""The first page: the job in three steps, and the market in numbers."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler

from catalog.obligations import Phase
from catalog.standards_loader import standards
from plumbline.kit.clock import Clock, today
from plumbline.market.snapshot import GATE_ORDER, Snapshot
from plumbline.market.source import MarketSource
from plumbline.standards.service import obligations
from plumbline.web.filters import product_type
from plumbline.web.templating import page


@get("/", include_in_schema=False, sync_to_thread=True)
def home_page(
    request: Request[Any, Any, Any],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
) -> Response[str]:
    """Where everybody starts."""
    day = today(clock)
    snapshot = market.current(day)
    states = Counter(standing.gate for standing in snapshot.standings)
    return page(
        "home/home.jinja",
        request=request,
        day=day,
        numbers=_numbers(snapshot),
        gates=[(str(state), states[state]) for state in GATE_ORDER],
        kinds=[(kind, product_type(kind), _due(kind, snapshot)) for kind in _kinds(snapshot)],
        demonstration=snapshot.has_fiction,
    )


def _numbers(snapshot: Snapshot) -> list[tuple[int, str]]:
    return [
        (snapshot.size, "products"),
        (len(snapshot.supplier_names), "suppliers"),
        (int(snapshot.admitted.sum()), "pass the gate today"),
        (len(standards()), "standards"),
        (sum(len(standard.requirements) for standard in standards()), "requirements"),
    ]


def _kinds(snapshot: Snapshot) -> list[str]:
    """Kinds of system on the market, most products first."""
    return [kind for kind, _ in Counter(record.product_type for record in snapshot.records).most_common(8)]


def _due(kind: str, snapshot: Snapshot) -> int:
    return sum(duty.phase is Phase.DUE for duty in obligations(kind, (), snapshot.as_of))


handlers: Sequence[ControllerRouterHandler] = (home_page,)
