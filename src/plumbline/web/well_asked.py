"""The guard of the whole API: what is refused before a body is read or anybody is looked up.

One guard and asynchronous, although it awaits nothing: the framework copies the handler for each guard
and runs a plain function in a thread. That cost more than ranking ten thousand products.
"""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from plumbline.web.idempotency import sound_key
from plumbline.web.query import known_query


async def well_asked(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Raise `Invalid` for parameters that the operation does not have, and for a key that can be none."""
    known_query(connection, handler)
    sound_key(connection, handler)
