"""What the whole API refuses before a body is read or anybody is looked up.

As a router's `before_request`, and asynchronous although it awaits nothing: the framework copies the handler
for each guard, and runs a plain function in a thread. Both cost more than ranking ten thousand products.
"""

from typing import Any

from litestar import Request

from plumbline.web.idempotency import sound_key
from plumbline.web.query import known_query


async def well_asked(request: Request[Any, Any, Any]) -> None:
    """Raise `Invalid` for parameters that the operation does not have, and for a key that can be none."""
    known_query(request, request.route_handler)
    sound_key(request, request.route_handler)
