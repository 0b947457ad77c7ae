"""The request every route gets: its JSON is read strictly."""

from typing import Any

from litestar import Request
from litestar.datastructures import State

from plumbline.kit import strict_json
from plumbline.kit.errors import FieldProblem, Invalid

_NEVER = "The text holds a NUL or half a character, which cannot be kept."


class StrictRequest(Request[Any, Any, State]):
    """Refuses duplicate keys, NaN, bottomless nesting and anything but UTF-8, in clear words."""

    async def json(self) -> Any:
        """The body, decoded by `plumbline.kit.strict_json`."""
        body = await self.body()
        value = strict_json.loads(body or b"null")
        if b"\\u" in body:  # nothing else than an escape can write what is looked for
            _refuse_what_is_never_stored(value)
        return value


def _refuse_what_is_never_stored(value: Any) -> None:
    never = tuple(FieldProblem(pointer, _NEVER) for pointer in strict_json.never_stored(value))
    if never:
        raise Invalid(_NEVER, next_step="Take it out, and send the rest again.", problems=never)
