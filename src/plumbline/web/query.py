"""What may stand behind the question mark of an operation of the API: its own parameters, nothing else.

A misspelt filter that is left out in silence answers another question than the one that was asked.
"""

from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from plumbline.kit.errors import FieldProblem, Invalid
from plumbline.kit.pointers import pointer_to

NUL: Final = "The text holds a NUL, which nothing here can have."
_LONGEST: Final = 60
_OPT: Final = "query_names"
_known: dict[tuple[object, tuple[str, ...]], tuple[str, ...]] = {}


def known_query(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """For the whole API. Raises `Invalid` for parameters that the operation does not have."""
    if not connection.scope["query_string"] or connection.scope.get("method") == "OPTIONS":
        return  # what answers OPTIONS is the framework's own, and reads no parameter
    known = query_names(handler, tuple(connection.path_params))
    asked = connection.query_params
    wrong = [FieldProblem(pointer_to(name), _unknown(name)) for name in asked if name not in known]
    wrong += [
        FieldProblem(pointer_to(name), NUL) for name in known if "\x00" in "".join(asked.getall(name, []))
    ]
    if wrong:
        step = f"Known here: {', '.join(known)}." if known else "This operation takes none."
        raise Invalid(" ".join(each.detail for each in wrong[:3]), next_step=step, problems=tuple(wrong[:20]))


def takes(*names: str) -> dict[str, Any]:
    """`opt=` of an operation that reads its query string by itself."""
    return {_OPT: tuple(sorted(names))}


def query_names(handler: BaseRouteHandler, path_names: tuple[str, ...]) -> tuple[str, ...]:
    """The query parameters that an operation says it takes, else those that signatures of it have."""
    said: tuple[str, ...] | None = handler.opt.get(_OPT)
    if said is not None:
        return said
    key = (handler.fn, path_names)
    if key not in _known:
        names: dict[str, Any] = dict.fromkeys(path_names)  # only the keys count
        model = handler.create_kwargs_model(names)
        _known[key] = tuple(sorted(each.field_alias for each in model.expected_query_params))
    return _known[key]


def _unknown(name: str) -> str:
    return f"There is no parameter {name[:_LONGEST]!r} here."
