"""Pages to sign in and out. A new secret at each sign-in; nothing tells whether an address is known."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import address_of
from plumbline.accounts.arriving import HOME, LONGEST_NEXT, arrive, headers_of, safe_next, status_of
from plumbline.accounts.browser import secret_of, session_cookie
from plumbline.accounts.identity import Session
from plumbline.accounts.sealing import Sealer
from plumbline.accounts.service import prove
from plumbline.accounts.sessions import close_session
from plumbline.accounts.tries import Tries
from plumbline.demo.people import DEMO_PASSWORD, DEMO_PEOPLE
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Invalid, NotSignedIn, TooMany
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.web.forms import Form
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]


@get("/sign-in", include_in_schema=False, sync_to_thread=False)
def sign_in_page(
    request: Asked,
    settings: NamedDependency[Settings],
    next: FromQuery[str | None] = None,  # noqa: A002
) -> Response[str]:
    """E-mail and password."""
    return _page(request, settings, email="", wanted=safe_next(next or HOME), error=None)


@post("/sign-in", include_in_schema=False, sync_to_thread=True)
def sign_in(
    request: Asked,
    open_form: NamedDependency[Form],
    settings: NamedDependency[Settings],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    tries: NamedDependency[Tries],
    sealer: NamedDependency[Sealer],
) -> Response[Any]:
    """To the page that was wanted, or back to the form with what is wrong and what was typed."""
    email, password = _typed(open_form, "email"), _typed(open_form, "password")
    wanted = safe_next(_typed(open_form, "next"))
    try:
        identity = prove(database, clock, tries, email, password, address_of(request))
    except (NotSignedIn, TooMany) as error:
        return _page(request, settings, email=email, wanted=wanted, error=error)
    return arrive(request, settings, database, clock, sealer, identity, wanted, proven=True)


@post("/sign-out", include_in_schema=False, sync_to_thread=True)
def sign_out(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    settings: NamedDependency[Settings],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[Any]:
    """The secret opens nothing any more, wherever it was copied to."""
    with database.write(session.identity.tenant) as db:
        close_session(db, clock, session.identity, secret_of(request) or "")
    return Redirect("/", status_code=303, cookies=[session_cookie(settings, None)])


def _typed(form: Form, name: str) -> str:
    """What was typed; what cannot be anybody's address or password reads as nothing."""
    try:
        return form.text(name, LONGEST_NEXT)
    except Invalid:
        return ""


def _page(
    request: Asked, settings: Settings, *, email: str, wanted: str, error: NotSignedIn | TooMany | None
) -> Response[str]:
    return page(
        "accounts/sign_in.jinja",
        request=request,
        status=status_of(error),
        headers=headers_of(error),
        email=email,
        wanted=wanted,
        error=error,
        provider=settings.oidc_name if settings.oidc_issuer else None,
        demonstration=settings.demo,
        people=DEMO_PEOPLE if settings.demo else (),
        demo_password=DEMO_PASSWORD if settings.demo else "",
    )


handlers: Sequence[ControllerRouterHandler] = (sign_in_page, sign_in, sign_out)
