"""Writes which steps of a sign-in were taken. They are no events: a row lives for minutes."""

from datetime import datetime

from sqlalchemy import Connection, delete
from sqlalchemy.dialects import postgresql, sqlite

from plumbline.storage.tables import spent_steps


def spend(db: Connection, step_hash: str, expires_at: datetime, now: datetime) -> bool:
    """Note a step as taken; False when it was before. The insert decides, so that no two can pass."""
    db.execute(delete(spent_steps).where(spent_steps.c.expires_at <= now))
    insert = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
    row = insert(spent_steps).values(step_hash=step_hash, expires_at=expires_at).on_conflict_do_nothing()
    return db.execute(row.returning(spent_steps.c.step_hash)).first() is not None
