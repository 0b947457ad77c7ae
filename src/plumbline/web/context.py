"""Around every request: an id, and a log line where there is something to say."""

import time
from typing import Any

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from plumbline.kit.identifiers import new_id

SLOW_SECONDS = 0.5
log = structlog.get_logger()


class RequestContext:
    """Gives the request an id (`x-request-id`) and logs what an operator would look for.

    It stands around the whole service, so that a path of nobody has an id too.
    """

    def __init__(self, app: ASGIApp, access_log: str = "problems") -> None:
        self._app = app
        self._access_log = access_log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer back."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        request_id = str(new_id())
        state: dict[str, Any] = scope["state"]
        state["request_id"] = request_id
        started = time.perf_counter()

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
                self._log(scope, message["status"], time.perf_counter() - started, request_id)
            await send(message)

        await self._app(scope, receive, send_with_id)

    def _log(self, scope: Scope, status: int, seconds: float, request_id: str) -> None:
        worth_it = status >= 400 or seconds > SLOW_SECONDS
        if self._access_log == "none" or (self._access_log == "problems" and not worth_it):
            return
        log.info(
            "request",
            method=scope.get("method"),
            # The path as the route has it: what a stranger writes into an address may be a secret.
            route=scope.get("path_template") or "none",
            status=status,
            ms=round(seconds * 1000, 1),
            request_id=request_id,
        )
