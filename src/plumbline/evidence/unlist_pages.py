"""The page that ends the listing of a test house, by whoever may, once proved."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from plumbline.accounts.identity import Session
from plumbline.evidence import unlisting
from plumbline.evidence.house_pages import HERE, typed_day
from plumbline.evidence.house_schemas import UnlistIn
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, Invalid
from plumbline.storage.engine import Database
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]


@get("/test-houses/{test_house_id:uuid}/end", include_in_schema=False, sync_to_thread=True)
def unlist_page(
    request: Asked,
    test_house_id: FromPath[UUID],
    recent: NamedDependency[Session],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[str]:
    """Asks since when, and why."""
    return _page(request, database, clock, recent, test_house_id)


@post("/test-houses/{test_house_id:uuid}/end", include_in_schema=False, sync_to_thread=True)
def unlist_on_page(
    request: Asked,
    test_house_id: FromPath[UUID],
    recent: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[Any]:
    """End the listing, for good."""
    try:
        day = typed_day(form, "from_day") or today(clock)
        data = UnlistIn(from_day=day, reason=form.text("reason"))
        with database.write(recent.identity.tenant) as db:
            unlisting.unlist(db, clock, recent.identity, test_house_id, data)
    except (Invalid, Conflict) as error:
        return _page(request, database, clock, recent, test_house_id, form=form, error=error)
    return Redirect(HERE, status_code=303)


def _page(
    request: Asked,
    database: Database,
    clock: Clock,
    session: Session,
    house_id: UUID,
    *,
    form: Form | None = None,
    error: Invalid | Conflict | None = None,
) -> Response[str]:
    with database.read() as db:
        house = unlisting.one_house(db, session.identity, house_id)
    return page(
        "evidence/end_house.jinja",
        request=request,
        status=status_of(error) if error else 200,
        house=house,
        last=today(clock) + unlisting.FURTHEST,
        typed={name: form.typed(name) if form else "" for name in ("from_day", "reason")},
        error=error,
    )


handlers: Sequence[ControllerRouterHandler] = (unlist_page, unlist_on_page)
