"""Writes that take access away: from a person, from a membership, and from what they opened with it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, select, update

from plumbline.accounts.repository import MEMBER, PERSON
from plumbline.kit.audit import Event
from plumbline.storage.events import record
from plumbline.storage.tables import api_tokens, memberships, people, sessions


def memberships_of(db: Connection, person_id: UUID) -> Sequence[UUID]:
    """Every membership of a person, ended ones too."""
    return db.execute(select(MEMBER.id).where(MEMBER.person_id == person_id)).scalars().all()


def disable(db: Connection, person_id: UUID, now: datetime, *, event: Event) -> None:
    """Mark a person as shut out, since the first time."""
    still_in = PERSON.id == person_id, PERSON.disabled_at.is_(None)
    db.execute(update(people).where(*still_in).values(disabled_at=now))
    record(db, event)


def end_membership(db: Connection, membership_id: UUID, now: datetime, *, event: Event) -> None:
    """Mark a membership as over, since the first time."""
    still_open = MEMBER.id == membership_id, MEMBER.ended_at.is_(None)
    db.execute(update(memberships).where(*still_open).values(ended_at=now))
    record(db, event)


def end_sessions(db: Connection, membership_ids: Sequence[UUID], now: datetime) -> None:
    """Close the sessions and revoke the tokens of memberships, in the transaction that says why."""
    db.execute(delete(sessions).where(sessions.c.membership_id.in_(membership_ids)))
    theirs = api_tokens.c.membership_id.in_(membership_ids), api_tokens.c.revoked_at.is_(None)
    db.execute(update(api_tokens).where(*theirs).values(revoked_at=now))
