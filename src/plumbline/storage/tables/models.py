"""Models learned from texts: each training is a row, none is changed. The newest of a name is used."""

from sqlalchemy import Column, Index, LargeBinary, String, Table

from plumbline.storage.tables.base import Json, UtcDateTime, identifier, metadata

models = Table(
    "models",
    metadata,
    identifier(),
    Column("name", String(20), nullable=False),
    Column("trained_at", UtcDateTime, nullable=False),
    Column("card", Json, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index("ix_models_name_id", "name", "id"),
)
