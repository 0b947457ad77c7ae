"""Puts the name of whoever is signed in where every page's header finds it.

Only pages are looked at, and only when the browser sends a session: an anonymous visitor costs no
query. What a person may do is decided by each page's own dependencies, never by this.
"""

import asyncio
from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from plumbline.accounts.sessions import session_of
from plumbline.kit.clock import Clock
from plumbline.storage.engine import Database

COOKIES: Final = ("__Host-plumbline_session", "plumbline_session")
_NO_PAGES: Final = ("/api/", "/assets/", "/static/", "/health")


class SignedIn(ASGIMiddleware):
    """Leaves `signed_in_name` in the request's state."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if not scope["path"].startswith(_NO_PAGES):
            connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
            secret = next((connection.cookies[name] for name in COOKIES if name in connection.cookies), None)
            if secret:
                state: dict[str, Any] = scope["state"]
                state["signed_in_name"] = await asyncio.to_thread(self._name, secret)
        await next_app(scope, receive, send)

    def _name(self, secret: str) -> str | None:
        with self._database.read() as db:
            session = session_of(db, self._clock, secret)
        return session.identity.name if session else None
