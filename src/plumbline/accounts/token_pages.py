"""Pages of one's own tokens: make one, see when each was last used, end one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from plumbline.accounts.identity import Session
from plumbline.accounts.roles import PERMISSIONS
from plumbline.accounts.scopes import DEFAULT, READ
from plumbline.accounts.sessions import is_recent
from plumbline.accounts.tokens import MOST_DAYS, Issued, make_token, revoke_token, tokens_of
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Invalid
from plumbline.storage.engine import Connection, Database
from plumbline.web.asked import asked_choices, asked_number
from plumbline.web.forms import Form
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]
DAYS = 90


@get("/account/tokens", include_in_schema=False, sync_to_thread=True)
def tokens_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[str]:
    """Every token, without its secret, and the form that makes one."""
    with database.read(session.identity.tenant) as db:
        return _page(request, session, db, clock)


@post("/account/tokens", include_in_schema=False, sync_to_thread=True)
def make(
    request: Asked,
    recent: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[str]:
    """The token stands on the page that answers, and is never shown again."""
    try:
        name = form.text("name")
        days = asked_number("days", form.text("days"), least=1, most=MOST_DAYS, default=DAYS)
        scopes = asked_choices(form.fields.get("scopes")) or DEFAULT
        with database.write(recent.identity.tenant) as db:
            issued = make_token(db, clock, recent.identity, name, days, scopes)
            # Before the commit: a token that no page could show must not be left behind.
            return _page(request, recent, db, clock, issued=issued)
    except Invalid as error:
        with database.read(recent.identity.tenant) as db:
            return _page(request, recent, db, clock, form=form, error=error)


@post("/account/tokens/{token_id:uuid}/revocation", include_in_schema=False, sync_to_thread=True)
def revoke(
    token_id: FromPath[UUID],
    recent: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[Any]:
    """At once and for good."""
    with database.write(recent.identity.tenant) as db:
        revoke_token(db, clock, recent.identity, token_id)
    return Redirect("/account/tokens", status_code=303)


def _page(
    request: Asked,
    session: Session,
    db: Connection,
    clock: Clock,
    *,
    issued: Issued | None = None,
    form: Form | None = None,
    error: Invalid | None = None,
) -> Response[str]:
    tokens = tokens_of(db, session.identity)
    typed = {name: form.typed(name) for name in ("name", "days")} if form else {}
    return page(
        "accounts/tokens.jinja",
        request=request,
        status=422 if error else 201 if issued else 200,
        headers={"cache-control": "no-store"},
        tokens=tokens,
        now=clock.now(),
        recent=is_recent(session, clock),
        scopes=[READ, *sorted(PERMISSIONS[session.identity.role])],
        chosen=asked_choices(form.fields.get("scopes")) if form else list(DEFAULT),
        issued=issued,
        typed={"days": str(DAYS)} | typed,
        most_days=MOST_DAYS,
        error=error,
    )


handlers: Sequence[ControllerRouterHandler] = (tokens_page, make, revoke)
