"""The page of one product: where it stands, why, for how long, what it costs, what users say."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from catalog.conformance import conformance
from catalog.feedback.policy import feedback_policy
from catalog.prices import PricePlan
from catalog.standards_loader import standards
from plumbline.accounts.browser import session_in
from plumbline.accounts.roles import Permission
from plumbline.assessing.beside import replies_beside
from plumbline.evidence.rechecked import on_product
from plumbline.feedback.shown import feedback_of, standing_on
from plumbline.feedback.themes import themes_of
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import NotFound
from plumbline.market.like_me_answers import like_me_out, mix_in_words
from plumbline.market.records import Record
from plumbline.market.snapshot import Snapshot
from plumbline.market.source import MarketSource
from plumbline.market.turning import turns_of
from plumbline.products import reading
from plumbline.products.experience import buyer_of, figure_for, fitted_from
from plumbline.products.how_sure import sure_of
from plumbline.products.similar import similar_to
from plumbline.storage.engine import Database
from plumbline.web.asked import asked_day
from plumbline.web.asked_like_me import like_me_asked, like_me_form, like_me_query
from plumbline.web.asked_size import Size, asked_size
from plumbline.web.drawing import timeline_of
from plumbline.web.templating import page
from scoring.cost import Cost, whole_life_cost


class PricedPlan(msgspec.Struct, frozen=True):
    """A price plan with what it costs for the size asked about."""

    plan: PricePlan
    cost: Cost


@get("/products/{slug:str}", include_in_schema=False, sync_to_thread=True)
def product_page(
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
    slug: FromPath[str],
    as_of: FromQuery[str | None] = None,
) -> Response[str]:
    """One product as it stood on the day."""
    day = asked_day(as_of, clock)
    snapshot = market.current(day)
    record = record_of(snapshot, slug)
    size = asked_size(request.query_params, sorted({unit for plan in record.plans for unit in plan.units}))
    with database.read() as db:
        stands = standing_on(db, record.id, today(clock))
        opinions = feedback_of(db, record, stands)
        themes = themes_of(db, slug, stands)
        listed = reading.product_of(db, slug)
        releases = reading.releases_of(db, slug).items
        checked = on_product(db, record.slug, record.id)
        replies = replies_beside(db, record.history, day)
    return page(
        "products/one.jinja",
        request=request,
        demonstration=record.origin == "demonstration",
        product=record,
        day=day,
        is_today=day == today(clock),
        size=size,
        priced=_priced(record.plans, size),
        opinions=opinions,
        hit=snapshot.hits[snapshot.position[slug]],
        **_like_me(request, snapshot, slug),
        method=snapshot.method.id,
        may_reply=_may_reply(request, record.supplier_slug),
        least_in_split=feedback_policy().least_in_split,
        replies=replies,
        listed=listed,
        checked=checked if checked.checked_on and checked.checked_on <= day else None,
        themes=themes,
        similar=similar_to(snapshot, slug),
        releases=[release for release in releases if release.released_on <= day],
        **_standing(record, day),
    )


def _like_me(request: Request[Any, Any, Any], snapshot: Snapshot, slug: str) -> dict[str, Any]:
    """What users like a buyer's own say, where the address says who they are."""
    asked = like_me_asked(request.query_params.dict(), snapshot.method)
    buyer = buyer_of(snapshot, asked)
    figure = figure_for(snapshot, slug, buyer)
    return {
        "like_me": like_me_form(asked, snapshot.method),
        "buyer": None if buyer is None else like_me_out(buyer),
        "mix": None if buyer is None else mix_in_words(buyer.mix),
        "figure": figure,
        "sure": sure_of(snapshot, snapshot.position[slug], buyer, figure, like_me_query(asked)),
        "fitted": fitted_from(snapshot.felt),
    }


def _may_reply(request: Request[Any, Any, Any], supplier_slug: str) -> bool:
    """Does whoever is signed in act for the supplier, and may they reply to comments?"""
    session = session_in(request)
    if session is None or session.identity.supplier is None:
        return False
    return session.identity.supplier.code == supplier_slug and session.identity.may(
        Permission.REPLY_TO_FEEDBACK
    )


def record_of(snapshot: Snapshot, slug: str) -> Record:
    """The record of a published product. Raises NotFound."""
    position = snapshot.position.get(slug)
    if position is None:
        raise NotFound(f"There is no product {slug[:80]!r}.", next_step="Search for it by name.")
    return snapshot.records[position]


def _standing(record: Record, day: date) -> dict[str, Any]:
    catalogue = standards()
    turns = turns_of(record, day)
    return {
        "by_id": {standard.id: standard for standard in catalogue},
        "conformance": conformance(catalogue, record.history, day),
        "evidence": {item.id: item for item in record.history.evidence if item.submitted_on <= day},
        "turns": turns,
        "drawn": timeline_of(turns, day),
    }


def _priced(plans: Sequence[PricePlan], size: Size) -> list[PricedPlan]:
    """Every plan for the size asked about, cheapest first."""
    priced = [PricedPlan(plan, whole_life_cost(plan, size.units, size.term_months)) for plan in plans]
    return sorted(priced, key=_net)


def _net(item: PricedPlan) -> Decimal:
    return item.cost.net
