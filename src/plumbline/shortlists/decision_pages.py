"""The page of one shortlist, and its form: in or out, and why, for as many products as one likes."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.accounts.identity import Session, require
from plumbline.accounts.roles import Permission
from plumbline.kit.clock import Clock
from plumbline.kit.errors import FieldProblem, Invalid, Stale
from plumbline.market.source import MarketSource
from plumbline.rankings.asked import query_of
from plumbline.shortlists import service
from plumbline.shortlists.schemas import Choice, LineOut, ProductDecision, ShortlistOut
from plumbline.shortlists.words import question_in, question_words, suggested_reason
from plumbline.storage.engine import Database
from plumbline.web.asked import asked_number
from plumbline.web.drawing import Part, parts_of
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page
from scoring.method import methods

Asked = Request[Any, Any, Any]
FORM_BYTES = 4_000_000
LONGEST_REASON = 2_000


class LineView(msgspec.Struct, frozen=True, kw_only=True):
    """A product as the page shows it: its line, its bar, and what stands in its fields."""

    line: LineOut
    parts: tuple[Part, ...]
    choice: str
    reason: str
    suggested: bool  # offered, not kept yet
    overtaken: bool  # somebody else decided meanwhile; `typed` is what stood in the form
    typed: str


@get("/shortlists/{shortlist_id:uuid}", include_in_schema=False, sync_to_thread=True)
def shortlist_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    shortlist_id: FromPath[UUID],
) -> Response[str]:
    """The question, the frozen answer, and a decision for each product."""
    return _page(request, session, database, market, shortlist_id)


@post(
    "/shortlists/{shortlist_id:uuid}",
    include_in_schema=False,
    sync_to_thread=True,
    request_max_body_size=FORM_BYTES,
)
def save_decisions(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
    shortlist_id: FromPath[UUID],
) -> Response[Any]:
    """Everything that was changed is kept, or nothing; what was typed is never lost."""
    identity = session.identity
    require(identity, Permission.MAKE_SHORTLISTS)
    try:
        version = asked_number("version", form.text("version"), least=1, most=1_000_000, default=1)
        with database.write(identity.tenant) as db:
            before = service.shortlist_of(db, identity, shortlist_id, 0)
            if changed := _changed(before, form):
                service.decide_all(db, clock, identity, shortlist_id, version, changed)
    except (Invalid, Stale) as error:
        return _page(request, session, database, market, shortlist_id, form=form, error=error)
    return Redirect(f"/shortlists/{shortlist_id}?saved={len(changed)}", status_code=303)


def _changed(before: ShortlistOut, form: Form) -> list[ProductDecision]:
    """The decisions of the form that differ from what stands. A reason needs a choice, and back."""
    found: list[ProductDecision] = []
    lost: list[FieldProblem] = []
    for line in before.lines:
        choice = form.text(f"choice-{line.slug}", 10)
        reason = form.text(f"reason-{line.slug}", LONGEST_REASON).strip()
        if choice in ("in", "out"):
            if (choice, reason) != (line.choice, line.reason):
                found.append(ProductDecision(slug=line.slug, choice=Choice(choice), reason=reason))
        elif reason:
            lost.append(FieldProblem(f"/choice-{line.slug}", f"Say whether {line.name} is in or out."))
    if lost:
        raise Invalid(lost[0].detail, problems=tuple(lost))
    return found


def _page(
    request: Asked,
    session: Session,
    database: Database,
    market: MarketSource,
    shortlist_id: UUID,
    *,
    form: Form | None = None,
    error: Invalid | Stale | None = None,
) -> Response[str]:
    snapshot = market.current()
    with database.read(session.identity.tenant) as db:
        shortlist = service.shortlist_of(db, session.identity, shortlist_id, snapshot.revision)
    question = question_in(shortlist)
    titles = {criterion.id: criterion.title for criterion in methods()[shortlist.method].criteria}
    places = (snapshot.position.get(line.slug) for line in shortlist.lines)
    records = [snapshot.records[place] for place in places if place is not None]
    return page(
        "shortlists/one.jinja",
        request=request,
        status=status_of(error) if error else 200,
        headers={"cache-control": "no-store"},
        shortlist=shortlist,
        lines=[_line(line, form) for line in shortlist.lines],
        names=[titles.get(each, each) for each in shortlist.criteria],
        words=question_words(question, dict(snapshot.capability_names)),
        asked=query_of(question),
        may_order=session.identity.may(Permission.REQUEST_ORDERS),
        may_decide=session.identity.may(Permission.MAKE_SHORTLISTS),
        saved=request.query_params.get("saved") if not form else None,
        demonstration=any(record.origin == "demonstration" for record in records),
        error=error,
    )


def _line(line: LineOut, form: Form | None) -> LineView:
    choice, reason = str(line.choice or ""), line.reason or ""
    suggested = form is None and line.choice is None and line.rank is None
    overtaken, typed = False, ""
    if suggested:
        choice, reason = "out", suggested_reason(line)
    elif form is not None:
        typed = form.typed(f"reason-{line.slug}", reason)
        overtaken = line.version > _version(form) and typed.strip() != reason
        if not overtaken:
            choice, reason = form.typed(f"choice-{line.slug}", choice), typed
    return LineView(
        line=line,
        parts=parts_of(line.contributions),
        choice=choice,
        reason=reason,
        suggested=suggested,
        overtaken=overtaken,
        typed=typed,
    )


def _version(form: Form) -> int:
    """The version that the form was made from; 0 where it says none that is a number."""
    text = form.typed("version")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
