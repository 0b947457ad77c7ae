"""How a person's browser proves who they are: a cookie, and for every form its session's token.

Pages ask for `session` (and unsafe ones for `form`, which checks the token) by name.
"""

from typing import Any, Final

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.di import NamedDependency, Provide

from plumbline.accounts.identity import Session
from plumbline.accounts.sessions import LASTS, Opened, check_form_token, require_recent, session_of
from plumbline.kit.clock import Clock
from plumbline.kit.errors import NotSignedIn
from plumbline.settings import Settings
from plumbline.storage.engine import Connection
from plumbline.web.forms import Form, read_form

SECURE_COOKIE: Final = "__Host-plumbline_session"
PLAIN_COOKIE: Final = "plumbline_session"
FORM_TOKEN: Final = "form_token"  # noqa: S105 a field's name


def secret_in(connection: ASGIConnection[Any, Any, Any, Any], *, secure: bool) -> str | None:
    """The secret that the browser sends, if any. Where cookies are Secure, only under the name that no
    other host and no plain http can set: whoever plants the other one signs nobody in.
    """
    return connection.cookies.get(SECURE_COOKIE if secure else PLAIN_COOKIE)


def secret_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """The secret that `plumbline.web.signed_in` found, if any."""
    secret: str | None = connection.scope.get("state", {}).get("session_secret")
    return secret


def session_cookie(settings: Settings, secret: str | None) -> Cookie:
    """The cookie that keeps a browser signed in; with None, the one that takes it away."""
    return Cookie(
        key=SECURE_COOKIE if settings.secure_cookies else PLAIN_COOKIE,
        value=secret or "",
        path="/",
        httponly=True,
        secure=settings.secure_cookies,
        samesite="lax",
        max_age=int(LASTS.total_seconds()) if secret else 0,
    )


def session_in(request: Request[Any, Any, Any]) -> Session | None:
    """The session of whoever looks at a page that everybody may see; None for somebody not signed in."""
    found: Session | None = request.scope.get("state", {}).get("session")
    return found


def session(request: Request[Any, Any, Any]) -> Session:
    """The session of whoever looks at the page. Raises `NotSignedIn`: a GET is then sent to sign in."""
    found = session_in(request)
    if found is None:
        raise NotSignedIn("Sign in to see this page.", next_step="Sign in: /sign-in")
    return found


async def form(request: Request[Any, Any, Any], session: NamedDependency[Session]) -> Form:
    """The form of an unsafe page, once it is known to belong to the session (row 25 of the threats)."""
    sent = await read_form(request)
    check_form_token(session, sent.text(FORM_TOKEN))
    return sent


def recent(session: NamedDependency[Session], clock: NamedDependency[Clock]) -> Session:
    """The session of somebody who proved a moment ago that it is them. Raises `StepUpNeeded`."""
    require_recent(session, clock)
    return session


def go_on_as(request: Request[Any, Any, Any], db: Connection, clock: Clock, opened: Opened) -> Session:
    """Answer this very request in a session just opened: its forms then carry the right token."""
    found = session_of(db, clock, opened.secret)
    assert found is not None
    request.scope["state"]["session"] = found
    return found


RECENT: Final = Provide(recent, sync_to_thread=False)
SESSION: Final = Provide(session, sync_to_thread=False)
FORM: Final = Provide(form)
OPEN_FORM: Final = Provide(read_form)
"""For the one form that nobody is signed in for: signing in."""
