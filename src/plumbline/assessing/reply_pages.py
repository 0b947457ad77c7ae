"""The page on which a supplier replies to a decision on its evidence."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from catalog.standards_loader import standards
from plumbline.accounts.identity import Session, require
from plumbline.accounts.roles import Permission
from plumbline.assessing import replies
from plumbline.assessing.schemas import ReplyIn
from plumbline.evidence import reading
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict, Invalid, NotFound
from plumbline.storage.engine import Database
from plumbline.web.asked import asked_number
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]


@get("/evidence/{evidence_id:uuid}/reply/{requirement_id:str}", include_in_schema=False, sync_to_thread=True)
def reply_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    evidence_id: FromPath[UUID],
    requirement_id: FromPath[str],
) -> Response[str]:
    """The decision that stands, and a field for the reply."""
    return _page(request, session, database, evidence_id, requirement_id)


@post("/evidence/{evidence_id:uuid}/reply/{requirement_id:str}", include_in_schema=False, sync_to_thread=True)
def reply_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    evidence_id: FromPath[UUID],
    requirement_id: FromPath[str],
) -> Response[Any]:
    """To the product's lines; or back to the form with what is wrong and what was typed."""
    require(session.identity, Permission.SUBMIT_EVIDENCE)
    try:
        data = ReplyIn(
            requirement_id=requirement_id,
            version=asked_number("version", form.text("version"), least=1, most=10_000, default=1),
            text=form.text("text").strip(),
            second_look=form.text("second_look", 10) == "yes",
        )
        with database.write(session.identity.tenant) as db:
            replies.reply(db, clock, session.identity, evidence_id, data)
            slug = reading.one_evidence(db, evidence_id).product
    except (Invalid, Conflict) as error:
        return _page(request, session, database, evidence_id, requirement_id, form=form, error=error)
    return Redirect(f"/products/{slug}/waiting?replied=yes", status_code=303)


def _page(
    request: Asked,
    session: Session,
    database: Database,
    evidence_id: UUID,
    requirement_id: str,
    *,
    form: Form | None = None,
    error: Invalid | Conflict | None = None,
) -> Response[str]:
    require(session.identity, Permission.SUBMIT_EVIDENCE)
    with database.read(session.identity.tenant) as db:
        replies.refuse_strangers(db, session.identity, evidence_id)
        seen = reading.one_evidence(db, evidence_id)
    decided = [each for each in seen.decisions if each.requirement_id == requirement_id]
    known = standards().requirement(requirement_id)
    if not decided or known is None:
        raise NotFound("Nothing was decided about that on this evidence.")
    return page(
        "assessing/reply.jinja",
        request=request,
        status=status_of(error) if error else 200,
        evidence=seen,
        decision=decided[-1],
        requirement=known[1],
        replies=[
            each
            for each in seen.replies
            if (each.requirement_id, each.version) == (requirement_id, decided[-1].version)
        ],
        typed=form.typed("text") if form else "",
        second_look=form is not None and "yes" in form.fields.get("second_look", ()),
        error=error,
    )
