"""The page that drafts an order from a shortlist: what, how much of it, for how long."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from catalog.prices import PricePlan
from plumbline.accounts.identity import Session, require
from plumbline.accounts.roles import Permission
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, Invalid
from plumbline.market.snapshot import Snapshot
from plumbline.market.source import MarketSource
from plumbline.purchasing.drafting import draft_order
from plumbline.purchasing.open_to_orders import refuse_closed
from plumbline.purchasing.schemas import MOST_NOTICE_DAYS, OrderIn
from plumbline.rankings.schemas import DEFAULT_SIZE, LARGEST_NUMBER, LONGEST_TERM
from plumbline.shortlists import service as shortlists
from plumbline.shortlists.schemas import Choice, ShortlistOut
from plumbline.storage.engine import Database
from plumbline.web.asked import asked_number
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]
SIZE: Final = "size-"
NOTICE: Final = "90"
TERM: Final = "12"


@get("/orders/new", include_in_schema=False, sync_to_thread=True)
def new_order_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
) -> Response[str]:
    """The products that a shortlist has in, and the terms."""
    require(session.identity, Permission.REQUEST_ORDERS)
    return _page(
        request, session, database, market.current(), clock, request.query_params.get("shortlist", "")
    )


@post("/orders/new", include_in_schema=False, sync_to_thread=True)
def draft_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
) -> Response[Any]:
    """To the draft, or back to the form with what is wrong and what was typed."""
    require(session.identity, Permission.REQUEST_ORDERS)
    snapshot = market.current()
    try:
        data = _asked_for(form)
        refuse_closed(database, clock, data.product)
        with database.write(session.identity.tenant) as db:
            made = draft_order(db, clock, session.identity, snapshot, data)
    except (Invalid, Conflict) as error:
        shortlist = form.typed("shortlist")
        return _page(request, session, database, snapshot, clock, shortlist, form=form, error=error)
    return Redirect(f"/orders/{made}", status_code=303)


def _asked_for(form: Form) -> OrderIn:
    size = {
        name.removeprefix(SIZE): _number(form, name, most=LARGEST_NUMBER)
        for name in form.names()
        if name.startswith(SIZE) and form.text(name, 20).strip()
    }
    return OrderIn(
        shortlist_id=shortlist_named(form.text("shortlist", 40)),
        product=form.text("product", 120),
        size=size,
        term_months=_number(form, "term_months", least=1, most=LONGEST_TERM),
        starts_on=day_in(form, "starts_on"),
        notice_days=_number(form, "notice_days", most=MOST_NOTICE_DAYS),
    )


def shortlist_named(text: str) -> UUID:
    """The id of a shortlist. Raises `Invalid` for what cannot be one."""
    try:
        return UUID(text)
    except ValueError as error:
        step = "Choose one of yours: /shortlists"
        raise Invalid.field("/shortlist", "Say from which shortlist.", next_step=step) from error


def day_in(form: Form, name: str) -> date:
    """A day as a date field sends it. Raises `Invalid`."""
    try:
        return date.fromisoformat(form.text(name, 10))
    except ValueError as error:
        raise Invalid.field(f"/{name}", "Write the day as 2027-04-01.") from error


def _number(form: Form, name: str, *, least: int = 0, most: int) -> int:
    text = form.text(name, 20).strip() or "nothing"  # which is no number, and is told so
    return asked_number(name, text, least=least, most=most, default=least)


def _page(
    request: Asked,
    session: Session,
    database: Database,
    snapshot: Snapshot,
    clock: Clock,
    shortlist: str,
    *,
    form: Form | None = None,
    error: Invalid | Conflict | None = None,
) -> Response[str]:
    identifier = shortlist_named(shortlist)
    with database.read(session.identity.tenant) as db:
        found = shortlists.shortlist_of(db, session.identity, identifier, snapshot.revision)
    chosen = [line for line in found.lines if line.choice is Choice.IN]
    records = [
        snapshot.records[snapshot.position[each.slug]] for each in chosen if each.slug in snapshot.position
    ]
    typed = form or Form({name: [value] for name, value in _suggested(found, clock).items()})
    plans = [plan for record in records for plan in record.plans]
    return page(
        "purchasing/new.jinja",
        request=request,
        status=status_of(error) if error else 200,
        headers={"cache-control": "no-store"},
        shortlist=found,
        chosen=chosen,
        prices={record.slug: len(record.plans) for record in records},
        units=sorted(_units(plans)),
        typed=typed.typed,
        wanted=typed.typed("product") or request.query_params.get("product", ""),
        error=error,
        demonstration=any(record.origin == "demonstration" for record in records),
    )


def _units(plans: list[PricePlan]) -> set[str]:
    """The units by which any of the plans is priced."""
    return {unit for plan in plans for unit in plan.units}


def _suggested(shortlist: ShortlistOut, clock: Clock) -> dict[str, str]:
    """What stands in the fields at first: the sizes that the shortlist was asked for."""
    asked = {**DEFAULT_SIZE, **shortlist.question.get("size", {})}
    sizes = {f"{SIZE}{unit}": str(number) for unit, number in asked.items()}
    return {**sizes, "starts_on": today(clock).isoformat(), "term_months": TERM, "notice_days": NOTICE}
