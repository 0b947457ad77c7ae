"""Around every request: an id, security headers, and a log line where there is something to say."""

import time
from typing import Any

import structlog
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from plumbline.kit.identifiers import new_id
from plumbline.web.problems import SECURITY_HEADERS

SLOW_SECONDS = 0.5
log = structlog.get_logger()


class RequestContext(ASGIMiddleware):
    """Gives the request an id (`x-request-id`) and logs what an operator would look for."""

    def __init__(self, access_log: str = "problems") -> None:
        self.access_log = access_log

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] != ScopeType.HTTP:
            await next_app(scope, receive, send)
            return
        request_id = str(new_id())
        state: dict[str, Any] = scope["state"]
        state["request_id"] = request_id
        started = time.perf_counter()

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders(message)
                headers["x-request-id"] = request_id
                for name, value in SECURITY_HEADERS.items():
                    headers[name] = value
                self._log(scope, message["status"], time.perf_counter() - started, request_id)
            await send(message)

        await next_app(scope, receive, send_with_headers)

    def _log(self, scope: Scope, status: int, seconds: float, request_id: str) -> None:
        worth_it = status >= 400 or seconds > SLOW_SECONDS
        if self.access_log == "none" or (self.access_log == "problems" and not worth_it):
            return
        log.info(
            "request",
            method=scope.get("method"),
            path=scope["path"],
            status=status,
            ms=round(seconds * 1000, 1),
            request_id=request_id,
        )
