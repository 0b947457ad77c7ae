"""Pages of organisations: find one, and see who answers for it on a day and by which steps."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.types import ControllerRouterHandler

from catalog.organisations.answer import Answer
from catalog.organisations.organisation import OrganisationKind
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Invalid
from plumbline.organisations import service
from plumbline.storage.engine import Connection, Database
from plumbline.web.asked import asked_choices, asked_day, asked_words
from plumbline.web.templating import page

LINES = 30


@get("/organisations", include_in_schema=False, sync_to_thread=True)
def organisations_page(
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    q: FromQuery[str | None] = None,
    kind: FromQuery[list[str] | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Response[str]:
    """Organisations by name or code."""
    words, kinds = asked_words(q), _kinds(kind)
    with database.read() as db:
        found = service.list_organisations(db, words, kinds, cursor or None, LINES)
    return page(
        "organisations/list.jinja", request=request, q=words, kinds=kinds, found=found, first=not cursor
    )


@get("/organisations/{code:str}", include_in_schema=False, sync_to_thread=True)
def organisation_page(
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    code: FromPath[str],
    as_of: FromQuery[str | None] = None,
) -> Response[str]:
    """One code: who answers for it on the day, and what it came from."""
    day = asked_day(as_of, clock)
    with database.read() as db:
        answer = service.answers_for(db, code, day)
        before = service.predecessors_of(db, code)
        names = service.names_of(db, _codes(answer) | {step.predecessor for step in before})
        demonstration = _is_fictional(db, answer)
    return page(
        "organisations/one.jinja",
        request=request,
        day=day,
        answer=answer,
        words=service.in_words(answer),
        before=before,
        names=names,
        demonstration=demonstration,
    )


def _codes(answer: Answer) -> set[str]:
    """Every code that the answer names, to be shown with its name."""
    steps = [step for each in answer.answering for chain in each.chains for step in chain.steps]
    return {code for step in (*steps, *answer.parts_elsewhere) for code in (step.predecessor, step.successor)}


def _is_fictional(db: Connection, answer: Answer) -> bool:
    if answer.organisation is None:
        return False
    return "demonstration" in service.organisation_of(db, answer.code).source.casefold()


def _kinds(values: Sequence[str] | None) -> list[OrganisationKind]:
    try:
        return [OrganisationKind(value) for value in asked_choices(values)]
    except ValueError as error:
        raise Invalid.field("/kind", "This is no kind of organisation we know.") from error


handlers: Sequence[ControllerRouterHandler] = (organisations_page, organisation_page)
