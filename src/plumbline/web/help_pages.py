"""Pages that explain: problems and what to do, the API in five minutes, accessibility."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from plumbline.kit.errors import NotFound
from plumbline.settings import Settings
from plumbline.web.bodies import LEAST_RATE, MOST_PENDING, PATIENCE
from plumbline.web.limits import allowances
from plumbline.web.problem_kinds import problem_kinds
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]


@get("/problems", include_in_schema=False, sync_to_thread=False)
def problems_page(request: Asked) -> Response[str]:
    """Every kind of problem."""
    return page("help/problems.jinja", request=request, kinds=problem_kinds().values())


@get("/problems/{slug:str}", include_in_schema=False, sync_to_thread=False)
def problem_kind_page(request: Asked, slug: FromPath[str]) -> Response[str]:
    """One kind of problem: the page that a problem detail's `type` names."""
    kind = problem_kinds().get(slug)
    if kind is None:
        raise NotFound("There is no kind of problem with this name.", next_step="See the list of problems.")
    return page("help/problem_kind.jinja", request=request, kind=kind)


@get("/api", include_in_schema=False, sync_to_thread=False)
def api_page(request: Asked, settings: NamedDependency[Settings]) -> Response[str]:
    """How to start with the API, and how much of it there is for one."""
    return page(
        "help/api.jinja",
        request=request,
        base=str(request.base_url).rstrip("/"),
        limited=bool(settings.rate_limits),
        allowances=allowances(settings).values(),
        least_rate=LEAST_RATE,
        patience=PATIENCE,
        most_pending=MOST_PENDING,
    )


@get("/accessibility", include_in_schema=False, sync_to_thread=False)
def accessibility_page(request: Asked) -> Response[str]:
    """The accessibility statement."""
    return page("help/accessibility.jinja", request=request)


handlers: Sequence[ControllerRouterHandler] = (
    problems_page,
    problem_kind_page,
    api_page,
    accessibility_page,
)
