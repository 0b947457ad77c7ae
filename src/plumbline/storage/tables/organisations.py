"""Organisations and the dated, many-to-many successions between them."""

from sqlalchemy import Column, Date, String, Table, Text, UniqueConstraint

from plumbline.storage.tables.base import UtcDateTime, identifier, metadata

organisations = Table(
    "organisations",
    metadata,
    identifier(),
    Column("code", String(12), nullable=False, unique=True),
    Column("name", String(300), nullable=False, index=True),
    Column("kind", String(40), nullable=False, index=True),
    Column("primary_role", String(12)),
    Column("opened", Date),
    Column("closed", Date),
    Column("postcode", String(12)),
    Column("region", String(12)),
    Column("certainty", String(10), nullable=False),
    Column("source", Text, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

# Successions name codes, not rows: a predecessor may be older than any record we hold of it.
organisation_successions = Table(
    "organisation_successions",
    metadata,
    identifier(),
    Column("predecessor", String(12), nullable=False, index=True),
    Column("successor", String(12), nullable=False, index=True),
    Column("happened_on", Date),  # null: the day is not recorded
    Column("kind", String(40), nullable=False),
    Column("certainty", String(10), nullable=False),
    Column("note", Text, nullable=False),
    UniqueConstraint("predecessor", "successor", "kind"),
)

organisation_relationships = Table(
    "organisation_relationships",
    metadata,
    identifier(),
    Column("child", String(12), nullable=False, index=True),
    Column("parent", String(12), nullable=False, index=True),
    Column("kind", String(10), nullable=False),  # RE2 … RE9
    Column("since", Date),
    Column("until", Date),
    UniqueConstraint("child", "parent", "kind"),
)
