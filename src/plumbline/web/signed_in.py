"""Finds the session of a page's request, for the header and for the page's own dependencies.

Only pages are looked at, and only when the browser sends a session: an anonymous visitor costs no
query. What a person may do is decided by each page's own dependencies, never by this.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final, Protocol

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from plumbline.accounts.browser import secret_in
from plumbline.accounts.identity import Session
from plumbline.accounts.sessions import session_of
from plumbline.kit.clock import Clock
from plumbline.kit.tenant import SIGNING_IN
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.web.limits import count_account

_NO_PAGES: Final = ("/api/", "/assets/", "/static/", "/health")


class Given(Protocol):
    """What is needed to look. With `secure_cookies` the service is reached over https."""

    database: Database
    clock: Clock
    settings: Settings


class SignedIn(ASGIMiddleware):
    """Leaves `session` in the request's state: a `Session`, or None; and the secret that opened it."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, on: Callable[[], Given]) -> None:
        self._on = on

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if not scope["path"].startswith(_NO_PAGES):
            connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
            if secret := secret_in(connection, secure=self._on().settings.secure_cookies):
                state: dict[str, Any] = scope["state"]
                found = await asyncio.to_thread(self._session, secret)
                if found is not None:
                    count_account(scope, found.identity.person_id)
                state |= {"session": found, "session_secret": secret}
        await next_app(scope, receive, send)

    def _session(self, secret: str) -> Session | None:
        on = self._on()
        with on.database.read(SIGNING_IN) as db:
            return session_of(db, on.clock, secret)
