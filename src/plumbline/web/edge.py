"""The first and the last to touch a request: before any route is looked for, and after any answer.

Here stand what must hold for everything, a path of nobody included: the sender's address, the limits
per address, the bounds of the body, and the headers of every answer.
"""

from typing import Any, Final

from litestar import Request
from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from plumbline.kit.buckets import Buckets
from plumbline.kit.errors import TooMany
from plumbline.settings import Settings
from plumbline.web.addresses import counted_as, proxies_of, sender_of
from plumbline.web.bodies import Body, Pending
from plumbline.web.headers import secured as with_security
from plumbline.web.limits import Turn, allowances, kind_of
from plumbline.web.problems import answer_problem

_PROOFS: Final = ("authorization", "cookie")


class Edge:
    """Wraps the whole service. Callers within this process have no address, and no limits."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._https = settings.secure_cookies
        self._proxies = proxies_of(settings.trusted_proxies)
        self._allowances = allowances(settings)
        self._buckets = Buckets() if settings.rate_limits else None
        self._pending = Pending()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, within its bounds."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        headers = Headers.from_scope(scope)
        address = self._find_sender(scope, headers)
        kind = kind_of(scope["method"], scope["path"])
        allowance = self._allowances[kind]
        turn = Turn(self._buckets if address else None, kind, allowance)
        state: dict[str, Any] = scope["state"]
        state["turn"] = turn
        body = Body(receive, headers.get("content-length"), allowance.largest_body, self._pending, address)
        send = self._secured(send, personal=any(name in headers for name in _PROOFS))
        try:
            if address:
                turn.count_address(address)
        except TooMany as error:
            await _refuse(scope, receive, send, error)
            return
        try:
            await self._app(scope, body.receive, send)
        finally:
            body.close()

    def _find_sender(self, scope: HTTPScope, headers: Headers) -> str | None:
        peer = scope["client"]
        sender = sender_of(peer[0] if peer else None, headers.get("x-forwarded-for", ""), self._proxies)
        if sender is None:
            return None
        scope["client"] = (str(sender), peer[1] if peer else 0)  # what counts failed sign-ins looks here
        return counted_as(sender)

    def _secured(self, send: Send, *, personal: bool) -> Send:
        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = with_security(
                    message["headers"], status=message["status"], personal=personal, https=self._https
                )
            await send(message)

        return secured


async def _refuse(scope: Scope, receive: Receive, send: Send, error: TooMany) -> None:
    """Before any route was looked for, there is nobody else to tell it."""
    request: Request[Any, Any, Any] = Request(scope, receive, send)
    answer = answer_problem(request, error).to_asgi_response(None, request)
    await answer(scope, receive, send)
