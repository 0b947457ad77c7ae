"""Reads and writes the tokens of programs. A row is found by the hash of the token."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from plumbline.accounts.identity import Identity
from plumbline.accounts.repository import MEMBER, identity_from, identity_query
from plumbline.accounts.roles import Role
from plumbline.accounts.scopes import permissions_of
from plumbline.kit.audit import Event
from plumbline.storage.events import record
from plumbline.storage.tables import api_tokens, memberships

TOKEN = api_tokens.c

_OPEN: Final = (  # built once: every request of a program asks it
    identity_query()
    .add_columns(TOKEN.id.label("token_id"), TOKEN.name.label("token_name"))
    .add_columns(TOKEN.last_used_at, TOKEN.scopes)
    .join(api_tokens, TOKEN.membership_id == MEMBER.id)
    .where(TOKEN.token_hash == bindparam("token_hash"), TOKEN.expires_at > bindparam("now"))
    .where(TOKEN.revoked_at.is_(None))
)


class TokenRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A token without its secret."""

    id: UUID
    name: str
    role: Role
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    scopes: list[str] | None  # None for everything that the role includes


def find_token(db: Connection, token_hash: str, now: datetime) -> tuple[Identity, datetime | None] | None:
    """Whom the token speaks for, and when it was last used; None unless it is open."""
    row = db.execute(_OPEN, {"token_hash": token_hash, "now": now}).one_or_none()
    if row is None:
        return None
    words = _words(row.scopes)
    scopes = None if words is None else permissions_of(words)
    return identity_from(row, row.token_id, row.token_name, scopes), row.last_used_at


def add_token(db: Connection, values: Mapping[str, Any], *, event: Event) -> None:
    """Write one token."""
    db.execute(insert(api_tokens).values(**values))
    record(db, event)


def touch_token(db: Connection, token_id: UUID, now: datetime) -> None:
    """Note that a token was used. Nothing is decided by it, so the audit trail is spared."""
    db.execute(update(api_tokens).where(TOKEN.id == token_id).values(last_used_at=now))


def tokens_of(db: Connection, person_id: UUID) -> Sequence[TokenRecord]:
    """Every token of a person, the newest first."""
    query = (
        select(
            TOKEN.id,
            TOKEN.name,
            MEMBER.role,
            TOKEN.created_at,
            TOKEN.expires_at,
            TOKEN.last_used_at,
            TOKEN.revoked_at,
            TOKEN.scopes,
        )
        .join(memberships, MEMBER.id == TOKEN.membership_id)
        .where(MEMBER.person_id == person_id)
        .order_by(TOKEN.id.desc())
    )
    return [_record(dict(row._mapping)) for row in db.execute(query)]


def revoke_token(db: Connection, token_id: UUID, now: datetime, *, event: Event) -> None:
    """End a token. The day it ended stays the first one."""
    open_one = TOKEN.id == token_id, TOKEN.revoked_at.is_(None)
    db.execute(update(api_tokens).where(*open_one).values(revoked_at=now))
    record(db, event)


def _record(row: dict[Any, Any]) -> TokenRecord:
    return TokenRecord(**{**row, "role": Role(row["role"]), "scopes": _words(row["scopes"])})


def _words(stored: str | None) -> list[str] | None:
    return None if stored is None else stored.split()
