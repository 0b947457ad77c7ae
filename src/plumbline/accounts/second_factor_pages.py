"""Pages of one's own second factor: set it up, keep the recovery codes, take it away."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from plumbline.accounts import second_factor
from plumbline.accounts.browser import go_on_as, secret_of, session_cookie
from plumbline.accounts.identity import Session
from plumbline.accounts.sealing import Sealer
from plumbline.accounts.sessions import is_recent, renew_session
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Invalid
from plumbline.settings import Settings
from plumbline.storage.engine import Connection, Database
from plumbline.web.forms import Form
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]
PATH = "/account/second-factor"


@get(PATH, include_in_schema=False, sync_to_thread=True)
def second_factor_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    sealer: NamedDependency[Sealer],
) -> Response[str]:
    """Whether there is one, and what can be done about it."""
    with database.read(session.identity.tenant) as db:
        return _page(request, session, db, clock, sealer)


@post(PATH, include_in_schema=False, sync_to_thread=True)
def begin(
    recent: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    sealer: NamedDependency[Sealer],
) -> Response[Any]:
    """A secret for the app, shown by the page that follows. Nothing is asked for yet."""
    with database.write(recent.identity.tenant) as db:
        second_factor.begin(db, clock, sealer, recent.identity)
    return Redirect(PATH, status_code=303)


@post(f"{PATH}/confirmation", include_in_schema=False, sync_to_thread=True)
def confirm(
    request: Asked,
    recent: NamedDependency[Session],
    form: NamedDependency[Form],
    settings: NamedDependency[Settings],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    sealer: NamedDependency[Sealer],
) -> Response[str]:
    """The recovery codes stand on the page that answers, and are never shown again."""
    try:
        with database.write(recent.identity.tenant) as db:
            codes = second_factor.confirm(db, clock, sealer, recent.identity, form.text("code"))
            opened = renew_session(db, clock, recent, secret_of(request) or "", proven=True)
            session = go_on_as(request, db, clock, opened)
            # Before the commit: a factor whose recovery codes nobody saw must not be left behind.
            answer = _page(request, session, db, clock, sealer, codes=codes)
    except Invalid as error:
        with database.read(recent.identity.tenant) as db:
            return _page(request, recent, db, clock, sealer, error=error)
    answer.set_cookie(session_cookie(settings, opened.secret))
    return answer


@post(f"{PATH}/removal", include_in_schema=False, sync_to_thread=True)
def remove(
    request: Asked,
    recent: NamedDependency[Session],
    form: NamedDependency[Form],
    settings: NamedDependency[Settings],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[Any]:
    """The password alone is asked for from now on."""
    with database.write(recent.identity.tenant) as db:
        second_factor.remove(db, clock, recent.identity.actor, recent.identity.person_id)
        opened = renew_session(db, clock, recent, secret_of(request) or "")
    return Redirect(PATH, status_code=303, cookies=[session_cookie(settings, opened.secret)])


def _page(
    request: Asked,
    session: Session,
    db: Connection,
    clock: Clock,
    sealer: Sealer,
    *,
    codes: Sequence[str] = (),
    error: Invalid | None = None,
) -> Response[str]:
    state = second_factor.state_of(db, sealer, session.identity)
    return page(
        "accounts/second_factor.jinja",
        request=request,
        status=422 if error else 201 if codes else 200,
        headers={"cache-control": "no-store"},
        state=state,
        recent=is_recent(session, clock),
        codes=codes,
        error=error,
    )


handlers: Sequence[ControllerRouterHandler] = (second_factor_page, begin, confirm, remove)
