"""The page of one line: everything that is known about it, and the form of a review."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from catalog.evidence.rules import DECIDABLE
from catalog.words import ASSURANCE_ORDER, Assurance, Outcome
from plumbline.accounts.identity import Session, require
from plumbline.accounts.roles import Permission
from plumbline.assessing import service
from plumbline.assessing.opened import open_line
from plumbline.evidence.schemas import DecisionIn
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict, FieldProblem, Invalid
from plumbline.market.source import MarketSource
from plumbline.storage.engine import Database
from plumbline.web.asked import asked_number
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]
LEAST_REASON: Final = 10
FIELDS: Final = ("outcome", "assurance", "reason")


@get("/assess/lines/{evidence_id:uuid}/{requirement_id:str}", include_in_schema=False, sync_to_thread=True)
def line_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    evidence_id: FromPath[UUID],
    requirement_id: FromPath[str],
) -> Response[str]:
    """The evidence, the requirement, what a machine read, what else there is, and what was said so far."""
    return _page(request, session, database, market, evidence_id, requirement_id)


@post("/assess/lines/{evidence_id:uuid}/{requirement_id:str}", include_in_schema=False, sync_to_thread=True)
def review_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
    evidence_id: FromPath[UUID],
    requirement_id: FromPath[str],
) -> Response[Any]:
    """The review is kept, or the page comes back with what is wrong and what was typed."""
    require(session.identity, Permission.DECIDE_ON_EVIDENCE)
    try:
        data = _said(form, requirement_id)
        with database.write(session.identity.tenant) as db:
            service.review(db, clock, session.identity, evidence_id, data)
    except (Invalid, Conflict) as error:
        return _page(request, session, database, market, evidence_id, requirement_id, form=form, error=error)
    return Redirect(f"{request.url.path}?kept=yes", status_code=303)


def _said(form: Form, requirement_id: str) -> DecisionIn:
    """The review that the form describes. Raises `Invalid` with every field that is wrong."""
    outcome, assurance = form.text("outcome", 40), form.text("assurance", 40)
    reason = form.text("reason").strip()
    wrong = []
    if outcome not in {str(each) for each in DECIDABLE}:
        wrong.append(FieldProblem("/outcome", "Choose what the evidence shows."))
    if assurance not in {str(each) for each in Assurance}:
        wrong.append(FieldProblem("/assurance", "Choose how strongly it shows it."))
    if len(reason) < LEAST_REASON:
        wrong.append(FieldProblem("/reason", f"Write at least {LEAST_REASON} characters that say why."))
    if wrong:
        raise Invalid("Something is missing.", problems=tuple(wrong))
    return DecisionIn(
        requirement_id=requirement_id,
        outcome=Outcome(outcome),
        assurance=Assurance(assurance),
        reason=reason,
        version=asked_number("version", form.text("version"), least=1, most=10_000, default=1),
        reviews_read=asked_number("reviews_read", form.text("reviews_read"), least=0, most=100, default=0),
    )


def _page(
    request: Asked,
    session: Session,
    database: Database,
    market: MarketSource,
    evidence_id: UUID,
    requirement_id: str,
    *,
    form: Form | None = None,
    error: Invalid | Conflict | None = None,
) -> Response[str]:
    snapshot = market.current()
    with database.read(session.identity.tenant) as db:
        line = open_line(db, session.identity, snapshot, evidence_id, requirement_id)
    at = snapshot.position.get(line.evidence.product)
    typed = {name: form.typed(name) if form else "" for name in FIELDS}
    return page(
        "assessing/line.jinja",
        request=request,
        status=status_of(error) if error else 200,
        line=line,
        decisions=[each for each in line.evidence.decisions if each.requirement_id == requirement_id],
        replies=[each for each in line.evidence.replies if each.requirement_id == requirement_id],
        now=[each for each in line.reviews if each.round == line.version],
        before=[each for each in line.reviews if each.round < line.version],
        outcomes=[str(each) for each in DECIDABLE],
        assurances=[str(each) for each in ASSURANCE_ORDER if line.greatest_assurance.covers(each)],
        typed=typed,
        kept="kept" in request.query_params and not error,
        demonstration=at is not None and snapshot.records[at].origin == "demonstration",
        error=error,
    )
