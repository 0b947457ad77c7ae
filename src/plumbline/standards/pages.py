"""Pages of the standards: what a kind of system must meet on a day, and one standard in full."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.types import ControllerRouterHandler

from catalog.obligations import Phase, due_on, phase_on
from catalog.standard import Standard
from catalog.words import ProductType
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Invalid
from plumbline.market.snapshot import Snapshot
from plumbline.market.source import MarketSource
from plumbline.standards import service
from plumbline.standards.service import Wanted
from plumbline.web.asked import asked_choices, asked_day, asked_words
from plumbline.web.filters import PRODUCT_TYPES
from plumbline.web.templating import page


class WhoMeets(msgspec.Struct, frozen=True, kw_only=True):
    """How many products face a standard, and which are shown to meet it: (slug, name)."""

    faces: int
    meets: tuple[tuple[str, str], ...]
    demonstration: bool


@get("/standards", include_in_schema=False, sync_to_thread=True)
def standards_page(
    request: Request[Any, Any, Any],
    clock: NamedDependency[Clock],
    as_of: FromQuery[str | None] = None,
    q: FromQuery[str | None] = None,
    product_type: FromQuery[str | None] = None,
    phase: FromQuery[list[str] | None] = None,
) -> Response[str]:
    """Every standard, or what one kind of system faces, on a day."""
    day = asked_day(as_of, clock)
    kind = _kind(product_type)
    phases = asked_choices(phase)
    words = asked_words(q)
    faced = {duty.standard.id for duty in service.obligations(kind, (), day)} if kind else None
    fitting = [
        item
        for item in service.list_standards(Wanted(q=words), day)
        if faced is None or item.standard.id in faced
    ]
    return page(
        "standards/list.jinja",
        request=request,
        day=day,
        q=words,
        kind=kind,
        kinds=PRODUCT_TYPES,
        phases=phases,
        counts=[(p.value, sum(item.phase is p for item in fitting)) for p in Phase],
        items=[item for item in fitting if not phases or item.phase in phases],
        due_on=due_on,
    )


@get("/standards/{standard_id:str}", include_in_schema=False, sync_to_thread=True)
def standard_page(
    request: Request[Any, Any, Any],
    clock: NamedDependency[Clock],
    market: NamedDependency[MarketSource],
    standard_id: FromPath[str],
    as_of: FromQuery[str | None] = None,
) -> Response[str]:
    """One standard: editions, dates, requirements, sources, and who meets it."""
    day = asked_day(as_of, clock)
    standard = service.one_standard(standard_id)
    met = _who_meets(standard, market.current(day))
    return page(
        "standards/one.jinja",
        request=request,
        day=day,
        standard=standard,
        edition=service.standard_on(standard, day).edition,
        phase=phase_on(standard, day),
        editions=(standard.current, *reversed(standard.earlier)),
        met=met,
        demonstration=met.demonstration,
    )


def _who_meets(standard: Standard, snapshot: Snapshot) -> WhoMeets:
    """The products on the market that face the standard by their tags, and those that meet it."""
    applies_to = frozenset(standard.applies_to)
    facing = [
        (record, standing)
        for record, standing in zip(snapshot.records, snapshot.standings, strict=True)
        if not applies_to.isdisjoint(record.history.tags)
    ]
    meets = [record for record, standing in facing if standard.id in standing.standards_met]
    return WhoMeets(
        faces=len(facing),
        meets=tuple((record.slug, record.name) for record in meets),
        demonstration=any(record.origin == "demonstration" for record in meets),
    )


def _kind(text: str | None) -> str | None:
    if not text:
        return None
    if text not in set(ProductType):
        raise Invalid.field("/product_type", f"{text[:40]!r} is no type of product we know.")
    return text


handlers: Sequence[ControllerRouterHandler] = (standards_page, standard_page)
