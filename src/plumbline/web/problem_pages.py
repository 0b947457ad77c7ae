"""Problems as pages, for people: what happened, why, and what to do next, without the words of programs."""

from typing import Any, Final

from litestar import Request, Response

from plumbline.web.filters import plain
from plumbline.web.problem_words import WORDS
from plumbline.web.problems import Problem
from plumbline.web.templating import page

_SPELT: Final = (("w_", "Weight of "), ("size_", "Number of "))
_STEP: Final = "Go back, put that right and send it again."


def problem_page(request: Request[Any, Any, Any], problem: Problem, headers: dict[str, str]) -> Response[Any]:
    """One problem as a page."""
    for_programs = problem.next_step == WORDS["invalid"][1]
    return page(
        "base/problem.jinja",
        request=request,
        status=problem.status,
        headers=headers,
        problem=problem,
        fields=[(field_words(each.pointer), each.detail) for each in problem.errors],
        next_step=_STEP if for_programs else problem.next_step,
    )


def field_words(pointer: str) -> str:
    """A field of a page's address or form as a reader knows it: "/w_cost" is "Weight of cost"."""
    name = pointer.removeprefix("/")
    for prefix, words in _SPELT:
        if name.startswith(prefix):
            return words + plain(name.removeprefix(prefix)).lower()
    return plain(name.replace("/", " "))
