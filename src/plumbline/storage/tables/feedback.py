"""What users of a product said, in its first form: one score of 0 to 100 per person and period."""

from sqlalchemy import CheckConstraint, Column, Date, Float, String, Table, Text, UniqueConstraint

from plumbline.storage.tables.base import identifier, metadata, reference

feedback = Table(
    "feedback",
    metadata,
    identifier(),
    reference("product_id", "products.id"),
    Column("organisation_code", String(12), nullable=False),
    Column("respondent", String(64), nullable=False),  # a pseudonym, never a name
    Column("role", String(60), nullable=False),
    Column("score", Float, nullable=False),
    Column("comment", Text, nullable=False),
    Column("period", String(7), nullable=False),  # "2026-03": one answer a month
    Column("given_on", Date, nullable=False),
    UniqueConstraint("product_id", "respondent", "period"),
    CheckConstraint("score >= 0 AND score <= 100", name="score_range"),
)
