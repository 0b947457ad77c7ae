"""Says of every unsafe operation in the OpenAPI document what it does with an `Idempotency-Key`."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from plumbline.kit.idempotency import HEADER, LONGEST, PATTERN, Keeping
from plumbline.web.idempotency import REPLAYED, UNSAFE, keeping_of
from plumbline.web.problems import PROBLEM_JSON

_SAME: Final = (
    "A name for this act, fresh for every act: a UUID is good. A retry with the same key has no second "
    f"effect and gets the same answer, with the header `{REPLAYED}: true`. "
)
_ANSWERS: Final = (
    "While the first is being answered: 409, of the type /problems/in-flight. With another method, path or "
    "body: 422, of the type /problems/key-reused. A request that failed is not remembered. The key is yours "
    "alone: another person, party, role or scope has keys of its own."
)
_WORDS: Final = {
    Keeping.DAY: f"{_SAME}It is remembered for 24 hours. {_ANSWERS}",
    Keeping.LIFE: f"{_SAME}It is remembered as long as what was made. {_ANSWERS}",
    Keeping.NOTHING: "Taken, and not remembered: this changes nothing, however often it is sent.",
}
_HEADER: Final = {
    REPLAYED: {
        "description": "`true` where the answer is that of an earlier request with the same key.",
        "schema": {"type": "string", "const": "true"},
    }
}


def keepings(app: Litestar) -> dict[str, Keeping]:
    """For how long each operation of `app` remembers a key, by operation id."""
    handlers = (handler for route in app.routes for handler in getattr(route, "route_handlers", ()))
    return {
        str(handler.operation_id): keeping_of(handler)
        for handler in handlers
        if isinstance(handler, HTTPRouteHandler) and handler.operation_id
    }


def describe_key(operation: dict[str, Any], method: str, keeping: Mapping[str, Keeping]) -> None:
    """Add the header, and the answers that a key can lead to, to an unsafe operation."""
    kept = keeping.get(operation.get("operationId", ""), Keeping.DAY)
    if method.upper() not in UNSAFE or kept is Keeping.REFUSED:
        return
    operation.setdefault("parameters", []).append(_parameter(kept))
    responses = operation["responses"]
    for status in (409, 422) if kept.remembers else (422,):
        responses.setdefault(str(status), _problem(status))
    if kept.remembers:
        for answer in (answer for status, answer in responses.items() if status.startswith("2")):
            answer.setdefault("headers", {}).update(_HEADER)


def _parameter(kept: Keeping) -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": PATTERN}
    return {"name": HEADER, "in": "header", "required": False, "schema": schema, "description": _WORDS[kept]}


def _problem(status: int) -> dict[str, Any]:
    content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": HTTPStatus(status).phrase, "content": content}
