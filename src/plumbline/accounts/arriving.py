"""What every way of signing in ends with: a code where there is a second factor, then a new session."""

from typing import Any, Final

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.response import Redirect

from plumbline.accounts import steps
from plumbline.accounts.browser import secret_of, session_cookie, session_in
from plumbline.accounts.identity import Identity
from plumbline.accounts.sealing import Sealer
from plumbline.accounts.second_factor import is_on
from plumbline.accounts.sessions import close_session, open_session
from plumbline.accounts.steps import CodeStep, Step
from plumbline.kit.clock import Clock
from plumbline.kit.errors import DomainError, NotSignedIn, TooMany
from plumbline.kit.tenant import SIGNING_IN
from plumbline.settings import Settings
from plumbline.storage.engine import Connection, Database

HOME: Final = "/account"
LONGEST_NEXT: Final = 2_000
STEP_COOKIE: Final = "plumbline_step"
_STATUS: Final = {NotSignedIn: 422, TooMany: 429}  # 401 would promise a way to authenticate over HTTP


def safe_next(path: str) -> str:
    """Where to go after signing in: a path of this service, never another host."""
    plain = path.isprintable() and "\\" not in path and len(path) <= LONGEST_NEXT
    return path if plain and path.startswith("/") and not path.startswith("//") else HOME


def status_of(error: DomainError | None) -> int:
    """The status of a page that shows a proof's error again with its form."""
    return 200 if error is None else _STATUS.get(type(error), 422)


def headers_of(error: DomainError | None) -> dict[str, str]:
    """The headers of such a page."""
    wait = {"retry-after": str(error.retry_after_seconds)} if isinstance(error, TooMany) else {}
    return {"cache-control": "no-store"} | wait


def step_cookie(settings: Settings, sealed: str | None) -> Cookie:
    """The cookie between two steps; with None, the one that takes it away.

    Lax, for it has to come back from an identity provider's site.
    """
    return Cookie(
        key=_step_name(settings),
        value=sealed or "",
        path="/",
        httponly=True,
        secure=settings.secure_cookies,
        samesite="lax",
        max_age=int(steps.LASTS.total_seconds()) if sealed else 0,
    )


def step_in(request: Request[Any, Any, Any], settings: Settings) -> str | None:
    """The sealed step that the browser sends, if any."""
    return request.cookies.get(_step_name(settings))


def _step_name(settings: Settings) -> str:
    return f"__Host-{STEP_COOKIE}" if settings.secure_cookies else STEP_COOKIE


def arrive(
    request: Request[Any, Any, Any],
    settings: Settings,
    database: Database,
    clock: Clock,
    sealer: Sealer,
    identity: Identity,
    wanted: str,
    *,
    proven: bool,
    taken: Step | None = None,
) -> Response[Any]:
    """After the first proof: on to the code, or signed in. `taken` is a step that this uses up."""
    with database.write(SIGNING_IN) as db:
        if taken is not None:
            steps.take(db, clock, taken)
        if not is_on(db, identity.person_id):
            return _open(request, settings, db, clock, identity, wanted, proven=proven)
    step = CodeStep(
        id=steps.new_id(),
        expires_at=steps.until(clock),
        wanted=wanted,
        person_id=identity.person_id,
        proven=proven,
    )
    return Redirect(
        "/sign-in/code", status_code=303, cookies=[step_cookie(settings, steps.sealed(sealer, step))]
    )


def finish(
    request: Request[Any, Any, Any],
    settings: Settings,
    database: Database,
    clock: Clock,
    identity: Identity,
    step: CodeStep,
) -> Response[Any]:
    """After the code: signed in. Raises `NotSignedIn` when the step was taken before."""
    with database.write(SIGNING_IN) as db:
        steps.take(db, clock, step)
        return _open(request, settings, db, clock, identity, step.wanted, proven=True)


def _open(
    request: Request[Any, Any, Any],
    settings: Settings,
    db: Connection,
    clock: Clock,
    identity: Identity,
    wanted: str,
    *,
    proven: bool,
) -> Response[Any]:
    before = session_in(request)
    if before is not None:  # whoever was signed in before in this browser no longer is
        close_session(db, clock, before.identity, secret_of(request) or "")
    opened = open_session(db, clock, identity, proven=proven)
    cookies = [session_cookie(settings, opened.secret), step_cookie(settings, None)]
    return Redirect(wanted, status_code=303, cookies=cookies)
