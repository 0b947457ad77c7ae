"""The text of one event in the log, as it is hashed: canonical JSON without anything that names a person.

What names a person is replaced by a commitment, SHA-256 over a random salt and the value. With salt
and value anybody can check it; once both are erased, nothing can be found out from it.
"""

import secrets
from collections.abc import Mapping
from datetime import UTC
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import msgspec

from plumbline.kit.audit import Event

VERSION: Final = 1
PERSONAL: Final = frozenset({"email", "person", "name_of_person"})
"""Keys of `details` whose value names a person."""
ACTOR_NAME: Final = "actor.name"


class Secret(msgspec.Struct, frozen=True, kw_only=True):
    """What a commitment commits to; it can be erased."""

    field: str
    salt: str
    value: str


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """An event ready to be appended: its text, and what was kept out of it."""

    text: str
    details: dict[str, object]
    secrets: tuple[Secret, ...]


def commitment(salt: str, value: str) -> str:
    """SHA-256 over the salt's text and the value, hexadecimal."""
    return sha256(f"{salt}\n{value}".encode("utf-8", "surrogatepass")).hexdigest()


def leaf_of(sequence: int, event_id: UUID, event: Event, salts: Mapping[str, str] | None = None) -> Leaf:
    """The leaf of an event at its place in the log. `salts` are made unless given."""
    kept: list[Secret] = []

    def hidden(field: str, value: object) -> str:
        salt = (salts or {}).get(field) or secrets.token_hex(16)
        kept.append(Secret(field=field, salt=salt, value=str(value)))
        return commitment(salt, str(value))

    details: dict[str, object] = {
        key: {"commitment": hidden(f"details.{key}", value)} if key in PERSONAL else value
        for key, value in event.details.items()
    }
    actor: dict[str, Any] = {
        "kind": event.actor.kind,
        "id": event.actor.id,
        "organisation_id": event.actor.organisation_id,
        "name": {"commitment": hidden(ACTOR_NAME, event.actor.name)},
    }
    content = {
        "v": VERSION,
        "sequence": sequence,
        "id": event_id,
        "at": event.at.astimezone(UTC),
        "actor": actor,
        "action": event.action,
        "subject": {"kind": event.subject_kind, "id": event.subject_id},
        "details": details,
    }
    text = msgspec.json.encode(content, order="deterministic").decode()
    return Leaf(text=text, details=details, secrets=tuple(kept))
