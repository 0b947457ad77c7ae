"""No other site may act through a browser that is signed in here (OWASP: fetch metadata, origin check).

A guard of every page at once, so that none can forget it. The API needs none of it, for it takes
no cookie.
"""

from typing import Any, Final
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from plumbline.kit.errors import NotAllowed

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


async def same_origin(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Raise `NotAllowed` for an unsafe request that a page of this service did not send.

    Asynchronous, for the framework runs a plain guard in a thread.
    """
    if connection.scope.get("method", "GET") in SAFE:
        return
    if not _comes_from_here(connection):
        raise NotAllowed(
            "This form was not sent from a page of this service. Nothing was written.",
            next_step="Open the page here and send the form from it.",
        )


def _comes_from_here(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    fetched = connection.headers.get("sec-fetch-site")
    if fetched is not None:
        return fetched == "same-origin"
    origin = connection.headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == connection.headers.get("host", "")
