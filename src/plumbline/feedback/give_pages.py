"""The page on which somebody says what they think of a product, and finds what they said before."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from catalog.feedback.policy import feedback_policy
from plumbline.accounts.identity import Session, require
from plumbline.accounts.roles import Permission
from plumbline.accounts.sealing import Sealer
from plumbline.feedback import giving
from plumbline.feedback.give_form import ASKED, anchors, instrument_of, response_in, typed_in
from plumbline.feedback.givers import signed_in_giver
from plumbline.feedback.shown import product_named
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict, Invalid
from plumbline.storage.engine import Database
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]


@get("/products/{slug:str}/feedback/give", include_in_schema=False, sync_to_thread=True)
def give_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    sealer: NamedDependency[Sealer],
    clock: NamedDependency[Clock],
    slug: FromPath[str],
) -> Response[str]:
    """The form, with what was said this quarter; and what was said before."""
    return _page(request, session, database, sealer, clock, slug)


@post("/products/{slug:str}/feedback/give", include_in_schema=False, sync_to_thread=True)
def give_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    sealer: NamedDependency[Sealer],
    clock: NamedDependency[Clock],
    slug: FromPath[str],
) -> Response[Any]:
    """Back to the page with thanks; or with what is wrong, and everything that was typed."""
    identity = session.identity
    require(identity, Permission.GIVE_FEEDBACK)
    try:
        response = response_in(form)
        with database.write(identity.tenant) as db:
            product = product_named(db, slug)
            giving.give(db, clock, signed_in_giver(identity, sealer, product.id), product, response)
    except (Invalid, Conflict) as error:
        return _page(request, session, database, sealer, clock, slug, form=form, error=error)
    return Redirect(f"/products/{slug}/feedback/give?given=yes", status_code=303)


@post("/products/{slug:str}/feedback/withdrawal", include_in_schema=False, sync_to_thread=True)
def withdraw_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    sealer: NamedDependency[Sealer],
    clock: NamedDependency[Clock],
    slug: FromPath[str],
) -> Response[Any]:
    """The answer of the quarter that the form names is withdrawn."""
    identity = session.identity
    require(identity, Permission.GIVE_FEEDBACK)
    try:
        period = form.text("period", 10)
        with database.write(identity.tenant) as db:
            product = product_named(db, slug, giving.nothing_said(slug, period))
            giver = signed_in_giver(identity, sealer, product.id)
            giving.withdraw(db, clock, giver, product, period)
    except (Invalid, Conflict) as error:
        return _page(request, session, database, sealer, clock, slug, error=error)
    return Redirect(f"/products/{slug}/feedback/give?withdrawn=yes", status_code=303)


def _page(
    request: Asked,
    session: Session,
    database: Database,
    sealer: Sealer,
    clock: Clock,
    slug: str,
    *,
    form: Form | None = None,
    error: Invalid | Conflict | None = None,
) -> Response[str]:
    require(session.identity, Permission.GIVE_FEEDBACK)
    with database.read(session.identity.tenant) as db:
        product = product_named(db, slug)
        said = giving.mine(db, clock, signed_in_giver(session.identity, sealer, product.id), product)
    now = next((each for each in said.items if each.period == said.period and each.counts), None)
    wanted = form.typed("instrument") if form else request.query_params.get("questions", "")
    instrument = instrument_of(wanted or (now.instrument if now else ""))
    before = now if now and now.instrument == instrument else None
    return page(
        "feedback/give.jinja",
        request=request,
        status=status_of(error) if error else 200,
        product=product,
        demonstration=product.origin == "demonstration",
        said=said,
        organisation=session.identity.organisation,
        changes=now is not None,
        instrument=str(instrument),
        typed=typed_in(form, before),
        asked=ASKED,
        error=error,
        fields=anchors(error),
        gone_days=feedback_policy().release.gone_days,
        given="given" in request.query_params,
        withdrawn="withdrawn" in request.query_params,
    )
