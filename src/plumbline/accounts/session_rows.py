"""Reads and writes the sessions of browsers. A row is found by the hash of its cookie's secret."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, insert, select

from plumbline.accounts.identity import Session
from plumbline.accounts.repository import MEMBER, identity_from, identity_query
from plumbline.kit.audit import Event
from plumbline.storage.events import record
from plumbline.storage.tables import sessions

SESSION = sessions.c

_OPEN: Final = (  # built once: every request of a signed-in browser asks it
    identity_query()
    .add_columns(SESSION.form_token, SESSION.expires_at, SESSION.stepped_up_at)
    .join(sessions, SESSION.membership_id == MEMBER.id)
    .where(SESSION.token_hash == bindparam("token_hash"), SESSION.expires_at > bindparam("now"))
)


def find_session(db: Connection, token_hash: str, now: datetime) -> Session | None:
    """The session that is open under this hash."""
    row = db.execute(_OPEN, {"token_hash": token_hash, "now": now}).one_or_none()
    if row is None:
        return None
    return Session(
        identity=identity_from(row),
        form_token=row.form_token,
        expires_at=row.expires_at,
        stepped_up_at=row.stepped_up_at,
    )


def add_session(db: Connection, values: Mapping[str, Any], person_id: UUID, *, event: Event) -> None:
    """Open a session, and forget those of the person that have run out."""
    theirs = select(MEMBER.id).where(MEMBER.person_id == person_id)
    db.execute(
        delete(sessions).where(SESSION.membership_id.in_(theirs), SESSION.expires_at <= values["created_at"])
    )
    db.execute(insert(sessions).values(**values))
    record(db, event)


def remove_session(db: Connection, token_hash: str, *, event: Event) -> None:
    """Close a session."""
    db.execute(delete(sessions).where(SESSION.token_hash == token_hash))
    record(db, event)
