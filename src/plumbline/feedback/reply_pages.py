"""The page on which a supplier replies to a comment on its product."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.accounts.identity import Session
from plumbline.feedback import replies
from plumbline.feedback.collecting_schemas import CommentReplyIn
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict, Invalid
from plumbline.storage.engine import Database
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]


@get(
    "/products/{slug:str}/feedback/comments/{comment_id:uuid}/reply",
    include_in_schema=False,
    sync_to_thread=True,
)
def comment_reply_page(
    request: Asked,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    slug: FromPath[str],
    comment_id: FromPath[UUID],
) -> Response[str]:
    """The comment, and a field for the reply."""
    return _page(request, session, database, clock, slug, comment_id)


@post(
    "/products/{slug:str}/feedback/comments/{comment_id:uuid}/reply",
    include_in_schema=False,
    sync_to_thread=True,
)
def reply_to_comment_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    slug: FromPath[str],
    comment_id: FromPath[UUID],
) -> Response[Any]:
    """To what users say; or back to the form with what is wrong and what was typed."""
    try:
        with database.write(session.identity.tenant) as db:
            data = CommentReplyIn(text=form.text("text"))
            replies.reply(db, clock, session.identity, slug, comment_id, data)
    except (Invalid, Conflict) as error:
        return _page(request, session, database, clock, slug, comment_id, form, error)
    return Redirect(f"/products/{slug}#feedback", status_code=303)


def _page(
    request: Asked,
    session: Session,
    database: Database,
    clock: Clock,
    slug: str,
    comment_id: UUID,
    form: Form | None = None,
    error: Invalid | Conflict | None = None,
) -> Response[str]:
    with database.read(session.identity.tenant) as db:
        product, row = replies.comment_for(db, clock, session.identity, slug, comment_id)
    return page(
        "feedback/reply.jinja",
        request=request,
        status=status_of(error) if error else 200,
        product=product,
        demonstration=product.origin == "demonstration",
        comment=row,
        typed=form.typed("text") if form else "",
        error=error,
    )
