"""A market of three products in memory: what they have shown of what systems exchange, and nothing else."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from catalog.evidence.history import ProductHistory
from catalog.prices import Flat, Period, PricePlan
from catalog.words import GateState, ProductType
from plumbline.market.experience import Felt
from plumbline.market.finding import Finder
from plumbline.market.records import Record, Standing
from plumbline.market.snapshot import Snapshot
from plumbline.market.text import TextIndex
from scoring.experience_model.said import Estimate
from scoring.method import load_method

DAY = date(2026, 11, 26)
KINDS = {"alder": ProductType.EPR, "birch": ProductType.GP_SYSTEM, "cedar": ProductType.LIMS}


def market_of_three(**more: Mapping[str, Any]) -> Snapshot:
    """Alder, an EPR; Birch, a GP system; Cedar, a LIMS. `more` are fields of each one's standing."""
    records = [_record(number, slug) for number, slug in enumerate(KINDS, start=1)]
    standings = [_standing(number, **more.get(r.slug, {})) for number, r in enumerate(records, start=1)]
    estimates = {r.id: _estimate(40.0 + 11 * number) for number, r in enumerate(records)}
    return Snapshot(
        revision=7,
        as_of=DAY,
        method=load_method("plumbline-2"),
        records=records,
        standings=standings,
        felt=Felt(told={r.id: (20, 4) for r in records}, estimates=estimates),
        capability_names={"C1": "One", "C2": "Two"},
        text=Finder(TextIndex([(r.name, "", "", "", "", "", "") for r in records]), [r.id for r in records]),
    )


def _record(number: int, slug: str) -> Record:
    price = Flat(title="Licence", price=Decimal(30_000 * number), period=Period.YEAR)
    return Record(
        id=UUID(int=number),
        slug=slug,
        name=slug.title(),
        supplier_slug="wood",
        supplier_name="Wood",
        product_type=str(KINDS[slug]),
        origin="demonstration",
        record_date=None,
        summary="A tree.",
        description="",
        capabilities=("C1", "C2")[:number],
        listed_on=date(2025, 1, number),
        history=ProductHistory(tags=frozenset(), listed_on=date(2025, 1, number)),
        plans=(PricePlan(title="Standard", charges=(price,)),),
    )


def _standing(number: int, **more: Any) -> Standing:
    return Standing(
        **{
            "gate": GateState.ELIGIBLE,
            "until": None,
            "blocking": (),
            "reasons": (),
            "compliance": 0.9,
            "beyond_gate": 0.2 * number,
            "standards_met": (),
            **more,
        }
    )


def _estimate(mean: float) -> Estimate:
    return Estimate(
        answers=20, organisations=4, mean=mean, low=mean - 5, high=mean + 5, sd=3.0, sufficient=True
    )
