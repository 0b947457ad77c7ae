"""Conditional reads (RFC 9110, section 13): an ETag on every whole GET answer, and 304 for it.

The tag is a hash of the body, so it is right by construction. It saves the bytes, not the work;
a handler that knows a cheaper tag sets its own `etag`, which is left alone.
"""

from hashlib import blake2b

from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send


class ConditionalGet(ASGIMiddleware):
    """Adds weak ETags to 200 answers of GET, and answers If-None-Match."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] != ScopeType.HTTP or scope.get("method") != "GET":
            await next_app(scope, receive, send)
            return
        wanted = Headers.from_scope(scope).get("if-none-match", "")
        await next_app(scope, receive, _Held(send, wanted).send)


class _Held:
    """Holds the start of an answer back until its body is known to be whole."""

    def __init__(self, send: Send, wanted: str) -> None:
        self._send = send
        self._wanted = {tag.strip() for tag in wanted.split(",") if tag.strip()}
        self._start: HTTPResponseStartEvent | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            self._start = message
            return
        if message["type"] == "http.response.body" and self._start is not None:
            start, self._start = self._start, None
            body = message.get("body", b"")
            if not message.get("more_body", False):
                headers = MutableScopeHeaders(start)
                if "etag" not in headers:  # a hash takes as long as some answers do
                    headers["etag"] = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
                if self._wanted & {headers["etag"], "*"}:
                    start["status"] = 304
                    for name in ("content-length", "content-type"):
                        if name in headers:
                            del headers[name]
                    message["body"] = b""
            await self._send(start)
        await self._send(message)
