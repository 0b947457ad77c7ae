"""The DTAC questions as a form of the release: checked, taken away as a file, or handed in, in one act."""

from typing import Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath

from catalog.evidence.forms.dtac import form
from plumbline.accounts.browser import FORM_TOKEN
from plumbline.accounts.identity import Identity, Session, require
from plumbline.accounts.roles import Permission
from plumbline.accounts.sessions import check_form_token
from plumbline.evidence import dtac_form, many, release_page, repository, service
from plumbline.evidence.desk import Desk
from plumbline.evidence.dtac_form import Filled
from plumbline.evidence.repository import Release
from plumbline.evidence.schemas import FileIn
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Invalid
from plumbline.market.source import MarketSource
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.web.forms import Form, read_form
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]
JSON: Final = "application/json"
DO: Final = "do"


class Sent(msgspec.Struct, frozen=True):
    """The fields of the form, and the file of answers that came with it, if one did."""

    form: Form
    answers: bytes | None


async def sent_form(request: Asked, session: NamedDependency[Session]) -> Sent:
    """The form, once it is known to belong to the session of somebody who may hand evidence in."""
    require(session.identity, Permission.SUBMIT_EVIDENCE)
    form = await read_form(request)
    check_form_token(session, form.text(FORM_TOKEN))
    part = (await request.form()).get("answers")
    return Sent(form, await part.read() if isinstance(part, UploadFile) else None)


@get("/products/{slug:str}/dtac", include_in_schema=False, sync_to_thread=True)
def dtac_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    slug: FromPath[str],
) -> Response[str]:
    """Every question, by section, with nothing answered yet."""
    release, files = _release(database, session.identity, slug)
    return _page(request, release, files, dtac_form.empty())


@post(
    "/products/{slug:str}/dtac",
    include_in_schema=False,
    sync_to_thread=True,
    dependencies={"sent": Provide(sent_form)},
)
def dtac_answers(
    request: Asked,
    session: NamedDependency[Session],
    sent: NamedDependency[Sent],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    desk: NamedDependency[Desk],
    market: NamedDependency[MarketSource],
    slug: FromPath[str],
) -> Response[Any]:
    """Load a file of answers, check what was typed, take it away as a file, or hand it in."""
    identity = session.identity
    release, files = _release(database, identity, slug)
    act = sent.form.text(DO)
    if act == "load":
        try:
            return _page(request, release, files, dtac_form.loaded(sent.answers, files), said="loaded")
        except Invalid as error:
            return _page(request, release, files, dtac_form.empty(), error=error)
    filled = dtac_form.typed_in(sent.form, files)
    if filled.problems or act not in ("download", "hand_in"):
        return _page(request, release, files, filled, said="checked")
    content = dtac_form.written(filled, release, today(clock))
    name = f"{release.product_slug}-dtac-answers.json"
    if act == "download":
        return _as_file(content, name)
    try:
        file = FileIn(name=name, media_type=JSON, content=content)
        lot = many.read_lot(database, desk, clock, slug, identity.supplier_id, [file], release.version)
    except Invalid as error:
        return _page(request, release, files, filled, error=error)
    with database.write(identity.tenant) as db:
        handed_in = many.hand_in(db, clock, identity.actor, lot)
    return release_page.shown(request, database, clock, settings, market, slug, handed_in=handed_in)


def _release(database: Database, identity: Identity, slug: str) -> tuple[Release, dict[str, str]]:
    """The release that is asked about, and its files by SHA-256. Raises `NotFound` for another's product."""
    require(identity, Permission.SUBMIT_EVIDENCE)
    with database.read() as db:
        release = service.release_for(db, slug, identity.supplier_id)
        rows = repository.evidence_rows(db, release.id)
    return release, {row.sha256: f"{row.file_name}: {row.title}" for row in rows if row.sha256}


def _as_file(content: bytes, name: str) -> Response[bytes]:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, status_code=200, media_type=JSON, headers=headers)


def _page(
    request: Asked,
    release: Release,
    files: dict[str, str],
    filled: Filled,
    *,
    said: str = "",
    error: Invalid | None = None,
) -> Response[str]:
    if filled.problems and error is None:
        error = Invalid("Some answers are not as the form takes them.", problems=filled.problems)
    return page(
        "evidence/dtac.jinja",
        request=request,
        status=422 if error else 200,
        headers={"cache-control": "no-store"},
        release=release,
        form=form(),
        typed=filled.typed,
        answered=filled.answered,
        files=files,
        said=said,
        error=error,
    )
