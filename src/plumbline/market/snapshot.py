"""The market on one day at one revision, as columns. Immutable once made; position breaks ties."""

from datetime import date
from functools import cached_property
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from catalog.words import GateState
from plumbline.market.facets import Facets
from plumbline.market.records import Record, Standing
from plumbline.market.text import TextIndex
from scoring.method import Method
from scoring.values import values_of

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
    experience: float | None
    answers: int
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
        capability_names: dict[str, str],
        text: TextIndex,
    ) -> None:
        self.revision = revision
        self.as_of = as_of
        self.method = method
        self.records = records
        self.standings = standings
        self.capability_names = capability_names
        self.text = text
        self.size = len(records)
        self.position = {record.slug: place for place, record in enumerate(records)}
        admitted = set(method.admitted)
        self.admitted = np.array([s.gate in admitted for s in standings], dtype=np.bool_)
        self.gate_codes = np.array([GATE_ORDER.index(GateState(s.gate)) for s in standings], dtype=np.int64)
        self.compliance = np.array([s.compliance for s in standings], dtype=np.float64)
        self.experience = np.array([r.experience.raw for r in records], dtype=np.float64)
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
    def hits(self) -> list[ProductHit]:
        """Every product as it stands in a list."""
        return [_hit(r, s) for r, s in zip(self.records, self.standings, strict=True)]

    @cached_property
    def fragments(self) -> list[msgspec.Raw]:
        """The same as JSON: encoded once for the market, not once for every answer."""
        return [msgspec.Raw(msgspec.json.encode(hit)) for hit in self.hits]

    @cached_property
    def fixed_values(self) -> tuple[Floats, Floats]:
        """Values of compliance and experience: they depend on no question."""
        by_id = {criterion.id: criterion for criterion in self.method.criteria}
        return (
            values_of(by_id["compliance"], self.compliance),
            values_of(by_id["experience"], self.experience),
        )

    @cached_property
    def sort_figures(self) -> dict[str, NDArray[np.int64]]:
        """A whole number per product for every order but that of names; the least comes first."""
        felt = np.rint(np.nan_to_num(self.experience, nan=-1.0) * _SCALE)
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


def _hit(record: Record, standing: Standing) -> ProductHit:
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
        experience=None if record.experience.mean is None else round(record.experience.mean, 1),
        answers=record.experience.answers,
        capabilities=record.capabilities,
    )
