"""Reads and writes models. SQL lives here and nowhere else in this feature."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, insert, select

from plumbline.kit.audit import Event
from plumbline.models.schemas import Card
from plumbline.storage.events import record
from plumbline.storage.tables import models


def newest_id(db: Connection, name: str) -> UUID | None:
    """The newest model of a name: identifiers grow with time."""
    query = select(models.c.id).where(models.c.name == name).order_by(models.c.id.desc()).limit(1)
    found: UUID | None = db.scalar(query)
    return found


def content(db: Connection, model_id: UUID) -> bytes:
    """The bytes of a model."""
    return bytes(db.execute(select(models.c.content).where(models.c.id == model_id)).scalar_one())


def newest_card(db: Connection, name: str) -> Card | None:
    """The card of the newest model of a name."""
    query = select(models.c.card).where(models.c.name == name).order_by(models.c.id.desc()).limit(1)
    found = db.execute(query).scalar_one_or_none()
    return None if found is None else msgspec.convert(found, Card)


def add(
    db: Connection, model_id: UUID, card: Card, trained_at: datetime, packed: bytes, *, event: Event
) -> None:
    """Keep a model, with the event that tells of it."""
    row: dict[str, Any] = {
        "id": model_id,
        "name": card.name,
        "trained_at": trained_at,
        "card": msgspec.to_builtins(card),
        "content": packed,
    }
    db.execute(insert(models), [row])
    record(db, event)
