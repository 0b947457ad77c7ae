"""Domain errors become RFC 9457 problem details, here and nowhere else.

`type` is a page of this service that explains the problem; `errors` point at fields; `request_id`
finds the line in the log. An unexpected exception tells the reader nothing but its request id.
"""

import re
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
from plumbline.web.problem_words import WORDS

PROBLEM_JSON: Final = "application/problem+json"
log = structlog.get_logger()

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
_BY_STATUS: Final = {status: kind for kind, status in STATUS.items()} | {400: errors.Malformed}


class ProblemField(msgspec.Struct, frozen=True):
    """One field that is wrong."""

    pointer: str
    detail: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """An RFC 9457 problem detail, with our extension members."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    next_step: str | None = None
    errors: tuple[ProblemField, ...] = ()


def problem_of(error: Exception, request_id: str) -> tuple[Problem, dict[str, str]]:
    """The problem that `error` is told as, and the headers that go with it."""
    match error:
        case errors.DomainError():
            return _of_domain(error, request_id)
        case IntegrityError():
            return _of_domain(_of_violation(error), request_id)
        case OperationalError():
            return _of_domain(_database_away(), request_id)
        case HTTPException():
            return _of_http(error, request_id)
        case RecursionError():
            return _of_domain(errors.Malformed("The input is nested too deep."), request_id)
        case _:
            return _unexpected(request_id), {}


def _of_domain(error: errors.DomainError, request_id: str) -> tuple[Problem, dict[str, str]]:
    status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
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
        status=status,
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


def _of_http(error: HTTPException, request_id: str) -> tuple[Problem, dict[str, str]]:
    status = error.status_code
    fields = (*_fields(error.extra), *_missing(error.detail))
    kind = _BY_STATUS.get(status)
    if status == 400 and fields:
        kind, status = errors.Invalid, 422
    if kind is None and status >= 500:
        return _unexpected(request_id), {}
    slug = kind.slug if kind else str(status)
    problem = Problem(
        type=f"/problems/{slug}",
        title=kind.title if kind else HTTPStatus(status).phrase,
        status=status,
        detail=_plain(error.detail, fields),
        request_id=request_id,
        next_step=_to_do(slug),
        errors=fields,
    )
    return problem, dict(error.headers or {})


def _to_do(slug: str) -> str | None:
    return WORDS[slug][1] if slug in WORDS else None


def _missing(detail: str) -> list[ProblemField]:
    found = _MISSING.match(detail)
    return [ProblemField(f"/{found[1]}", "This has to be given.")] if found else []


def _plain(detail: str, fields: tuple[ProblemField, ...]) -> str:
    if detail == HTTPStatus.REQUEST_ENTITY_TOO_LARGE.phrase:
        return "The body is larger than this route takes. Nothing of it was kept."
    if fields:
        return "; ".join(
            f"{field.pointer}: {field.detail}" if field.pointer else field.detail for field in fields
        )
    return detail


def _fields(extra: Any) -> list[ProblemField]:
    if not isinstance(extra, list):
        return []
    return [_field(item) for item in extra if isinstance(item, dict) and "message" in item]


def _field(item: dict[str, Any]) -> ProblemField:
    """Litestar says where as a dotted key, msgspec as `$.weights.cost` at the end of its message.

    The body itself is called `data` there; a field that is unknown or missing is named in the words.
    """
    message, _, path = str(item["message"]).partition(" - at `$")
    key = str(item.get("key") or "")
    where = path.rstrip("`") or ("" if key == "data" else key.removeprefix("data."))
    parts = [part for part in _STEPS.split(where) if part]
    if named := _NAMED_FIELD.search(message):
        parts.append(named[1])
    return ProblemField("".join(f"/{part}" for part in parts), message)


_STEPS: Final = re.compile(r"[.\[\]]+")
_MISSING: Final = re.compile(r"Missing required \w+ parameter '([^']*)'")
_NAMED_FIELD: Final = re.compile(r"(?:unknown|required) field `([^`]*)`")


def _unexpected(request_id: str) -> Problem:
    return Problem(
        type="/problems/unexpected",
        title="Something went wrong on our side",
        status=500,
        detail="An error we did not foresee. Nothing was half-written.",
        request_id=request_id,
        next_step="Try again; if it happens twice, report the request id.",
    )


def request_id_of(request: Request[Any, Any, Any]) -> str:
    """The id of this request, that its answer carries as well (`plumbline.web.context`)."""
    return str(request.scope["state"]["request_id"])


def answer_problem(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The exception handler of the whole service: JSON for programs, a page for people."""
    problem, headers = problem_of(error, request_id_of(request))
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


def _page_asked_from(request: Request[Any, Any, Any]) -> str:
    """The path of a page that can be opened again: this one, or the one whose form was sent."""
    if request.method == "GET":
        return request.url.path
    came_from = urlsplit(request.headers.get("referer", ""))
    return came_from.path if came_from.netloc == request.url.netloc else "/account"


def _wants_page(request: Request[Any, Any, Any]) -> bool:
    path = request.scope["path"]
    return not path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


EXCEPTION_HANDLERS: Final[ExceptionHandlersMap] = {HTTPException: answer_problem, Exception: answer_problem}
