"""The log of what happened: numbered without gaps, hashed into a tree, and never changed.

`leaf` is the exact text that was hashed; the other columns repeat parts of it to be searched.
Whatever names a person is in `event_persons`, and in the leaf only as a salted commitment: a row
there can be erased, and the tree still holds.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, String, Table, Text, Uuid

from plumbline.storage.tables.base import Json, UtcDateTime, metadata

events = Table(
    "events",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Uuid, nullable=False, unique=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("actor_kind", String(20), nullable=False),
    Column("actor_id", Uuid, index=True),
    Column("organisation_id", Uuid, index=True),
    Column("action", String(60), nullable=False, index=True),
    Column("subject_kind", String(40), nullable=False),
    Column("subject_id", String(120), nullable=False),
    Column("details", Json, nullable=False),
    Column("leaf", Text, nullable=False),
    Column("leaf_hash", String(64), nullable=False),
)

event_persons = Table(
    "event_persons",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("field", String(40), primary_key=True),
    Column("salt", String(64), nullable=False),
    Column("value", Text, nullable=False),
)

# The right edge of the tree, so that appending needs no look at what came before. Whoever appends
# holds this row until the commit: that is what numbers events without a gap.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("peaks", Text, nullable=False),  # the roots of the complete subtrees, hexadecimal, widest first
    CheckConstraint("id = 1", name="single_row"),
)

audit_checkpoints = Table(
    "audit_checkpoints",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False),
)
