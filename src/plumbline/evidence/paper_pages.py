"""The form by which a supplier hands in what an assessor reads: a document, a declaration, a certificate."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath

from catalog.words import EvidenceKind
from plumbline.accounts.browser import FORM_TOKEN
from plumbline.accounts.identity import Identity, Session, require
from plumbline.accounts.roles import Permission
from plumbline.accounts.sessions import check_form_token
from plumbline.evidence import paper_form, papers, release_page, service
from plumbline.evidence.many import moved_on
from plumbline.evidence.paper_choices import Choices, choices_on
from plumbline.evidence.paper_form import Sent
from plumbline.evidence.repository import Release
from plumbline.evidence.upload import file_of
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, DomainError, Invalid, TooLarge
from plumbline.market.reading import history_of
from plumbline.market.source import MarketSource
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.web.forms import Form, read_form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]


async def sent_paper(
    request: Asked, session: NamedDependency[Session], settings: NamedDependency[Settings]
) -> Sent:
    """The form, once it is known to belong to the session of somebody who may hand evidence in."""
    require(session.identity, Permission.SUBMIT_EVIDENCE)
    form = await read_form(request)
    check_form_token(session, form.text(FORM_TOKEN))
    part = (await request.form()).get("file")
    if not isinstance(part, UploadFile):  # a browser sends an empty text where no file was chosen
        return Sent(form=form, file=None)
    try:
        file = await file_of(part, settings.max_upload_bytes)
    except TooLarge as error:
        return Sent(form=form, file=None, refused=error)
    empty = None if file.content else Invalid("The file is empty.")
    return Sent(form=form, file=file if file.content else None, refused=empty)


@get("/products/{slug:str}/evidence/papers", include_in_schema=False, sync_to_thread=True)
def paper_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    slug: FromPath[str],
) -> Response[str]:
    """Asks for the kind, then for what goes with it; filled in with what the address says."""
    query = request.query_params
    form = Form({name: query.getall(name) for name in query})
    release = _release(database, session.identity, slug)
    return _page(request, database, clock, settings, release, form)


@post(
    "/products/{slug:str}/evidence/papers",
    include_in_schema=False,
    sync_to_thread=True,
    dependencies={"sent": Provide(sent_paper)},
    # The body is capped at the edge, at what the operator allows for files.
    request_max_body_size=None,
)
def hand_in_paper(
    request: Asked,
    session: NamedDependency[Session],
    sent: NamedDependency[Sent],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    market: NamedDependency[MarketSource],
    slug: FromPath[str],
) -> Response[str]:
    """To the page of the release's evidence; or back to the form with all that is wrong and was typed."""
    identity = session.identity
    release = _release(database, identity, slug)
    try:
        kind = paper_form.kind_of(sent.form)
        if kind is None:
            raise Invalid.field("/kind", "Choose what you hand in.")
        _refuse_another(sent.form, release)
        data = paper_form.read(sent, kind, _choices(database, clock, release, kind), today(clock))
        file = sent.file if kind in paper_form.WITH_FILE else None
        with database.write(identity.tenant) as db:
            made = papers.hand_in(db, clock, identity.actor, release, data, file)
    except (Invalid, Conflict) as error:
        return _page(request, database, clock, settings, release, sent.form, error=error)
    return release_page.shown(request, database, clock, settings, market, slug, paper=made)


def _release(database: Database, identity: Identity, slug: str) -> Release:
    """The release that is asked about. Raises `NotFound` for another's product."""
    require(identity, Permission.SUBMIT_EVIDENCE)
    with database.read() as db:
        return service.release_for(db, slug, identity.supplier_id)


def _refuse_another(form: Form, release: Release) -> None:
    """What was filled in for one release is not handed in on another."""
    if form.typed("release") not in ("", release.version):
        raise moved_on(release)


def _choices(database: Database, clock: Clock, release: Release, kind: EvidenceKind) -> Choices:
    with database.read() as db:
        return choices_on(history_of(db, release.product_id), today(clock), kind)


def _page(
    request: Asked,
    database: Database,
    clock: Clock,
    settings: Settings,
    release: Release,
    form: Form,
    *,
    error: DomainError | None = None,
) -> Response[str]:
    kind = paper_form.kind_of(form)
    choices = _choices(database, clock, release, kind) if kind else None
    chosen = frozenset(paper_form.chosen(form))
    return page(
        "evidence/paper.jinja" if kind else "evidence/paper_kind.jinja",
        request=request,
        status=status_of(error) if error else 200,
        release=release,
        kind=kind,
        kinds=tuple(paper_form.KINDS),
        asks=paper_form.KINDS[kind] if kind else (),
        takes_file=kind in paper_form.WITH_FILE,
        choices=choices,
        chosen=chosen,
        left_out=sorted(chosen - choices.requirement_ids) if choices and not error else (),
        typed=form.typed,
        most_bytes=settings.max_upload_bytes,
        error=error,
    )
