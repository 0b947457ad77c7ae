"""How evidence is assessed: interests declared, reviews made, replies given. Append-only, all of them."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from plumbline.storage.tables.base import UtcDateTime, identifier, metadata, reference

interests = Table(
    "interests",
    metadata,
    identifier(),
    reference("person_id", "people.id", index=False),
    reference("supplier_id", "suppliers.id"),
    Column("version", Integer, nullable=False),
    Column("conflict", Boolean, nullable=False),
    Column("words", Text, nullable=False),
    Column("declared_on", Date, nullable=False),
    Column("declared_at", UtcDateTime, nullable=False),
    UniqueConstraint("person_id", "supplier_id", "version"),
)

reviews = Table(
    "reviews",
    metadata,
    identifier(),
    reference("evidence_id", "evidence.id", index=False),
    Column("requirement_id", String(60), nullable=False),
    Column("round", Integer, nullable=False),  # the version of the decision that it works towards
    Column("place", Integer, nullable=False),
    reference("reviewer_id", "people.id"),
    Column("reviewed_by", String(200), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("assurance", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("reviewed_on", Date, nullable=False),
    Column("reviewed_at", UtcDateTime, nullable=False),
    # Two who review at once meet the first wall, one person twice the second.
    UniqueConstraint("evidence_id", "requirement_id", "round", "place"),
    UniqueConstraint("evidence_id", "requirement_id", "round", "reviewer_id"),
    CheckConstraint("round >= 1 AND place >= 1", name="counted"),
)

replies = Table(
    "replies",
    metadata,
    identifier(),
    reference("evidence_id", "evidence.id", index=False),
    Column("requirement_id", String(60), nullable=False),
    Column("version", Integer, nullable=False),  # of the decision that is replied to
    Column("second_look", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("replied_by", String(200), nullable=False),
    Column("replied_on", Date, nullable=False),
    Column("replied_at", UtcDateTime, nullable=False),
    # One reply to a decision, and one that asks for a second look at it.
    UniqueConstraint("evidence_id", "requirement_id", "version", "second_look"),
)
