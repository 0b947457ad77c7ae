"""The request every route gets: its JSON is read strictly."""

from typing import Any, Final

from litestar import Request
from litestar.datastructures import State

from plumbline.kit import strict_json
from plumbline.kit.errors import FieldProblem, Invalid

_SENT: Final = "sent_json"
_NEVER: Final = "The text holds a NUL or half a character, which cannot be kept."


class StrictRequest(Request[Any, Any, State]):
    """Refuses duplicate keys, NaN, bottomless nesting and anything but UTF-8, in clear words."""

    async def json(self) -> Any:
        """The body, read by `json_of`; `sent_json` gives it again."""
        value = json_of(await self.body() or b"null")
        self.scope["state"][_SENT] = value
        return value


def sent_json(request: Request[Any, Any, Any]) -> Any:
    """What `StrictRequest.json` read from the body; None where nothing was."""
    return request.scope["state"].get(_SENT)


def json_of(raw: bytes) -> Any:
    """The value in `raw`. Raises `Malformed` as `strict_json.loads` does, and `Invalid` pointing at
    each string that no database keeps: not even an answer could repeat it.
    """
    value = strict_json.loads(raw)
    if b"\\u" in raw:  # nothing else than an escape can write what is looked for
        _refuse_what_is_never_stored(value)
    return value


def _refuse_what_is_never_stored(value: Any) -> None:
    never = tuple(FieldProblem(pointer, _NEVER) for pointer in strict_json.never_stored(value))
    if never:
        raise Invalid(_NEVER, next_step="Take it out, and send the rest again.", problems=never)
