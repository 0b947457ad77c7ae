"""Pages of assessing: the queue, and how well assessors agree."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler

from catalog.assessing.lines import LINE_STATE_NAMES, OPEN_LINES, LineState
from catalog.assessing.policy import Risk, policy
from catalog.standards_loader import standards
from plumbline.accounts.identity import Session, require
from plumbline.accounts.roles import Permission
from plumbline.assessing.interest_pages import declare_on_page, interests_page
from plumbline.assessing.line_pages import line_page, review_on_page
from plumbline.assessing.measuring import agreement_of
from plumbline.assessing.queue import Asked, queue_page
from plumbline.assessing.reply_pages import reply_on_page, reply_page
from plumbline.assessing.waiting_pages import waiting_page
from plumbline.market.source import MarketSource
from plumbline.storage.engine import Database
from plumbline.web.templating import page

LINES: Final = 25
RISKS: Final = tuple((str(each), each.capitalize()) for each in Risk)
STATES: Final = tuple((str(each), LINE_STATE_NAMES[each]) for each in OPEN_LINES)


@get("/assess", include_in_schema=False, sync_to_thread=True)
def queue_of_lines(
    request: Request[Any, Any, Any],
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
) -> Response[str]:
    """What waits, the most pressing first; what was asked for in vain is said."""
    require(session.identity, Permission.DECIDE_ON_EVIDENCE)
    query = request.query_params
    mine, cursor = query.get("mine"), query.get("cursor") or None
    wanted = {name: query.get(name) or "" for name in ("risk", "state", "standard")}
    left_out = list(_unknown(wanted))
    kept = {name: "" if name in left_out else value for name, value in wanted.items()}
    asked = Asked(
        risks=[Risk(kept["risk"])] if kept["risk"] else (),
        states=[LineState(kept["state"])] if kept["state"] else (),
        standards=[kept["standard"]] if kept["standard"] else (),
        mine=bool(mine),
    )
    snapshot = market.current()
    with database.read(session.identity.tenant) as db:
        found = queue_page(db, session.identity, snapshot, asked, cursor, LINES)
    return page(
        "assessing/queue.jinja",
        request=request,
        found=found,
        asked={**kept, "mine": "yes" if mine else ""},
        first=not cursor,
        left_out=[f"{name} {wanted[name][:60]!r}" for name in left_out],
        risks=RISKS,
        states=STATES,
        all_standards=[(each.id, f"{each.title} ({each.id})") for each in standards()],
        days=policy().target_days,
        demonstration=_is_fiction(snapshot, (line.product for line in found.items)),
    )


def _unknown(wanted: dict[str, str]) -> Iterator[str]:
    """The names of filters whose value nothing can have."""
    known = {"risk": {value for value, _ in RISKS}, "state": {value for value, _ in STATES}}
    known["standard"] = {each.id for each in standards()}
    return (name for name, value in wanted.items() if value and value not in known[name])


def _is_fiction(snapshot: Any, slugs: Iterator[str]) -> bool:
    places = (snapshot.position.get(slug) for slug in slugs)
    return any(snapshot.records[at].origin == "demonstration" for at in places if at is not None)


@get("/assess/agreement", include_in_schema=False, sync_to_thread=True)
def agreement_page(request: Request[Any, Any, Any], database: NamedDependency[Database]) -> Response[str]:
    """Cohen's kappa with its interval, for everybody."""
    with database.read() as db:
        found = agreement_of(db)
    rows = (
        ("Every line that two assessors judged", found.all),
        ("Clinical safety", found.clinical_safety),
        ("Security", found.security),
    )
    return page("assessing/agreement.jinja", request=request, rows=rows, assessors=found.assessors)


handlers: Sequence[ControllerRouterHandler] = (
    queue_of_lines,
    agreement_page,
    interests_page,
    declare_on_page,
    line_page,
    review_on_page,
    waiting_page,
    reply_page,
    reply_on_page,
)
