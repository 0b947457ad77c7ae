"""A buyer's shortlist: the question, the frozen answer, and a reason per product in and out."""

from sqlalchemy import CheckConstraint, Column, Date, Integer, String, Table, Text, UniqueConstraint

from plumbline.storage.tables.base import Json, UtcDateTime, identifier, metadata, reference

shortlists = Table(
    "shortlists",
    metadata,
    identifier(),
    reference("organisation_id", "organisations.id"),
    Column("title", String(200), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("question", Json, nullable=False),
    Column("receipt", Text, nullable=False),  # the ranking's receipt, as bytes were made: the snapshot
    Column("receipt_sha256", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

shortlist_decisions = Table(
    "shortlist_decisions",
    metadata,
    identifier(),
    reference("shortlist_id", "shortlists.id"),
    Column("product_slug", String(120), nullable=False),
    Column("choice", String(3), nullable=False),
    Column("reason", Text, nullable=False),
    Column("version", Integer, nullable=False),  # the shortlist's version that this decision made
    Column("decided_by", String(200), nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    UniqueConstraint("shortlist_id", "product_slug", "version"),
    CheckConstraint("choice IN ('in', 'out')", name="choice"),
)
