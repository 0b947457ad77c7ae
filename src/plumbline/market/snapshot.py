"""The market on one day at one revision, as columns. Immutable once made; position breaks ties."""

import math
from datetime import date
from functools import cached_property
from secrets import token_bytes
from typing import Annotated, Final

import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from catalog.interoperability.shown import unknown_sides
from catalog.words import GateState
from plumbline.market.experience import Felt
from plumbline.market.facets import Facets
from plumbline.market.finding import Finder
from plumbline.market.records import Record, Standing
from scoring.experience_model.said import Estimate
from scoring.fit import FitMarket
from scoring.method import Method, with_estate

Floats = NDArray[np.float64]
GATE_ORDER: Final = (
    GateState.ELIGIBLE,
    GateState.ELIGIBLE_UNTIL,
    GateState.IN_REMEDIATION,
    GateState.NOT_ASSESSED,
    GateState.PHASING_OUT,
    GateState.WITHDRAWN,
)


_SCALE: Final = 1_000_000
_EXPERIENCE: Final = "What users say, 0 to 100; null where too few have answered for a figure of its own."


class ProductHit(msgspec.Struct, frozen=True, kw_only=True):
    """A product as it stands in a list."""

    slug: str
    name: str
    supplier: str
    supplier_name: str
    product_type: str
    origin: str
    record_date: date | None
    summary: str
    gate: str
    until: date | None
    compliance: float
    experience: Annotated[float | None, Meta(description=_EXPERIENCE)]
    experience_from: Annotated[float | None, Meta(description="The lower end of its 90 % interval.")]
    experience_to: Annotated[float | None, Meta(description="The upper end.")]
    answers: int
    organisations: Annotated[int, Meta(description="From how many organisations the answers came.")]
    capabilities: tuple[str, ...]


class Snapshot:
    """Products in the order of (name, id), and columns over them."""

    def __init__(
        self,
        *,
        revision: int,
        as_of: date,
        method: Method,
        records: list[Record],
        standings: list[Standing],
        felt: Felt,
        capability_names: dict[str, str],
        text: Finder,
    ) -> None:
        self.revision = revision
        self.as_of = as_of
        self.method = method
        self.records = records
        self.standings = standings
        self.felt = felt
        self.estimates = [felt.of(record.id) for record in records]
        self.capability_names = capability_names
        self.text = text
        self.size = len(records)
        self.position = {record.slug: place for place, record in enumerate(records)}
        admitted = set(method.admitted)
        self.admitted = np.array([s.gate in admitted for s in standings], dtype=np.bool_)
        self.gate_codes = np.array([GATE_ORDER.index(GateState(s.gate)) for s in standings], dtype=np.int64)
        self.compliance = np.array([s.compliance for s in standings], dtype=np.float64)
        self.beyond_gate = np.array([s.beyond_gate for s in standings], dtype=np.float64)
        self.experience = np.array([_points(e) for e in self.estimates], dtype=np.float64)
        self.facets = Facets(
            self.size,
            {
                "product_type": [(r.product_type,) for r in records],
                "gate": [(s.gate,) for s in standings],
                "capability": [r.capabilities for r in records],
                "standard": [s.standards_met for s in standings],
                "supplier": [(r.supplier_slug,) for r in records],
                "origin": [(r.origin,) for r in records],
            },
        )
        self.supplier_names = {r.supplier_slug: r.supplier_name for r in records}

    @cached_property
    def token(self) -> bytes:
        """Of this snapshot alone: whoever has an answer made of it can ask whether it still stands."""
        return token_bytes(16)

    @cached_property
    def has_fiction(self) -> bool:
        """Is anything of the fictional demonstration market in it? Pages over all of it then say so."""
        return any(record.origin == "demonstration" for record in self.records)

    @cached_property
    def estate_method(self) -> Method | None:
        """The form of its method that ranks for those who say what they hold."""
        return with_estate(self.method)

    @cached_property
    def fit(self) -> FitMarket:
        """What each product has shown of what systems exchange; laid out when it is first asked for."""
        return FitMarket([s.sides for s in self.standings], [r.product_type for r in self.records])

    def sides(self, place: int) -> tuple[int, ...]:
        """What the product at a place has shown of each side of what systems exchange."""
        return self.standings[place].sides or unknown_sides()

    @cached_property
    def hits(self) -> list[ProductHit]:
        """Every product as it stands in a list."""
        rows = zip(self.records, self.standings, self.estimates, strict=True)
        return [_hit(r, s, e, self.felt.told.get(r.id, (0, 0))) for r, s, e in rows]

    @cached_property
    def fragments(self) -> list[msgspec.Raw]:
        """The same as JSON: encoded once for the market, not once for every answer."""
        return [msgspec.Raw(msgspec.json.encode(hit)) for hit in self.hits]

    @cached_property
    def sort_figures(self) -> dict[str, NDArray[np.int64]]:
        """A whole number per product for every order but that of names; the least comes first."""
        told = np.array([_points(e) if e and e.sufficient else -1.0 for e in self.estimates])
        felt = np.rint(told.reshape(self.size) * _SCALE)
        return {
            "gate": self.gate_codes,
            "experience": -felt.astype(np.int64),
            "compliance": -np.rint(self.compliance * _SCALE).astype(np.int64),
            "newest": np.array([-r.listed_on.toordinal() for r in self.records], dtype=np.int64),
        }

    @cached_property
    def orders(self) -> dict[str, NDArray[np.int64]]:
        """Positions in every order that a list can be sorted in; equals stay in the order of names."""
        by_name = {"name": np.arange(self.size, dtype=np.int64)}
        return by_name | {
            name: np.argsort(figures, kind="stable") for name, figures in self.sort_figures.items()
        }


def _points(estimate: Estimate | None) -> float:
    """The figure that a ranking takes, to a hundredth of a point; NaN where nothing may be said of any."""
    return math.nan if estimate is None else round(estimate.mean, 2)


def _hit(
    record: Record, standing: Standing, estimate: Estimate | None, told_by: tuple[int, int]
) -> ProductHit:
    told = estimate if estimate is not None and estimate.sufficient else None
    return ProductHit(
        slug=record.slug,
        name=record.name,
        supplier=record.supplier_slug,
        supplier_name=record.supplier_name,
        product_type=record.product_type,
        origin=record.origin,
        record_date=record.record_date,
        summary=record.summary,
        gate=standing.gate,
        until=standing.until,
        compliance=round(standing.compliance, 4),
        experience=None if told is None else round(told.mean, 1),
        experience_from=None if told is None else round(told.low, 1),
        experience_to=None if told is None else round(told.high, 1),
        answers=told_by[0],
        organisations=told_by[1],
        capabilities=record.capabilities,
    )
