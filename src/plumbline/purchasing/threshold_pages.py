"""The page on which an organisation sets up to how much it buys directly."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from catalog.purchasing.legal import AUTHORITY_CLASS_NAMES, AuthorityClass
from plumbline.accounts.identity import Session, require
from plumbline.accounts.roles import Permission
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, Invalid
from plumbline.purchasing import thresholds
from plumbline.purchasing.new_pages import day_in
from plumbline.purchasing.order_pages import chosen
from plumbline.purchasing.schemas import LONGEST_REASON
from plumbline.purchasing.threshold_schemas import ThresholdIn
from plumbline.storage.engine import Database
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]


@get("/purchase-threshold", include_in_schema=False, sync_to_thread=True)
def threshold_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[str]:
    """What is in force, what was before, what the law sets; and the form for whoever may set it."""
    return _page(request, session, database, clock)


@post("/purchase-threshold", include_in_schema=False, sync_to_thread=True)
def set_threshold_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[Any]:
    """Set from a day on; or back to the form with what is wrong and what was typed."""
    require(session.identity, Permission.SET_PURCHASE_THRESHOLD)
    try:
        data = ThresholdIn(
            net=form.text("net", 20),
            authority_class=chosen(form, "authority_class", AuthorityClass, "Choose what the law calls you."),
            valid_from=day_in(form, "valid_from"),
            reason=form.text("reason", LONGEST_REASON),
        )
        with database.write(session.identity.tenant) as db:
            thresholds.set_threshold(db, clock, session.identity, data)
    except (Invalid, Conflict) as error:
        return _page(request, session, database, clock, form, error)
    return Redirect("/purchase-threshold", status_code=303)


def _page(
    request: Asked,
    session: Session,
    database: Database,
    clock: Clock,
    form: Form | None = None,
    error: Invalid | Conflict | None = None,
) -> Response[str]:
    with database.read(session.identity.tenant) as db:
        found = thresholds.thresholds_of(db, clock, session.identity)
    typed = form or Form({"valid_from": [today(clock).isoformat()]})
    return page(
        "purchasing/threshold.jinja",
        request=request,
        status=status_of(error) if error else 200,
        found=found,
        party=session.identity.organisation,
        classes=AUTHORITY_CLASS_NAMES,
        may_set=session.identity.may(Permission.SET_PURCHASE_THRESHOLD),
        typed=typed.typed,
        error=error,
    )
