"""Contracts that were made on the market, by whatever route: what a register of contracts builds on."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, ForeignKey, Integer, String, Table, Uuid

from plumbline.storage.tables.base import UtcDateTime, identifier, metadata, reference

contracts = Table(
    "contracts",
    metadata,
    identifier(),
    reference("organisation_id", "organisations.id"),
    reference("supplier_id", "suppliers.id"),
    reference("product_id", "products.id"),
    reference("release_id", "releases.id", index=False),
    Column("order_id", Uuid, ForeignKey("orders.id"), unique=True),  # none: made by another route
    Column("organisation_name", String(300), nullable=False),
    Column("supplier_name", String(300), nullable=False),
    Column("product_name", String(300), nullable=False),
    Column("product_slug", String(120), nullable=False),
    Column("release_version", String(40), nullable=False),
    Column("purchase_order_number", String(60)),
    Column("term_months", Integer, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("notice_days", Integer, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("net_minor", BigInteger, nullable=False),
    Column("gross_minor", BigInteger, nullable=False),
    Column("agreed_at", UtcDateTime, nullable=False),
    CheckConstraint("starts_on <= ends_on AND net_minor > 0 AND gross_minor >= net_minor", name="holds"),
)
