"""The page that asks, before an act that cannot be taken back, whether it is still the same person."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from plumbline.accounts.arriving import HOME, LONGEST_NEXT, headers_of, safe_next, status_of
from plumbline.accounts.browser import secret_of, session_cookie
from plumbline.accounts.identity import Session
from plumbline.accounts.sealing import Sealer
from plumbline.accounts.second_factor import is_on, prove_code
from plumbline.accounts.service import prove_again
from plumbline.accounts.sessions import renew_session
from plumbline.accounts.tries import Tries
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Invalid, NotSignedIn, TooMany
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.web.forms import Form
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]


@get("/account/confirm", include_in_schema=False, sync_to_thread=True)
def confirm_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    next: FromQuery[str | None] = None,  # noqa: A002
) -> Response[str]:
    """Asks for a code from whoever has a second factor, for the password from others."""
    return _page(request, session, database, safe_next(next or HOME), None)


@post("/account/confirm", include_in_schema=False, sync_to_thread=True)
def confirm(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    settings: NamedDependency[Settings],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    tries: NamedDependency[Tries],
    sealer: NamedDependency[Sealer],
) -> Response[Any]:
    """Back to where the question came from, under a new secret."""
    identity, wanted = session.identity, HOME
    try:
        wanted = safe_next(form.text("next", LONGEST_NEXT))
        with database.read() as db:
            by_code = is_on(db, identity.person_id)
        if by_code:
            prove_code(database, clock, tries, sealer, identity, form.text("code"))
        else:
            prove_again(database, tries, identity, form.text("password"))
    except (NotSignedIn, TooMany, Invalid) as error:
        return _page(request, session, database, wanted, error)
    with database.write(identity.tenant) as db:
        opened = renew_session(db, clock, session, secret_of(request) or "", proven=True)
    return Redirect(wanted, status_code=303, cookies=[session_cookie(settings, opened.secret)])


def _page(
    request: Asked,
    session: Session,
    database: Database,
    wanted: str,
    error: NotSignedIn | TooMany | Invalid | None,
) -> Response[str]:
    with database.read() as db:
        by_code = is_on(db, session.identity.person_id)
    return page(
        "accounts/confirm.jinja",
        request=request,
        status=status_of(error),
        headers=headers_of(error),
        wanted=wanted,
        by_code=by_code,
        error=error,
    )


handlers: Sequence[ControllerRouterHandler] = (confirm_page, confirm)
