"""Test houses whose signed attestations the market takes, and the keys that they sign with."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, String, Table, Text, Uuid

from plumbline.storage.tables.base import Json, UtcDateTime, identifier, metadata, reference

test_houses = Table(
    "test_houses",
    metadata,
    identifier(),
    Column("name", String(200), nullable=False, unique=True),
    Column("about", Text, nullable=False),  # who accredits it, and for what
    Column("listed_on", Date, nullable=False),
)

# At most one row for each, and it is never taken back: what came in before that day counts as it did.
test_houses_unlisted = Table(
    "test_houses_unlisted",
    metadata,
    Column("test_house_id", Uuid, ForeignKey("test_houses.id"), primary_key=True),
    Column("from_day", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("unlisted_at", UtcDateTime, nullable=False),
    Column("unlisted_by", String(200), nullable=False),
)

# A key is never removed: what it signed has to stay explainable. It ends once, and that is never taken back.
test_house_keys = Table(
    "test_house_keys",
    metadata,
    identifier(),
    reference("test_house_id", "test_houses.id"),
    Column("key_id", String(100), nullable=False, unique=True),
    Column("thumbprint", String(60), nullable=False, unique=True),  # of the key itself, whatever it is called
    Column("key", Json, nullable=False),  # the public half, a JWK
    Column("listed_on", Date, nullable=False),
    Column("last_day", Date),  # retired: what was issued by then keeps counting
    Column("compromised", Boolean, nullable=False),  # withdrawn: nothing that it signed counts
    Column("reason", Text, nullable=False),
    Column("ended_at", UtcDateTime),
)
