"""People, what they may act for, and the two ways to prove who they are."""

from sqlalchemy import CheckConstraint, Column, String, Table, Text

from plumbline.storage.tables.base import UtcDateTime, identifier, metadata, reference

people = Table(
    "people",
    metadata,
    identifier(),
    Column("email", String(254), nullable=False, unique=True),  # stored in lower case
    Column("name", String(200), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("disabled_at", UtcDateTime),
)

memberships = Table(
    "memberships",
    metadata,
    identifier(),
    reference("person_id", "people.id"),
    reference("organisation_id", "organisations.id", nullable=True),
    reference("supplier_id", "suppliers.id", nullable=True),
    Column("role", String(40), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    # A person acts for a buyer's organisation, for a supplier, or for the market itself (neither).
    CheckConstraint("organisation_id IS NULL OR supplier_id IS NULL", name="one_party"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),  # SHA-256 of the cookie's secret
    reference("membership_id", "memberships.id"),
    Column("form_token", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    identifier(),
    reference("membership_id", "memberships.id"),
    Column("name", String(100), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
)
