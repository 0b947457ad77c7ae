"""The request every route gets: its JSON is read strictly."""

from typing import Any

from litestar import Request
from litestar.datastructures import State

from plumbline.kit import strict_json


class StrictRequest(Request[Any, Any, State]):
    """Refuses duplicate keys, NaN, bottomless nesting and anything but UTF-8, in clear words."""

    async def json(self) -> Any:
        """The body, decoded by `plumbline.kit.strict_json`."""
        body = await self.body()
        return strict_json.loads(body or b"null")
