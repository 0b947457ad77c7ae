"""What was answered under a caller's key."""

from sqlalchemy import Column, String, Table, Text

from plumbline.storage.tables.base import UtcDateTime, metadata

# A row is written with the effect that it answers for, in one transaction.
kept_answers = Table(
    "kept_answers",
    metadata,
    Column("claim", String(64), primary_key=True),  # SHA-256 of who asked, and their key
    Column("sealed_answer", Text, nullable=False),  # answers may hold secrets: none is kept in clear
    Column("at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, index=True),  # NULL: as long as what was made
)
