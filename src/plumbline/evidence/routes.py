"""Conformance and evidence over the API: public to read."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.types import ControllerRouterHandler

from plumbline.evidence import reading
from plumbline.evidence.schemas import ConformanceOut, EvidenceList, EvidenceOut
from plumbline.kit.errors import NotFound
from plumbline.market.records import Record
from plumbline.market.source import MarketSource
from plumbline.storage.engine import Database
from plumbline.web.responses import problems

TAG = ["Evidence"]
AsOf = Annotated[date | None, QueryParameter(description="The day to ask about; today if left out.")]


def record_of(market: MarketSource, slug: str, as_of: date | None) -> tuple[Record, date]:
    """The record of a product, and the day it is asked about."""
    snapshot = market.current(as_of)
    if slug not in snapshot.position:
        raise NotFound(f"There is no product {slug[:80]!r}.", next_step="Search for it by name: /products")
    return snapshot.records[snapshot.position[slug]], snapshot.as_of


@get(
    "/products/{slug:str}/conformance",
    operation_id="getProductConformance",
    summary="Where a product stands against the standards on a day",
    description="Verdict by verdict with the findings behind each, the gate that follows, and the days on "
    "which it turns. What has not been shown is not evidenced, never met.",
    tags=TAG,
    responses=problems(404, 422),
    sync_to_thread=True,
)
def get_product_conformance(
    slug: FromPath[str],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    as_of: AsOf = None,
) -> ConformanceOut:
    """The same function as the page's and the ranking's."""
    record, day = record_of(market, slug, as_of)
    with database.read() as db:
        return reading.conformance_of(db, record, day)


@get(
    "/products/{slug:str}/evidence",
    operation_id="listProductEvidence",
    summary="What was handed in for a product's current release, and what was decided",
    tags=TAG,
    responses=problems(404),
    sync_to_thread=True,
)
def list_product_evidence(
    slug: FromPath[str], database: NamedDependency[Database], market: NamedDependency[MarketSource]
) -> EvidenceList:
    """Newest first, with every decision ever made on it."""
    record_of(market, slug, None)
    with database.read() as db:
        return reading.evidence_on(db, slug)


@get(
    "/evidence/{evidence_id:uuid}",
    operation_id="getEvidence",
    summary="One piece of evidence with every decision on it",
    tags=TAG,
    responses=problems(404),
    sync_to_thread=True,
)
def get_evidence(evidence_id: FromPath[UUID], database: NamedDependency[Database]) -> EvidenceOut:
    """As it was recorded: evidence is never changed."""
    with database.read() as db:
        return reading.one_evidence(db, evidence_id)


handlers: Sequence[ControllerRouterHandler] = (get_product_conformance, list_product_evidence, get_evidence)
