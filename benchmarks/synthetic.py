"""A synthetic market of 10,000 products that all pass the gate, from a seed."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random
from uuid import UUID

from catalog.evidence.history import ProductHistory
from catalog.obligations import product_tags
from catalog.prices import Flat, Period, PricePlan
from catalog.standards_loader import standards
from catalog.words import GateState, ProductType
from plumbline.market.experience import Felt
from plumbline.market.records import Record, Standing
from scoring.experience_model.said import Estimate

PRODUCTS = 10_000
KINDS = (
    ProductType.EPR,
    ProductType.GP_SYSTEM,
    ProductType.EPMA,
    ProductType.LIMS,
    ProductType.PATIENT_FACING,
    ProductType.SHARED_CARE_RECORD,
)
CAPABILITIES = {f"C{number}": f"Capability number {number}" for number in range(1, 47)}
_WORDS = [
    "record",
    "ward",
    "clinic",
    "result",
    "dose",
    "theatre",
    "triage",
    "letter",
    "pathway",
    "booking",
    "chart",
    "alert",
    "bed",
    "list",
]
_ADJECTIVES = [
    "swift",
    "clear",
    "open",
    "plain",
    "steady",
    "bright",
    "calm",
    "firm",
    "keen",
    "ready",
    "sound",
    "true",
]


def records() -> Iterator[tuple[Record, Standing]]:
    """Products with their standing, the same each time."""
    random = Random(2026)
    ids = [standard.id for standard in standards()]
    for number in range(PRODUCTS):
        kind = random.choice(KINDS)
        codes = tuple(sorted(random.sample(sorted(CAPABILITIES), k=random.randint(3, 14))))
        yield _record(number, kind, codes, random), _standing(ids, random)


def _record(number: int, kind: ProductType, codes: tuple[str, ...], random: Random) -> Record:
    words = f"{random.choice(_ADJECTIVES)} {random.choice(_WORDS)} {random.choice(_WORDS)}"
    supplier = random.randrange(800)
    price = Flat(title="Licence", price=Decimal(random.randint(20_000, 900_000)), period=Period.YEAR)
    return Record(
        id=UUID(int=number + 1),
        slug=f"product-{number}",
        name=f"{words.title()} {number}",
        supplier_slug=f"supplier-{supplier}",
        supplier_name=f"Supplier {supplier}",
        product_type=str(kind),
        origin="listed",
        record_date=None,
        summary=f"A {words} for the {random.choice(_WORDS)}.",
        description=" ".join(random.choices(_WORDS, k=30)),
        capabilities=codes,
        listed_on=date(2025, 1, 1 + number % 28),
        history=ProductHistory(tags=product_tags(kind, codes), listed_on=date(2025, 1, 1)),
        plans=(PricePlan(title="Standard", charges=(price,)),),
    )


def felt() -> Felt:
    """What users say of each product, the same each time."""
    random = Random(2027)
    told = {UUID(int=number + 1): (random.randint(5, 90), 3) for number in range(PRODUCTS)}
    return Felt(told=told, estimates={key: _estimate(answers, random) for key, (answers, _) in told.items()})


def _estimate(answers: int, random: Random) -> Estimate:
    mean = round(random.uniform(30, 95), 1)
    return Estimate(
        answers=answers, organisations=3, mean=mean, low=mean - 5, high=min(100.0, mean + 5), sd=3.0,
        sufficient=True,
    )  # fmt: skip


def _standing(ids: list[str], random: Random) -> Standing:
    return Standing(
        gate=GateState.ELIGIBLE,
        until=None,
        blocking=(),
        reasons=(),
        compliance=round(random.uniform(0.6, 1.0), 4),
        beyond_gate=round(random.uniform(0.1, 0.9), 4),
        standards_met=tuple(random.sample(ids, k=25)),
    )
