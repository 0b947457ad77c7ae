"""Pages that freeze the answer to a question as a shortlist."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from plumbline.accounts.identity import Session, require
from plumbline.accounts.roles import Permission
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Invalid
from plumbline.market.source import MarketSource
from plumbline.rankings.asked import query_of, question_of
from plumbline.rankings.schemas import Question
from plumbline.rankings.service import rank_market
from plumbline.shortlists import service
from plumbline.shortlists.schemas import LONGEST_TITLE, SHORTEST_TITLE, ShortlistIn
from plumbline.shortlists.words import question_words
from plumbline.storage.engine import Database
from plumbline.web.asked import asked_day
from plumbline.web.forms import Form
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]


@get("/shortlists/new", include_in_schema=False, sync_to_thread=True)
def new_shortlist_page(
    request: Asked,
    session: NamedDependency[Session],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
) -> Response[str]:
    """The question, how many products will be in it, and a field for its title."""
    require(session.identity, Permission.MAKE_SHORTLISTS)
    return _page(request, market, _question(request, clock), title="", error=None)


@post("/shortlists/new", include_in_schema=False, sync_to_thread=True)
def make_shortlist(
    request: Asked,
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
) -> Response[Any]:
    """To the shortlist that was made, or back to the form with what is wrong."""
    question = _question(request, clock)
    title = " ".join(form.text("title").split())
    try:
        _check_title(title)
        snapshot = market.current(question.as_of)
        data = ShortlistIn(title=title, question=question)
        with database.write(session.identity.tenant) as db:
            made = service.create_shortlist(db, clock, session.identity, snapshot, data)
    except Invalid as error:
        return _page(request, market, question, title=title, error=error)
    return Redirect(f"/shortlists/{made}", status_code=303)


def _question(request: Asked, clock: Clock) -> Question:
    """The question in the page's address, as it came from the ranking."""
    day = request.query_params.get("as_of")
    return question_of(request.query_params.dict(), asked_day(day, clock) if day else None)


def _check_title(title: str) -> None:
    if not SHORTEST_TITLE <= len(title) <= LONGEST_TITLE:
        words = f"Give it a title of {SHORTEST_TITLE} to {LONGEST_TITLE} characters."
        raise Invalid.field("/title", words)


def _page(
    request: Asked, market: MarketSource, question: Question, *, title: str, error: Invalid | None
) -> Response[str]:
    snapshot = market.current(question.as_of)
    ranked = rank_market(snapshot, question)
    asked = query_of(question)
    return page(
        "shortlists/new.jinja",
        request=request,
        status=422 if error else 200,
        title=title,
        error=error,
        asked=asked,
        words=question_words(question, dict(snapshot.capability_names)),
        day=snapshot.as_of,
        ranked=ranked.ranking.total,
        excluded=len(ranked.excluded()),
        most=service.MOST_PRODUCTS,
    )
