"""Reads and writes second factors and their recovery codes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Connection, delete, func, insert, or_, select, update

from plumbline.kit.audit import Event
from plumbline.storage.events import record
from plumbline.storage.tables import recovery_codes, second_factors

FACTOR, RECOVERY = second_factors.c, recovery_codes.c


class Factor(msgspec.Struct, frozen=True, kw_only=True):
    """A second factor: asked for once it is confirmed."""

    sealed_secret: str
    created_at: datetime
    confirmed_at: datetime | None


def find(db: Connection, person_id: UUID) -> Factor | None:
    """The second factor of a person, confirmed or only begun."""
    query = select(FACTOR.sealed_secret, FACTOR.created_at, FACTOR.confirmed_at)
    row = db.execute(query.where(FACTOR.person_id == person_id)).one_or_none()
    return None if row is None else Factor(**row._mapping)


def put(db: Connection, person_id: UUID, sealed_secret: str, now: datetime, *, event: Event) -> None:
    """Begin a second factor anew; what was begun before is forgotten."""
    _delete(db, person_id)
    db.execute(
        insert(second_factors).values(person_id=person_id, sealed_secret=sealed_secret, created_at=now)
    )
    record(db, event)


def confirm(
    db: Connection, person_id: UUID, step: int, hashes: Sequence[str], now: datetime, *, event: Event
) -> None:
    """Ask for it from now on, with these recovery codes."""
    theirs = update(second_factors).where(FACTOR.person_id == person_id)
    db.execute(theirs.values(confirmed_at=now, last_step=step))
    db.execute(insert(recovery_codes), [{"code_hash": each, "person_id": person_id} for each in hashes])
    record(db, event)


def take_step(db: Connection, person_id: UUID, step: int) -> bool:
    """Note that the code of a step was taken; False when it, or a later one, was taken before."""
    unused = or_(FACTOR.last_step.is_(None), FACTOR.last_step < step)
    theirs = update(second_factors).where(FACTOR.person_id == person_id, unused)
    return db.execute(theirs.values(last_step=step)).rowcount == 1


def take_recovery(db: Connection, person_id: UUID, code_hash: str, now: datetime, *, event: Event) -> bool:
    """Use a recovery code up; False when it is not theirs or was used before."""
    unused = RECOVERY.person_id == person_id, RECOVERY.code_hash == code_hash, RECOVERY.used_at.is_(None)
    if db.execute(update(recovery_codes).where(*unused).values(used_at=now)).rowcount != 1:
        return False
    record(db, event)
    return True


def recovery_left(db: Connection, person_id: UUID) -> int:
    """How many recovery codes are still good."""
    unused = RECOVERY.person_id == person_id, RECOVERY.used_at.is_(None)
    return int(db.execute(select(func.count()).select_from(recovery_codes).where(*unused)).scalar_one())


def remove(db: Connection, person_id: UUID, *, event: Event) -> None:
    """Take it away, with its recovery codes."""
    _delete(db, person_id)
    record(db, event)


def _delete(db: Connection, person_id: UUID) -> None:
    db.execute(delete(recovery_codes).where(RECOVERY.person_id == person_id))
    db.execute(delete(second_factors).where(FACTOR.person_id == person_id))
