"""What suppliers, products, capabilities, releases and prices look like to those who ask."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec

from catalog.prices import PricePlan
from scoring.cost import CostLine

Slug = Annotated[str, msgspec.Meta(description="The name in addresses.", examples=["tern-record"])]
Origin = Annotated[
    str,
    msgspec.Meta(
        description="demonstration: part of the fictional market. public_record: a dated copy of what was "
        "once published, never current. listed: by its supplier, here.",
        examples=["demonstration"],
    ),
]
RecordDate = Annotated[
    date | None, msgspec.Meta(description="The day a public record speaks of; null for other origins.")
]
Next = Annotated[str | None, msgspec.Meta(description="The cursor of the next page; null on the last.")]


class SupplierOut(msgspec.Struct, frozen=True, kw_only=True):
    """A supplier as it stands in a list."""

    slug: Slug
    name: str
    origin: Origin
    record_date: RecordDate
    products: Annotated[int, msgspec.Meta(description="How many published products it has here.")]


class SupplierPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of suppliers by name."""

    items: list[SupplierOut]
    next: Next
    total: Annotated[int, msgspec.Meta(description="How many suppliers fit.")]


class OwnedProductOut(msgspec.Struct, frozen=True, kw_only=True):
    """A product in the list of its supplier."""

    slug: Slug
    name: str
    product_type: str
    origin: Origin
    record_date: RecordDate
    summary: str


class SupplierDetailOut(msgspec.Struct, frozen=True, kw_only=True):
    """One supplier with its published products."""

    slug: Slug
    name: str
    legal_name: str
    website: str | None
    summary: str
    origin: Origin
    record_date: RecordDate
    source: Annotated[str, msgspec.Meta(description="Where the record comes from.")]
    products: list[OwnedProductOut]


class CapabilityOut(msgspec.Struct, frozen=True, kw_only=True):
    """Something a product can do for its users."""

    code: Annotated[str, msgspec.Meta(examples=["C5"])]
    name: str
    description: str
    category: str
    version: str
    status: str
    origin: Origin
    record_date: RecordDate
    products: Annotated[int, msgspec.Meta(description="How many published products have it.")]
    epics: Annotated[int, msgspec.Meta(description="How many epics it is made of.")]


class CapabilityList(msgspec.Struct, frozen=True, kw_only=True):
    """Every capability."""

    items: list[CapabilityOut]


class EpicOut(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a capability. The level is binding (must) or not (may)."""

    epic_id: str
    name: str
    level: str
    active: bool
    supplier_defined: bool


class CapabilityDetailOut(msgspec.Struct, frozen=True, kw_only=True):
    """One capability with its epics, and the codes of the catalogue standards that come with it."""

    capability: CapabilityOut
    standards: list[str]
    epics: list[EpicOut]


class CatalogueStandardOut(msgspec.Struct, frozen=True, kw_only=True):
    """A standard of the public catalogue of 2020: a record, not what products are held to here."""

    code: Annotated[str, msgspec.Meta(examples=["S25"])]
    name: str
    kind: str
    version: str
    retired: bool
    description: str
    capabilities: list[str]
    url: str
    record_date: date


class CatalogueStandardList(msgspec.Struct, frozen=True, kw_only=True):
    """Every standard of that catalogue."""

    items: list[CatalogueStandardOut]


class HeldCapabilityOut(msgspec.Struct, frozen=True, kw_only=True):
    """A capability of a product, with what was recorded about it and about its epics."""

    code: str
    name: str
    result: Annotated[str, msgspec.Meta(description="As recorded; unverified in public records.")]
    epics: Annotated[dict[str, str], msgspec.Meta(description="Recorded results by epic, where any are.")]


class ProductOut(msgspec.Struct, frozen=True, kw_only=True):
    """One product. Where it stands against the standards is asked at its conformance."""

    slug: Slug
    name: str
    supplier: Slug
    supplier_name: str
    product_type: str
    tags: list[str]
    summary: str
    description: str
    origin: Origin
    record_date: RecordDate
    source: str
    listed_on: date
    withdrawn_on: date | None
    release: Annotated[str | None, msgspec.Meta(description="The version that evidence counts for.")]
    capabilities: list[HeldCapabilityOut]
    details: Annotated[
        dict[str, Any], msgspec.Meta(description="Features, hosting and the like, as published.")
    ]


class ReleaseOut(msgspec.Struct, frozen=True, kw_only=True):
    """A release; the highest sequence is the current one."""

    version: str
    released_on: date
    sequence: int
    current: bool


class ReleaseList(msgspec.Struct, frozen=True, kw_only=True):
    """Every release of a product, newest first."""

    product: Slug
    items: list[ReleaseOut]


class PricePlanOut(msgspec.Struct, frozen=True, kw_only=True):
    """A price plan and since when it holds. Amounts are net of VAT."""

    plan: PricePlan
    valid_from: date
    origin: Origin


class PriceList(msgspec.Struct, frozen=True, kw_only=True):
    """Every price plan of a product."""

    product: Slug
    items: list[PricePlanOut]


class PlanCostOut(msgspec.Struct, frozen=True, kw_only=True):
    """What one plan costs over the term; `missing` names the unit whose number was not given."""

    title: str
    currency: str
    lines: Annotated[list[CostLine], msgspec.Meta(description="The sum, line by line, to the penny.")]
    net: Annotated[str | None, msgspec.Meta(description="The sum of the lines.", examples=["75600.00"])]
    gross: Annotated[str | None, msgspec.Meta(description="With VAT; null where no rate is stated.")]
    missing: str | None = None


class CostOut(msgspec.Struct, frozen=True, kw_only=True):
    """Whole-life cost of a product by each of its plans, cheapest first."""

    product: Slug
    origin: Origin
    term_months: int
    size: dict[str, int]
    plans: list[PlanCostOut]


class SupplierNew(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a supplier."""

    name: str
    legal_name: str
    summary: str = ""
    website: str | None = None


_Text = Annotated[str, msgspec.Meta(max_length=20_000)]
_Codes = Annotated[list[Annotated[str, msgspec.Meta(max_length=20)]], msgspec.Meta(max_length=200)]


class ProductIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product as its supplier lists it. Capabilities are claims; evidence is handed in for a release."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=300, examples=["Otter Diary"])]
    product_type: Annotated[str, msgspec.Meta(max_length=40, examples=["gp-system"])]
    summary: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
    description: _Text = ""
    tags: Annotated[list[Annotated[str, msgspec.Meta(max_length=40)]], msgspec.Meta(max_length=20)] = []
    capabilities: _Codes = []


class ReleaseIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new release. From now on it is the one whose evidence counts."""

    version: Annotated[str, msgspec.Meta(min_length=1, max_length=40, examples=["2.1"])]
    released_on: date


class PricePlanIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A price plan. One of the same title replaces the one before."""

    plan: PricePlan
    valid_from: date


class ListedOut(msgspec.Struct, frozen=True, kw_only=True):
    """What was listed, and where it can be read."""

    slug: Slug
    address: Annotated[str, msgspec.Meta(examples=["/api/v1/products/otter-diary"])]


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A product that was just listed, for whoever goes on with it."""

    id: UUID
    slug: str
