"""How an operation documents its error answers."""

from http import HTTPStatus

from litestar.openapi.datastructures import ResponseSpec

from plumbline.web.problems import PROBLEM_JSON, Problem


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """`responses=` of an operation that can answer with these problem details."""
    return {
        status: ResponseSpec(
            Problem,
            generate_examples=False,
            media_type=PROBLEM_JSON,
            description=HTTPStatus(status).phrase,
        )
        for status in statuses
    }
