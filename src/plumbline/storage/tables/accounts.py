"""People, what they may act for, and the two ways to prove who they are."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

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
    Column("stepped_up_at", UtcDateTime),  # when they last proved that it is still them
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
    Column("scopes", Text),  # words with a space between; NULL is everything the role includes
)

# A failed try at a password or a code. Kept here, so that restarts and workers share the count.
tries = Table(
    "tries",
    metadata,
    identifier(),
    Column("key", String(64), nullable=False),  # SHA-256 of the account, address or person
    Column("at", UtcDateTime, nullable=False, index=True),
    Index(None, "key", "at"),
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("person_id", Uuid, ForeignKey("people.id"), primary_key=True),
    Column("sealed_secret", Text, nullable=False),  # AES-GCM under the service's own secret
    Column("created_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),  # asked for from then on
    Column("last_step", Integer),  # of the last code that was taken: each is taken once
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    reference("person_id", "people.id"),
    Column("used_at", UtcDateTime),
)

# Whom an identity provider knows under its own name for them.
person_identities = Table(
    "person_identities",
    metadata,
    identifier(),
    reference("person_id", "people.id"),
    Column("issuer", String(300), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("issuer", "subject"),
)

# Steps of a sign-in that were taken and cannot be taken again.
spent_steps = Table(
    "spent_steps",
    metadata,
    Column("step_hash", String(64), primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)
