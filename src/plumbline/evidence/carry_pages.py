"""The forms that carry evidence to the next release, and take it back: parts of the evidence page."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.accounts.identity import Session, require
from plumbline.accounts.roles import Permission
from plumbline.evidence import carrying, service
from plumbline.evidence.carry_schemas import CarryIn, TakeBackIn
from plumbline.evidence.release_page import shown
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict, Invalid
from plumbline.market.source import MarketSource
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.web.forms import Form

Asked = Request[Any, Any, Any]


@post("/products/{slug:str}/evidence/carry", include_in_schema=False, sync_to_thread=True)
def carry_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    market: NamedDependency[MarketSource],
    slug: FromPath[str],
) -> Response[Any]:
    """Carries what was ticked; back to the page with what is wrong, and what was typed."""
    identity = session.identity
    require(identity, Permission.SUBMIT_EVIDENCE)
    try:
        with database.write(identity.tenant) as db:
            release = service.release_for(db, slug, identity.supplier_id)
            data = CarryIn(statement=form.text("statement"), evidence_ids=_ticked(form))
            carrying.carry(db, clock, identity.actor, release, data)
    except (Invalid, Conflict) as error:
        return shown(request, database, clock, settings, market, slug, carry_error=error, carry_form=form)
    return Redirect(f"/products/{slug}/evidence#carry", status_code=303)


@post("/products/{slug:str}/evidence/carry/taken-back", include_in_schema=False, sync_to_thread=True)
def take_back_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    market: NamedDependency[MarketSource],
    slug: FromPath[str],
) -> Response[Any]:
    """Takes back what was carried, with the reason."""
    identity = session.identity
    require(identity, Permission.SUBMIT_EVIDENCE)
    try:
        with database.write(identity.tenant) as db:
            release = service.release_for(db, slug, identity.supplier_id)
            carrying.take_back(db, clock, identity.actor, release, TakeBackIn(reason=form.text("reason")))
    except (Invalid, Conflict) as error:
        return shown(request, database, clock, settings, market, slug, carry_error=error, carry_form=form)
    return Redirect(f"/products/{slug}/evidence#carry", status_code=303)


def _ticked(form: Form) -> tuple[UUID, ...]:
    try:
        return tuple(UUID(each) for each in form.fields.get("evidence_ids", ()))
    except ValueError as error:
        raise Invalid.field("/evidence_ids", "What was ticked is no evidence.") from error
