"""The pages on which a procurement officer says what is in use, and invites its users."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from catalog.feedback.policy import feedback_policy
from plumbline.accounts.identity import Session
from plumbline.feedback import in_use, invitations
from plumbline.feedback.collecting_schemas import EndIn, InUseIn, InUseOut, InvitedOut, InviteIn
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict, Invalid, NotFound
from plumbline.storage.engine import Database
from plumbline.web.asked import asked_number
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]


@get("/collect", include_in_schema=False, sync_to_thread=True)
def collect_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
) -> Response[str]:
    """What is in use, and a form for what is not listed yet."""
    return _page(request, session, database)


@post("/collect", include_in_schema=False, sync_to_thread=True)
def declare_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[Any]:
    """To the page of what was declared; or back with what is wrong."""
    in_use.collector(session.identity)
    try:
        data = InUseIn(product=form.text("product", 120).strip(), since=_day(form, "since"))
        with database.write(session.identity.tenant) as db:
            made = in_use.declare(db, clock, session.identity, data)
    except (Invalid, Conflict) as error:
        return _page(request, session, database, form, error)
    except NotFound as missing:
        words = Invalid.field("/product", missing.detail, next_step="Choose a product from the list.")
        return _page(request, session, database, form, words)
    return Redirect(f"/collect/{made.id}", status_code=303)


@get("/collect/{in_use_id:uuid}", include_in_schema=False, sync_to_thread=True)
def in_use_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    in_use_id: FromPath[UUID],
) -> Response[str]:
    """One product in use: what was sent out, and forms to invite and to end it."""
    with database.read(session.identity.tenant) as db:
        return one_page(request, in_use.shown(db, session.identity, in_use_id))


@post("/collect/{in_use_id:uuid}/invitations", include_in_schema=False, sync_to_thread=True)
def invite_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    in_use_id: FromPath[UUID],
) -> Response[str]:
    """The codes stand on the page that answers, and are never shown again."""
    identity = session.identity
    in_use.collector(identity)
    try:
        most = feedback_policy().most_invitations
        count = asked_number("count", form.text("count"), least=1, most=most, default=10)
        with database.write(identity.tenant) as db:
            made = invitations.invite(db, clock, identity, in_use_id, InviteIn(count=count))
            # Before the commit: codes that no page could show must not be left behind.
            return one_page(request, in_use.shown(db, identity, in_use_id), made=made)
    except (Invalid, Conflict) as error:
        with database.read(identity.tenant) as db:
            return one_page(request, in_use.shown(db, identity, in_use_id), form=form, error=error)


@post("/collect/{in_use_id:uuid}/end", include_in_schema=False, sync_to_thread=True)
def end_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    in_use_id: FromPath[UUID],
) -> Response[Any]:
    """Back to the page, with the last day."""
    identity = session.identity
    in_use.collector(identity)
    try:
        with database.write(identity.tenant) as db:
            in_use.end(db, clock, identity, in_use_id, EndIn(until=_day(form, "until")))
    except (Invalid, Conflict) as error:
        with database.read(identity.tenant) as db:
            return one_page(request, in_use.shown(db, identity, in_use_id), form=form, error=error)
    return Redirect(f"/collect/{in_use_id}", status_code=303)


def one_page(
    request: Asked,
    use: InUseOut,
    *,
    made: InvitedOut | None = None,
    form: Form | None = None,
    error: Invalid | Conflict | None = None,
) -> Response[str]:
    """The page of one product in use."""
    return page(
        "feedback/in_use.jinja",
        request=request,
        status=status_of(error) if error else 200,
        headers={"cache-control": "no-store"},
        use=use,
        made=made,
        days=feedback_policy().invitation_days,
        most=feedback_policy().most_invitations,
        most_bytes=feedback_policy().most_file_bytes,
        taken=request.query_params.get("taken"),
        count=form.typed("count", "10") if form else "10",
        until=form.typed("until") if form else "",
        error=error,
    )


def _page(
    request: Asked,
    session: Session,
    database: Database,
    form: Form | None = None,
    error: Invalid | Conflict | None = None,
) -> Response[str]:
    with database.read(session.identity.tenant) as db:
        uses = in_use.listed(db, session.identity)
        products = in_use.choices(db)
    return page(
        "feedback/collect.jinja",
        request=request,
        status=status_of(error) if error else 200,
        uses=uses.items,
        products=products,
        organisation=in_use.collector(session.identity).name,
        product=form.typed("product") if form else "",
        since=form.typed("since") if form else "",
        error=error,
    )


def _day(form: Form, name: str) -> date:
    text = form.text(name, 20).strip()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid.field(f"/{name}", "Write the day as year, month, day: 2026-03-31.") from error
