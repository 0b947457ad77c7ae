"""Reads and writes what was answered under keys. No events: a row is a copy of an answer."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, func, insert, or_, select

from plumbline.storage.tables import kept_answers

KEPT = kept_answers.c
MOST_FORGOTTEN: Final = 100  # at once, so that no request pays for a crowd of yesterday


def is_alone(db: Connection, claim: str) -> bool:
    """Take the claim until the transaction ends; False while another transaction has it.

    SQLite has one writer, so whoever writes is alone. A lock that dies with its connection, and not
    a row: after a crash nobody has to be cleaned up after.
    """
    if db.dialect.name != "postgresql":
        return True
    number = int.from_bytes(bytes.fromhex(claim)[:8], signed=True)
    return bool(db.execute(select(func.pg_try_advisory_xact_lock(number))).scalar_one())


def find(db: Connection, claim: str, now: datetime) -> str | None:
    """The sealed answer under a claim that still counts."""
    query = select(KEPT.sealed_answer).where(
        KEPT.claim == claim, or_(KEPT.expires_at.is_(None), KEPT.expires_at > now)
    )
    found: str | None = db.execute(query).scalar_one_or_none()
    return found


def keep(db: Connection, claim: str, sealed: str, now: datetime, expires_at: datetime | None) -> None:
    """Remember an answer; what the claim had before has run out."""
    db.execute(delete(kept_answers).where(KEPT.claim == claim, KEPT.expires_at <= now))
    values = {"claim": claim, "sealed_answer": sealed, "at": now, "expires_at": expires_at}
    db.execute(insert(kept_answers).values(values))


def forget(db: Connection, now: datetime) -> None:
    """Drop answers that have run out, some at a time; those that others drop right now are left to them."""
    old = select(KEPT.claim).where(KEPT.expires_at <= now).order_by(KEPT.expires_at).limit(MOST_FORGOTTEN)
    claims = db.scalars(old.with_for_update(skip_locked=True)).all()
    if claims:
        db.execute(delete(kept_answers).where(KEPT.claim.in_(claims)))
