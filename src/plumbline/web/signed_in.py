"""Finds the session of a page's request, for the header and for the page's own dependencies.

Only pages are looked at, and only when the browser sends a session: an anonymous visitor costs no
query. What a person may do is decided by each page's own dependencies, never by this.
"""

import asyncio
from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from plumbline.accounts.browser import secret_of
from plumbline.accounts.identity import Session
from plumbline.accounts.sessions import session_of
from plumbline.kit.clock import Clock
from plumbline.storage.engine import Database

_NO_PAGES: Final = ("/api/", "/assets/", "/static/", "/health")


class SignedIn(ASGIMiddleware):
    """Leaves `session` in the request's state: a `Session`, or None."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if not scope["path"].startswith(_NO_PAGES):
            connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
            if secret := secret_of(connection):
                state: dict[str, Any] = scope["state"]
                state["session"] = await asyncio.to_thread(self._session, secret)
        await next_app(scope, receive, send)

    def _session(self, secret: str) -> Session | None:
        with self._database.read() as db:
            return session_of(db, self._clock, secret)
