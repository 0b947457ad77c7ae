"""Writes which steps of a sign-in were taken. They are no events: a row lives for minutes."""

from datetime import datetime

from sqlalchemy import Connection, delete

from plumbline.storage.inserts import insert_once
from plumbline.storage.tables import spent_steps


def spend(db: Connection, step_hash: str, expires_at: datetime, now: datetime) -> bool:
    """Note a step as taken; False when it was before. The insert decides, so that no two can pass."""
    db.execute(delete(spent_steps).where(spent_steps.c.expires_at <= now))
    values = {"step_hash": step_hash, "expires_at": expires_at}
    return insert_once(db, spent_steps, values, ["step_hash"])
