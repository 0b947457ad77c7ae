"""The moderators' page, the public page of rulings, and appeals."""

from collections import Counter
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from catalog.feedback.policy import feedback_policy
from catalog.feedback.states import Outcome
from plumbline.accounts.browser import session_in
from plumbline.accounts.identity import Session, require
from plumbline.accounts.roles import Permission
from plumbline.accounts.sealing import Sealer
from plumbline.feedback import appeals, moderating, watching
from plumbline.feedback.givers import signed_in_giver
from plumbline.feedback.giving import nothing_said
from plumbline.feedback.moderating_schemas import AppealIn, RulingIn
from plumbline.feedback.shown import product_named
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict, FieldProblem, Invalid
from plumbline.storage.engine import Database
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]
ASKED_ON_PAGE = "Asked for on the moderators' page."


@get("/moderate", include_in_schema=False, sync_to_thread=True)
def moderate_page(
    request: Asked, session: NamedDependency[Session], database: NamedDependency[Database]
) -> Response[str]:
    """What waits, each with why it was marked."""
    return _queue(request, session, database)


@post("/moderate", include_in_schema=False, sync_to_thread=True)
def rule_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[Any]:
    """One decision on everything that was ticked; an error leads back with all that was typed."""
    require(session.identity, Permission.MODERATE_FEEDBACK)
    try:
        data = _ruling(form)
        with database.write(session.identity.tenant) as db:
            moderating.rule(db, clock, session.identity, data)
    except (Invalid, Conflict) as error:
        return _queue(request, session, database, form, error)
    return Redirect(f"/moderate?ruled={len(data.answers)}", status_code=303)


@post("/moderate/look", include_in_schema=False, sync_to_thread=True)
def look_on_page(
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[Any]:
    """Let the forest look; back to the queue, with how many it marked."""
    require(session.identity, Permission.MODERATE_FEEDBACK)
    with database.read(session.identity.tenant) as db:
        found = watching.seen_apart(db)
    with database.write(session.identity.tenant) as db:
        marked = watching.keep_look(db, clock, session.identity.actor, found, ASKED_ON_PAGE)
    return Redirect(f"/moderate?looked={marked}", status_code=303)


@get("/products/{slug:str}/feedback/rulings", include_in_schema=False, sync_to_thread=True)
def rulings_page(request: Asked, database: NamedDependency[Database], slug: FromPath[str]) -> Response[str]:
    """What moderators decided, for everybody; the product's supplier finds where to appeal."""
    return _rulings(request, database, slug)


@post(
    "/products/{slug:str}/feedback/rulings/{ruling_id:uuid}/appeal",
    include_in_schema=False,
    sync_to_thread=True,
)
def appeal_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    slug: FromPath[str],
    ruling_id: FromPath[UUID],
) -> Response[Any]:
    """Back to the rulings, with the appeal beside its ruling."""
    try:
        with database.write(session.identity.tenant) as db:
            data = AppealIn(text=form.text("text"))
            appeals.appeal_as_supplier(db, clock, session.identity, slug, ruling_id, data)
    except (Invalid, Conflict) as error:
        return _rulings(request, database, slug, form, error)
    return Redirect(f"/products/{slug}/feedback/rulings", status_code=303)


@post("/products/{slug:str}/feedback/appeal", include_in_schema=False, sync_to_thread=True)
def appeal_own_on_page(
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    sealer: NamedDependency[Sealer],
    clock: NamedDependency[Clock],
    slug: FromPath[str],
) -> Response[Any]:
    """Back to one's own answers. What was wrong is told by a page of its own."""
    require(session.identity, Permission.GIVE_FEEDBACK)
    period = form.text("period", 10)
    with database.write(session.identity.tenant) as db:
        product = product_named(db, slug, nothing_said(slug, period))
        giver = signed_in_giver(session.identity, sealer, product.id)
        appeals.appeal_own(db, clock, giver, product, period, AppealIn(text=form.text("text")))
    return Redirect(f"/products/{slug}/feedback/give#yours", status_code=303)


def _ruling(form: Form) -> RulingIn:
    """The decision that was typed. Raises `Invalid` with everything that is missing."""
    chosen, outcome = form.fields.get("answer", [])[:200], form.typed("outcome")
    wrong = []
    if not chosen:
        wrong.append(FieldProblem("/answers", "Tick the answers that you decide on."))
    if outcome not in list(Outcome):
        wrong.append(FieldProblem("/outcome", "Choose whether they count."))
    if len(form.text("reason").strip()) < moderating.LEAST_REASON:
        wrong.append(FieldProblem("/reason", f"Say why, in {moderating.LEAST_REASON} characters or more."))
    if wrong:
        raise Invalid(wrong[0].detail, problems=tuple(wrong))
    try:
        answers = tuple(UUID(each) for each in chosen)
    except ValueError as error:
        raise Invalid.field("/answers", "Tick the answers that you decide on.") from error
    return RulingIn(answers=answers, outcome=Outcome(outcome), reason=form.text("reason"))


def _queue(
    request: Asked,
    session: Session,
    database: Database,
    form: Form | None = None,
    error: Invalid | Conflict | None = None,
) -> Response[str]:
    with database.read(session.identity.tenant) as db:
        found = moderating.queue(db, session.identity)
    waiting = Counter((each.product, each.product_name) for each in found.items if each.obstacle is None)
    all_of = request.query_params.get("all_of")
    return page(
        "feedback/moderate.jinja",
        request=request,
        status=status_of(error) if error else 200,
        found=found,
        demonstration=any(each.organisation.startswith("ZZ") for each in found.items),
        # Whoever decides on a burst ticks it at once, also without scripts.
        several=[(slug, name, times) for (slug, name), times in waiting.items() if times > 1],
        chosen=form.fields.get("answer", [])
        if form
        else [str(each.id) for each in found.items if each.product == all_of],
        outcome=form.typed("outcome") if form else "",
        reason=form.typed("reason") if form else "",
        ruled=request.query_params.get("ruled"),
        looked=request.query_params.get("looked"),
        error=error,
    )


def _rulings(
    request: Asked,
    database: Database,
    slug: str,
    form: Form | None = None,
    error: Invalid | Conflict | None = None,
) -> Response[str]:
    session = session_in(request)
    with database.read() as db:
        product = product_named(db, slug)
        found = moderating.rulings_on(db, slug)
    return page(
        "feedback/rulings.jinja",
        request=request,
        status=status_of(error) if error else 200,
        product=product,
        demonstration=product.origin == "demonstration",
        found=found,
        watch=feedback_policy().watch,
        may_appeal=session is not None and session.identity.supplier_id == product.supplier_id,
        typed=form.typed("text") if form else "",
        error=error,
    )
