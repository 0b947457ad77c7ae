"""The synthetic market as rows for the peer with an ORM."""

from pathlib import Path

from sqlalchemy import create_engine, insert

from benchmarks import synthetic
from benchmarks.peers.fastapi_orm import Base, Capability, Product
from plumbline.market.columns import cheapest_pounds


def write(file: Path) -> None:
    """Make the peer's database."""
    engine = create_engine(f"sqlite:///{file}")
    Base.metadata.create_all(engine)
    products, capabilities = [], []
    felt = synthetic.felt()
    for number, (record, standing) in enumerate(synthetic.records()):
        products.append(
            {
                "id": number,
                "slug": record.slug,
                "name": record.name,
                "supplier": record.supplier_name,
                "product_type": record.product_type,
                "gate": standing.gate,
                "summary": record.summary,
                "compliance": standing.beyond_gate,
                "experience": felt.estimates[record.id].mean,
                "cost": cheapest_pounds(record.plans, {}, 60),
            }
        )
        capabilities += [{"product_id": number, "code": code} for code in record.capabilities]
    with engine.begin() as db:
        db.execute(insert(Product), products)
        db.execute(insert(Capability), capabilities)
    engine.dispose()
