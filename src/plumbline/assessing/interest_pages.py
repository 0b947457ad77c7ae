"""The page on which an assessor declares their interests, supplier by supplier."""

import re
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from plumbline.accounts.identity import Session, require
from plumbline.accounts.roles import Permission
from plumbline.assessing import interests
from plumbline.assessing.schemas import InterestIn
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict, FieldProblem, Invalid
from plumbline.storage.engine import Database
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]
HERE: Final = "/assess/interests"
_A_LINE: Final = re.compile(r"/assess/lines/[0-9a-f-]{36}/[A-Za-z0-9._-]{1,60}")
LONGEST_WORDS: Final = 2_000


@get(HERE, include_in_schema=False, sync_to_thread=True)
def interests_page(
    request: Asked, session: NamedDependency[Session], database: NamedDependency[Database]
) -> Response[str]:
    """What was declared so far, and the form for more."""
    require(session.identity, Permission.DECIDE_ON_EVIDENCE)
    asked = request.query_params
    typed = {"supplier": asked.get("supplier", ""), "back": asked.get("back", "")}
    return _page(request, session, database, typed, None)


@post(HERE, include_in_schema=False, sync_to_thread=True)
def declare_on_page(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[Any]:
    """Back to the line that was to be reviewed, or to the list."""
    require(session.identity, Permission.DECIDE_ON_EVIDENCE)
    typed = {name: form.typed(name) for name in ("supplier", "conflict", "words", "back")}
    try:
        slug, data = _declared(form)
        with database.write(session.identity.tenant) as db:
            interests.declare(db, clock, session.identity, slug, data)
    except (Invalid, Conflict) as error:
        return _page(request, session, database, typed, error)
    back = typed["back"] if _A_LINE.fullmatch(typed["back"]) else f"{HERE}?kept=yes"
    return Redirect(back, status_code=303)


def _declared(form: Form) -> tuple[str, InterestIn]:
    """The supplier and the declaration. Raises `Invalid` with every field that is wrong."""
    slug, conflict = form.text("supplier", 300).strip(), form.text("conflict", 10)
    words = form.text("words", LONGEST_WORDS).strip()
    wrong = []
    if not slug:
        wrong.append(FieldProblem("/supplier", "Choose the supplier."))
    if conflict not in ("yes", "no"):
        wrong.append(FieldProblem("/conflict", "Say whether there is a conflict."))
    if wrong:
        raise Invalid("Something is missing.", problems=tuple(wrong))
    return slug, InterestIn(conflict=conflict == "yes", words=words)


def _page(
    request: Asked,
    session: Session,
    database: Database,
    typed: dict[str, str],
    error: Invalid | Conflict | None,
) -> Response[str]:
    with database.read(session.identity.tenant) as db:
        found = interests.interests_of(db, session.identity)
        suppliers = interests.suppliers_that_wait(db, {each.supplier for each in found.items})
    return page(
        "assessing/interests.jinja",
        request=request,
        status=status_of(error) if error else 200,
        declared=found.items,
        newest={each.supplier: each.version for each in reversed(found.items)},
        suppliers=suppliers,
        typed={"supplier": "", "conflict": "", "words": "", "back": ""} | typed,
        kept="kept" in request.query_params and not error,
        error=error,
    )
