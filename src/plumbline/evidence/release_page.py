"""The page of a release's evidence: what stands on it, and for its supplier, the form that takes files."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath

from catalog.evidence.formats import FORMAT_NAMES
from plumbline.accounts.browser import session_in
from plumbline.accounts.identity import Session
from plumbline.accounts.roles import Permission
from plumbline.assessing.waiting import waiting_of
from plumbline.evidence import carrying, many, reading, repository
from plumbline.evidence.contradicting import contradictions_on
from plumbline.evidence.desk import Desk
from plumbline.evidence.gaps import gaps_on
from plumbline.evidence.many_schemas import HandedInOut
from plumbline.evidence.many_upload import Files, files_chosen
from plumbline.evidence.papers import HandedPaper
from plumbline.evidence.texts import may_be_slug
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, Invalid, NotFound
from plumbline.market.reading import history_of
from plumbline.market.source import MarketSource
from plumbline.settings import Settings
from plumbline.storage.engine import Connection, Database
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]


@get("/products/{slug:str}/evidence", include_in_schema=False, sync_to_thread=True)
def evidence_page(
    request: Asked,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    market: NamedDependency[MarketSource],
    slug: FromPath[str],
) -> Response[str]:
    """Everybody sees what stands on the current release; its supplier also what to hand in."""
    return shown(request, database, clock, settings, market, slug)


@post(
    "/products/{slug:str}/evidence",
    include_in_schema=False,
    sync_to_thread=True,
    dependencies={"chosen": Provide(files_chosen)},
    # The body is capped at the edge, at what the operator allows for files.
    request_max_body_size=None,
)
def hand_in_page(
    request: Asked,
    session: NamedDependency[Session],
    chosen: NamedDependency[Files],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    desk: NamedDependency[Desk],
    market: NamedDependency[MarketSource],
    slug: FromPath[str],
) -> Response[str]:
    """What became of each file, at once; sending the same form again stores nothing twice."""
    identity = session.identity
    try:
        lot = many.read_lot(database, desk, clock, slug, identity.supplier_id, chosen.files)
    except Invalid as error:
        return shown(request, database, clock, settings, market, slug, error=error)
    with database.write(identity.tenant) as db:
        handed_in = many.hand_in(db, clock, identity.actor, lot)
    return shown(request, database, clock, settings, market, slug, handed_in=handed_in)


def shown(
    request: Asked,
    database: Database,
    clock: Clock,
    settings: Settings,
    market: MarketSource,
    slug: str,
    *,
    handed_in: HandedInOut | None = None,
    paper: HandedPaper | None = None,
    error: Invalid | None = None,
    carry_error: Invalid | Conflict | None = None,
    carry_form: Form | None = None,
) -> Response[str]:
    """The page, with what has just been handed in, or with what was wrong with one of its forms."""
    session = session_in(request)
    wrong = error or carry_error
    snapshot = market.current()
    with database.read() as db:
        found = _standing(db, slug, session, clock)
        theirs = session.identity.supplier_id if session and found["may_hand_in"] else None
        waiting = waiting_of(db, snapshot, slug, theirs) if theirs and found["evidence"].release else None
    return page(
        "evidence/release.jinja",
        request=request,
        status=status_of(wrong) if wrong else 200,
        handed_in=handed_in,
        paper=paper,
        error=error,
        carry_error=carry_error,
        typed=carry_form.fields if carry_form else {},
        most_files=many.MOST_FILES,
        most_bytes=settings.max_upload_bytes,
        format_names=FORMAT_NAMES,
        waiting=waiting,
        **found,
    )


def _standing(db: Connection, slug: str, session: Session | None, clock: Clock) -> dict[str, Any]:
    product = repository.product_row(db, slug) if may_be_slug(slug) else None
    if product is None or not (product.status == "published" or _is_theirs(session, product.supplier_id)):
        raise NotFound(f"There is no product {slug[:80]!r}.", next_step="Search for it by name.")
    evidence, history, day = reading.evidence_on(db, slug), history_of(db, product.id), today(clock)
    theirs, release = _is_theirs(session, product.supplier_id), repository.current_release(db, slug)
    return {
        "product": product,
        "demonstration": product.origin == "demonstration",
        "day": day,
        "may_hand_in": theirs,
        "evidence": evidence,
        "gaps": gaps_on(slug, evidence.release, history, day),
        "contradictions": contradictions_on(slug, history, day).items,
        "carry": carrying.carry_on(db, clock, release) if theirs and release else None,
    }


def _is_theirs(session: Session | None, supplier_id: UUID) -> bool:
    """Does whoever looks at the page hand in evidence for this supplier?"""
    if session is None or session.identity.supplier_id != supplier_id:
        return False
    return session.identity.may(Permission.SUBMIT_EVIDENCE)
