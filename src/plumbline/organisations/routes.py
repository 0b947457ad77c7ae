"""Routes of organisations: public to read, as of any day."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, TypeVar

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter
from litestar.types import ControllerRouterHandler

from catalog.organisations.answer import Answer
from catalog.organisations.organisation import OrganisationKind
from plumbline.kit.clock import Clock, today
from plumbline.kit.pagination import LARGEST_PAGE
from plumbline.organisations import service
from plumbline.organisations.schemas import (
    AnswerOut,
    OrganisationDetailOut,
    OrganisationOut,
    OrganisationPage,
    PredecessorsOut,
    RelationshipOut,
    StepOut,
)
from plumbline.storage.engine import Database
from plumbline.web.responses import problems

T = TypeVar("T")
TAG = ("Organisations",)
AsOf = Annotated[date | None, QueryParameter(description="The day to answer for; today if left out.")]
Code = Annotated[str, PathParameter(description="The ODS code, in capitals or not.")]


@get(
    "/organisations",
    operation_id="listOrganisations",
    summary="Find organisations by name, code or kind",
    tags=TAG,
    responses=problems(422),
    sync_to_thread=True,
)
def list_organisations(
    database: NamedDependency[Database],
    q: Annotated[
        str, QueryParameter(max_length=200, description="Words of the name, or how the code starts.")
    ] = "",
    kind: Annotated[
        list[OrganisationKind] | None, QueryParameter(description="Only these kinds; may be repeated.")
    ] = None,
    cursor: Annotated[
        str | None, QueryParameter(max_length=1000, description="The `next` of the page before.")
    ] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=LARGEST_PAGE)] = 50,
) -> OrganisationPage:
    """By name, with counts by kind."""
    with database.read() as db:
        page = service.list_organisations(db, q, kind or (), cursor, limit)
    return OrganisationPage(
        items=[_out(each.organisation, OrganisationOut) for each in page.found],
        next=page.next,
        total=page.total,
        kinds=page.kinds,
    )


@get(
    "/organisations/{code:str}",
    operation_id="getOrganisation",
    summary="One organisation, and where it stands on a day",
    tags=TAG,
    responses=problems(404, 422),
    sync_to_thread=True,
)
def get_organisation(
    database: NamedDependency[Database], clock: NamedDependency[Clock], code: Code, as_of: AsOf = None
) -> OrganisationDetailOut:
    """The record of the code. A code that only a succession names has none: ask for its successors."""
    day = as_of or today(clock)
    with database.read() as db:
        found = service.organisation_of(db, code)
        answer = service.answers_for(db, code, day)
        relationships = service.relationships_of(db, code)
    return OrganisationDetailOut(
        organisation=_out(found.organisation, OrganisationOut),
        as_of=day,
        state=answer.state,
        location_since=answer.location_since,
        source=found.source,
        relationships=[_out(each, RelationshipOut) for each in relationships],
    )


@get(
    "/organisations/{code:str}/successors",
    operation_id="getOrganisationSuccessors",
    summary="Who answers for an organisation on a day, and by which steps",
    tags=TAG,
    responses=problems(404, 422),
    sync_to_thread=True,
)
def get_successors(
    database: NamedDependency[Database], clock: NamedDependency[Clock], code: Code, as_of: AsOf = None
) -> AnswerOut:
    """Follows dated, many-to-many succession to whoever is open on that day."""
    with database.read() as db:
        return _answer_out(service.answers_for(db, code, as_of or today(clock)))


@get(
    "/organisations/{code:str}/predecessors",
    operation_id="getOrganisationPredecessors",
    summary="Every succession that led to an organisation, nearest first",
    tags=TAG,
    responses=problems(404),
    sync_to_thread=True,
)
def get_predecessors(database: NamedDependency[Database], code: Code) -> PredecessorsOut:
    """All of them, whatever the day."""
    with database.read() as db:
        steps = service.predecessors_of(db, code)
    return PredecessorsOut(code=code.upper(), steps=[_out(step, StepOut) for step in steps])


def _answer_out(answer: Answer) -> AnswerOut:
    told = {name: getattr(answer, name) for name in answer.__struct_fields__}
    return msgspec.convert(told | {"in_words": service.in_words(answer)}, AnswerOut, from_attributes=True)


def _out(value: object, kind: type[T]) -> T:
    return msgspec.convert(value, kind, from_attributes=True)


handlers: Sequence[ControllerRouterHandler] = (
    list_organisations,
    get_organisation,
    get_successors,
    get_predecessors,
)
