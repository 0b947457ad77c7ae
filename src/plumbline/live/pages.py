"""Pages of live checks: register a server, see what to put where, see what came of each look, end it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from catalog.evidence.live import LIVE_STATE_NAMES, OPEN_LIVE
from plumbline.accounts.identity import Session
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict, Invalid, TooMany
from plumbline.live import service
from plumbline.live.address import LONGEST
from plumbline.live.proving import PROOF_NAMES, Proof
from plumbline.live.schemas import LOOK_OUTCOME_NAMES, LiveCheckIn
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]
Refused = Invalid | Conflict | TooMany
WORDS: Final[Mapping[str, Any]] = {
    "states": LIVE_STATE_NAMES,
    "outcomes": LOOK_OUTCOME_NAMES,
    "proofs": PROOF_NAMES,
    "open": OPEN_LIVE,
}


@get("/live-checks", include_in_schema=False, sync_to_thread=True)
def live_checks_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[str]:
    """All of a supplier's, and the products for which more can be registered."""
    with database.read(session.identity.tenant) as db:
        checks = service.checks_of(db, session.identity)
        products = service.products_of(db, session.identity)
    return page(
        "live/list.jinja",
        request=request,
        checks=checks,
        products=products,
        party=session.identity.supplier,
        switched_on=settings.live_checks,
        **WORDS,
    )


@get("/products/{slug:str}/live-checks", include_in_schema=False, sync_to_thread=True)
def product_live_checks_page(
    request: Asked,
    slug: FromPath[str],
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[str]:
    """Those of one product, with the form that registers another."""
    return _page(request, session, database, settings, slug)


@post("/products/{slug:str}/live-checks", include_in_schema=False, sync_to_thread=True)
def register_on_page(
    request: Asked,
    slug: FromPath[str],
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """To the check that was made, or back to the form with what is wrong."""
    try:
        with database.write(session.identity.tenant) as db:
            made = service.register(db, clock, settings, session.identity, slug, _asked_for(form))
    except (Invalid, Conflict) as error:
        return _page(request, session, database, settings, slug, form=form, error=error)
    return Redirect(f"/products/{made.product}/live-checks#check-{made.id}", status_code=303)


@post("/live-checks/{live_check_id:uuid}/look", include_in_schema=False, sync_to_thread=True)
def look_on_page(
    request: Asked,
    live_check_id: FromPath[UUID],
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Queued; the page says when it is due."""
    try:
        with database.write(session.identity.tenant) as db:
            check = service.queue(db, clock, session.identity, live_check_id)
    except (Conflict, TooMany) as error:
        with database.read(session.identity.tenant) as db:
            slug = service.check_of(db, session.identity, live_check_id).product
        return _page(request, session, database, settings, slug, error=error)
    return Redirect(f"/products/{check.product}/live-checks#check-{check.id}", status_code=303)


@post("/live-checks/{live_check_id:uuid}/removal", include_in_schema=False, sync_to_thread=True)
def remove_on_page(
    live_check_id: FromPath[UUID],
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[Any]:
    """At once and for good."""
    with database.write(session.identity.tenant) as db:
        slug = service.check_of(db, session.identity, live_check_id).product
        service.remove(db, clock, session.identity, live_check_id)
    return Redirect(f"/products/{slug}/live-checks", status_code=303)


def _asked_for(form: Form) -> LiveCheckIn:
    """What the form asks for. Raises `Invalid` where no proof was chosen."""
    try:
        proof = Proof(form.text("proof", 10))
    except ValueError as error:
        raise Invalid.field("/proof", "Choose where the token will stand.") from error
    return LiveCheckIn(address=form.text("address", LONGEST), proof=proof)


def _page(
    request: Asked,
    session: Session,
    database: Database,
    settings: Settings,
    slug: str,
    *,
    form: Form | None = None,
    error: Refused | None = None,
) -> Response[str]:
    with database.read(session.identity.tenant) as db:
        release = service.release_of(db, session.identity, slug)
        checks = service.checks_of(db, session.identity, slug)
    return page(
        "live/product.jinja",
        request=request,
        status=status_of(error) if error else 200,
        headers={"cache-control": "no-store"},
        release=release,
        checks=checks,
        switched_on=settings.live_checks,
        typed={name: form.typed(name) if form else "" for name in ("address", "proof")},
        error=error,
        **WORDS,
    )


handlers: Sequence[ControllerRouterHandler] = (
    live_checks_page,
    product_live_checks_page,
    register_on_page,
    look_on_page,
    remove_on_page,
)
