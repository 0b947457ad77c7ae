"""The standards in the API, as of any day."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Final

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.types import ControllerRouterHandler

from catalog.obligations import Phase
from catalog.words import ProductType, StandardStatus
from plumbline.kit.clock import Clock, today
from plumbline.kit.pagination import LARGEST_PAGE, decode_cursor, encode_cursor
from plumbline.standards import service
from plumbline.standards.schemas import (
    ObligationsOut,
    RequirementList,
    StandardOut,
    StandardPage,
    duties_out,
    requirements_out,
    standard_out,
    summary_out,
)
from plumbline.standards.service import Wanted
from plumbline.web.responses import problems

TAGS: Final = ["Standards"]
AsOf = Annotated[date | None, QueryParameter(description="The day to answer for; today if left out.")]
Limit = Annotated[int, QueryParameter(ge=1, le=LARGEST_PAGE)]
Words = Annotated[str | None, QueryParameter(max_length=200)]
Tag = Annotated[str | None, QueryParameter(max_length=40, description="A product type or capability code.")]
Cursor = Annotated[str | None, QueryParameter(max_length=400, description="The `next` of the page before.")]
Codes = Annotated[list[str] | None, QueryParameter(max_items=100, description="May be repeated.")]


@get(
    "/standards",
    operation_id="listStandards",
    summary="Standards as of a day",
    tags=TAGS,
    responses=problems(422),
    sync_to_thread=False,
)
def list_standards(
    clock: NamedDependency[Clock],
    as_of: AsOf = None,
    q: Words = None,
    applies_to: Tag = None,
    status: FromQuery[StandardStatus | None] = None,
    phase: FromQuery[Phase | None] = None,
    limit: Limit = LARGEST_PAGE,
    cursor: Cursor = None,
) -> StandardPage:
    """Every standard, as it stood on the day: its edition, and what that asked."""
    day = as_of or today(clock)
    wanted = Wanted(q=q, applies_to=applies_to, status=status, phase=phase)
    found = service.list_standards(wanted, day)
    after = decode_cursor(cursor, (str,))[0] if cursor else ""
    rest = [item for item in found if item.standard.id > after]
    shown = rest[:limit]
    more = encode_cursor([shown[-1].standard.id]) if len(rest) > limit else None
    return StandardPage(as_of=day, items=[summary_out(i) for i in shown], total=len(found), next=more)


@get(
    "/standards/{standard_id:str}",
    operation_id="getStandard",
    summary="One standard with its editions and requirements",
    tags=TAGS,
    responses=problems(404, 422),
    sync_to_thread=False,
)
def get_standard(
    clock: NamedDependency[Clock], standard_id: FromPath[str], as_of: AsOf = None
) -> StandardOut:
    """One standard, with the edition that was in force on the day."""
    day = as_of or today(clock)
    return standard_out(service.standard_on(service.one_standard(standard_id), day), day)


@get(
    "/standards/{standard_id:str}/requirements",
    operation_id="listRequirements",
    summary="What one standard asks for",
    tags=TAGS,
    responses=problems(404),
    sync_to_thread=False,
)
def list_requirements(standard_id: FromPath[str]) -> RequirementList:
    """The requirements of one standard, in its own order."""
    standard = service.one_standard(standard_id)
    return RequirementList(standard_id=standard.id, items=requirements_out(standard))


@get(
    "/obligations",
    operation_id="listObligations",
    summary="What a kind of system must meet on a day",
    tags=TAGS,
    responses=problems(400, 422),
    sync_to_thread=False,
)
def list_obligations(
    clock: NamedDependency[Clock],
    product_type: FromQuery[ProductType],
    capability: Codes = None,
    as_of: AsOf = None,
) -> ObligationsOut:
    """Every standard that a product of this type faces on the day. Only phase `due` blocks."""
    day = as_of or today(clock)
    codes = sorted(set(capability or ()))
    return ObligationsOut(
        as_of=day,
        product_type=product_type,
        capabilities=codes,
        items=duties_out(service.obligations(product_type, codes, day)),
    )


handlers: Sequence[ControllerRouterHandler] = (
    list_standards,
    get_standard,
    list_requirements,
    list_obligations,
)
