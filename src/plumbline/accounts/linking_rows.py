"""Reads and writes which account of an identity provider is which person."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select

from plumbline.kit.audit import Event
from plumbline.storage.events import record
from plumbline.storage.tables import person_identities

LINK = person_identities.c


def find(db: Connection, issuer: str, subject: str) -> UUID | None:
    """The person whom the provider knows under this name."""
    query = select(LINK.person_id).where(LINK.issuer == issuer, LINK.subject == subject)
    found: UUID | None = db.execute(query).scalar_one_or_none()
    return found


def add(db: Connection, values: Mapping[str, Any], *, event: Event) -> None:
    """Link an account. Issuer and subject are unique together: a second one raises IntegrityError."""
    db.execute(insert(person_identities).values(**values))
    record(db, event)
