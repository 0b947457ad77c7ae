"""The page of test houses: public to read; keys are listed and ended by whoever may, once proved."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from plumbline.accounts.browser import session_in
from plumbline.accounts.identity import Session
from plumbline.accounts.roles import Permission
from plumbline.accounts.sessions import is_recent
from plumbline.evidence import houses
from plumbline.evidence.house_schemas import EndIn, KeyIn
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, Invalid
from plumbline.storage.engine import Database
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]
HERE = "/test-houses"
_KEY_FIELDS, _END_FIELDS = ("name", "about", "key_id", "key"), ("why", "last_day", "reason")


@get(HERE, include_in_schema=False, sync_to_thread=True)
def houses_page(
    request: Asked, database: NamedDependency[Database], clock: NamedDependency[Clock]
) -> Response[str]:
    """Every test house and key; for whoever may, the form that lists one."""
    return _page(request, database, clock)


@post(HERE, include_in_schema=False, sync_to_thread=True)
def list_key(
    request: Asked,
    recent: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[Any]:
    """List a key of a test house."""
    try:
        data = KeyIn(**{name: form.text(name) for name in _KEY_FIELDS})
        with database.write(recent.identity.tenant) as db:
            houses.list_key(db, clock, recent.identity, data)
    except (Invalid, Conflict) as error:
        return _page(request, database, clock, form=form, error=error)
    return Redirect(HERE, status_code=303)


@get("/test-houses/keys/{house_key_id:uuid}/end", include_in_schema=False, sync_to_thread=True)
def end_page(
    request: Asked,
    house_key_id: FromPath[UUID],
    recent: NamedDependency[Session],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[str]:
    """Asks why, and since when."""
    return _end_page(request, database, clock, recent, house_key_id)


@post("/test-houses/keys/{house_key_id:uuid}/end", include_in_schema=False, sync_to_thread=True)
def end_key(
    request: Asked,
    house_key_id: FromPath[UUID],
    recent: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[Any]:
    """End a key, for good."""
    try:
        last_day = typed_day(form, "last_day")
        data = EndIn(why=form.text("why"), last_day=last_day, reason=form.text("reason"))
        with database.write(recent.identity.tenant) as db:
            houses.end_key(db, clock, recent.identity, house_key_id, data)
    except (Invalid, Conflict) as error:
        return _end_page(request, database, clock, recent, house_key_id, form=form, error=error)
    return Redirect(HERE, status_code=303)


def typed_day(form: Form, name: str) -> date | None:
    """The day in a field, None where it is empty. Raises `Invalid`."""
    text = form.text(name).strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid.field(f"/{name}", f"{text[:40]!r} is not a date: write it as 2027-03-31.") from error


def _page(
    request: Asked,
    database: Database,
    clock: Clock,
    *,
    form: Form | None = None,
    error: Invalid | Conflict | None = None,
) -> Response[str]:
    session = session_in(request)
    may = session is not None and session.identity.may(Permission.KEEP_TEST_HOUSES)
    with database.read() as db:
        found = houses.listed(db).items
    return page(
        "evidence/houses.jinja",
        request=request,
        status=status_of(error) if error else 200,
        houses=found,
        may=may,
        recent=session is not None and is_recent(session, clock),
        typed=_typed(form, _KEY_FIELDS),
        error=error,
    )


def _end_page(
    request: Asked,
    database: Database,
    clock: Clock,
    session: Session,
    identifier: UUID,
    *,
    form: Form | None = None,
    error: Invalid | Conflict | None = None,
) -> Response[str]:
    with database.read() as db:
        house, key = houses.one_key(db, session.identity, identifier)
    return page(
        "evidence/end_key.jinja",
        request=request,
        status=status_of(error) if error else 200,
        house=house,
        key=key,
        today=today(clock),
        typed=_typed(form, _END_FIELDS),
        error=error,
    )


def _typed(form: Form | None, names: Sequence[str]) -> dict[str, str]:
    return {name: form.typed(name) if form else "" for name in names}


handlers: Sequence[ControllerRouterHandler] = (houses_page, list_key, end_page, end_key)
