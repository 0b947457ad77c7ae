"""Domain errors become RFC 9457 problem details, here and nowhere else.

`type` is a page of this service that explains the problem; `errors` point at fields; `request_id`
finds the line in the log. An unexpected exception tells the reader nothing but its request id.
"""

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from litestar.types import ExceptionHandlersMap
from sqlalchemy.exc import IntegrityError, OperationalError

from plumbline.kit import errors
from plumbline.storage.violations import Violation, violation_of
from plumbline.web.problem_fields import ProblemField, fields_of
from plumbline.web.problem_words import WORDS

PROBLEM_JSON: Final = "application/problem+json"
log = structlog.get_logger()
Asked = Request[Any, Any, Any]

STATUS: Final[dict[type[errors.DomainError], int]] = {
    errors.Malformed: 400,
    errors.KeyReused: 422,
    errors.Invalid: 422,
    errors.CodeNeeded: 401,
    errors.NotSignedIn: 401,
    errors.StepUpNeeded: 403,
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.InFlight: 409,
    errors.AnswerLost: 409,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    errors.TooSlow: 408,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}
BY_ROUTER: Final = {405: ("method-not-allowed", "This address does not take this method")}
"""What is wrong before any feature is asked: slug and title by status."""
_BY_STATUS: Final = {status: kind for kind, status in STATUS.items()} | {400: errors.Malformed}


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """An RFC 9457 problem detail, with our extension members."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    next_step: str | None = None
    errors: tuple[ProblemField, ...] = ()


def problem_of(error: Exception, request: Asked) -> tuple[Problem, dict[str, str]]:
    """The problem that `error` is told as, and the headers that go with it."""
    request_id = request_id_of(request)
    match error:
        case errors.DomainError():
            return _of_domain(error, request_id)
        case IntegrityError():
            return _of_domain(_of_violation(error), request_id)
        case OperationalError():
            return _of_domain(_database_away(), request_id)
        case HTTPException():
            return _of_http(error, request)
        case RecursionError():
            return _of_domain(errors.Malformed("The input is nested too deep."), request_id)
        case _:
            return _unexpected(request_id), {}


def status_of(error: errors.DomainError) -> int:
    """The status of the answer that tells of an error, on a page as over the API."""
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


def _of_domain(error: errors.DomainError, request_id: str) -> tuple[Problem, dict[str, str]]:
    headers: dict[str, str] = {}
    if isinstance(error, errors.TooMany):
        headers["retry-after"] = str(error.retry_after_seconds)
    if isinstance(error, errors.InFlight):
        headers["retry-after"] = "1"
    if isinstance(error, errors.NotSignedIn):
        headers["www-authenticate"] = 'Bearer realm="plumbline"'
    problem = Problem(
        type=f"/problems/{error.slug}",
        title=error.title,
        status=status_of(error),
        detail=error.detail,
        request_id=request_id,
        next_step=error.next_step or _to_do(error.slug),
        errors=tuple(ProblemField(p.pointer, p.detail) for p in error.problems),
    )
    return problem, headers


def _of_violation(error: IntegrityError) -> errors.DomainError:
    if violation_of(error) is Violation.CHECK:
        return errors.Invalid("A value lies outside what the record allows.")
    return errors.Conflict(
        "The record was changed by somebody else in the same moment.",
        next_step="Read it again and decide on what stands now.",
    )


def _database_away() -> errors.DomainError:
    return errors.Unavailable(
        "The database did not answer, so whether this was recorded is not known.",
        next_step="Try again in a moment; if it was to change something, look first whether it did.",
    )


def _of_http(error: HTTPException, request: Asked) -> tuple[Problem, dict[str, str]]:
    status = error.status_code
    fields = fields_of(error, request)
    kind = _BY_STATUS.get(status)
    if status == 400 and fields:
        kind, status = errors.Invalid, 422
    if kind is None and status >= 500:
        return _unexpected(request_id_of(request)), {}
    slug, title = (kind.slug, kind.title) if kind else BY_ROUTER.get(status, (str(status), _phrase(status)))
    problem = Problem(
        type=f"/problems/{slug}",
        title=title,
        status=status,
        detail=_plain(error, fields, request),
        request_id=request_id_of(request),
        next_step=_no_address(request) if status == 404 else _to_do(slug),
        errors=fields,
    )
    return problem, dict(error.headers or {})


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase


def _no_address(request: Asked) -> str:
    """Only the router finds nothing by itself: no feature was asked, so it is the address that is wrong."""
    if request.scope["path"].startswith("/api/"):
        return "Look it up in the description of the API: /api/v1/openapi.json."
    return "Check the address, or start from the first page: /."


def _to_do(slug: str) -> str | None:
    return WORDS[slug][1] if slug in WORDS else None


def _plain(error: HTTPException, fields: tuple[ProblemField, ...], request: Asked) -> str:
    match error.status_code:
        case 413:
            return "The body is larger than this route takes. Nothing of it was kept."
        case 404:
            return "Nothing has this address."
        case 405:
            return f"This address does not take {request.method}."
    if fields:
        return "; ".join(
            f"{field.pointer}: {field.detail}" if field.pointer else field.detail for field in fields
        )
    return error.detail


def _unexpected(request_id: str) -> Problem:
    return Problem(
        type="/problems/unexpected",
        title="Something went wrong on our side",
        status=500,
        detail="An error we did not foresee. Nothing was half-written.",
        request_id=request_id,
        next_step="Try again; if it happens twice, report the request id.",
    )


def request_id_of(request: Asked) -> str:
    """The id of this request, that its answer carries as well (`plumbline.web.context`)."""
    return str(request.scope["state"]["request_id"])


def answer_problem(request: Asked, error: Exception) -> Response[Any]:
    """The exception handler of the whole service: JSON for programs, a page for people."""
    problem, headers = problem_of(error, request)
    if problem.status >= 500:
        log.error("request.failed", request_id=problem.request_id, exc_info=error)
    if _wants_page(request) and problem.status == 401 and request.method == "GET":
        asked = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        return Redirect(f"/sign-in?{urlencode({'next': asked})}", status_code=303, headers=headers)
    if _wants_page(request) and isinstance(error, errors.StepUpNeeded):
        asked = urlencode({"next": _page_asked_from(request)})
        return Redirect(f"/account/confirm?{asked}", status_code=303, headers=headers)
    if _wants_page(request):
        from plumbline.web.problem_pages import problem_page  # templates are only needed for people

        return problem_page(request, problem, headers)
    return Response(problem, status_code=problem.status, media_type=PROBLEM_JSON, headers=headers)


def _page_asked_from(request: Asked) -> str:
    """The path of a page that can be opened again: this one, or the one whose form was sent."""
    if request.method == "GET":
        return request.url.path
    came_from = urlsplit(request.headers.get("referer", ""))
    return came_from.path if came_from.netloc == request.url.netloc else "/account"


def _wants_page(request: Asked) -> bool:
    path = request.scope["path"]
    return not path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


EXCEPTION_HANDLERS: Final[ExceptionHandlersMap] = {HTTPException: answer_problem, Exception: answer_problem}
