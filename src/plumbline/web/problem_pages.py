"""Problems as pages, for people: what happened, why, and what to do next."""

from typing import Any

from litestar import Request, Response

from plumbline.web.problems import Problem
from plumbline.web.templating import page


def problem_page(request: Request[Any, Any, Any], problem: Problem, headers: dict[str, str]) -> Response[Any]:
    """One problem as a page."""
    return page(
        "base/problem.jinja", request=request, status=problem.status, headers=headers, problem=problem
    )
