"""The ranking the usual way: FastAPI, Pydantic models, SQLAlchemy ORM rows, plain Python.

Rows that fit the filter are loaded as objects, scored and sorted in Python, and answered through
response models. Nothing is made slow on purpose: the column filter is indexed, capabilities are
loaded in one further query, and only the best fifty become response models.
"""

import os
from collections.abc import Sequence

from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    """The mapping's base."""


class Product(Base):
    """A product with the figures that criteria are made of."""

    __tablename__ = "product"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    supplier: Mapped[str]
    product_type: Mapped[str] = mapped_column(index=True)
    gate: Mapped[str]
    summary: Mapped[str]
    compliance: Mapped[float]
    experience: Mapped[float]
    cost: Mapped[float]
    capabilities: Mapped[list["Capability"]] = relationship()


class Capability(Base):
    """A capability of a product."""

    __tablename__ = "capability"
    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    code: Mapped[str]


class Filter(BaseModel):
    """Which products are looked at."""

    product_type: list[str] = []


class Question(BaseModel):
    """The same question as the market's."""

    weights: dict[str, float]
    filter: Filter = Filter()
    needs: list[str] = []
    term_months: int = 60
    limit: int = 50


class ProductOut(BaseModel):
    """A product in the answer."""

    slug: str
    name: str
    supplier: str
    product_type: str
    gate: str
    summary: str
    capabilities: list[str]


class Row(BaseModel):
    """A line of the answer."""

    rank: int
    score: float
    contributions: list[float]
    product: ProductOut


class Answer(BaseModel):
    """The answer."""

    total: int
    items: list[Row]


BUDGET = 1_000_000.0
engine = create_engine(os.environ.get("PEER_DATABASE", "sqlite://"))
app = FastAPI()


@app.get("/health")
def health() -> dict[str, str]:
    """Is it up?"""
    return {"status": "ok"}


@app.post("/rankings")
def rankings(question: Question) -> Answer:
    """Load, score, sort, answer."""
    with Session(engine) as session:
        query = select(Product).options(selectinload(Product.capabilities)).where(Product.gate == "eligible")
        if question.filter.product_type:
            query = query.where(Product.product_type.in_(question.filter.product_type))
        products = session.scalars(query).all()
        scored = [(_parts(product, question), product) for product in products]
        scored.sort(key=lambda pair: (-sum(pair[0]), pair[1].name))
        return Answer(total=len(scored), items=_rows(scored[: question.limit]))


def _parts(product: Product, question: Question) -> list[float]:
    total = sum(question.weights.values())
    has = {capability.code for capability in product.capabilities}
    values = {
        "compliance": product.compliance,
        "experience": product.experience / 100,
        "cost": max(0.0, 1 - product.cost / BUDGET),
        "coverage": len(has & set(question.needs)) / len(question.needs) if question.needs else 1.0,
    }
    return [100 * question.weights[name] / total * value for name, value in values.items()]


def _rows(scored: Sequence[tuple[list[float], Product]]) -> list[Row]:
    return [
        Row(
            rank=number,
            score=sum(parts),
            contributions=parts,
            product=ProductOut(
                slug=product.slug,
                name=product.name,
                supplier=product.supplier,
                product_type=product.product_type,
                gate=product.gate,
                summary=product.summary,
                capabilities=[capability.code for capability in product.capabilities],
            ),
        )
        for number, (parts, product) in enumerate(scored, start=1)
    ]
