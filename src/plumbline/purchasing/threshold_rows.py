"""Stores up to how much an organisation buys directly: each setting is appended, none is changed."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select

from plumbline.kit.audit import Event
from plumbline.kit.errors import Stale
from plumbline.storage.events import record
from plumbline.storage.tables import purchase_thresholds
from plumbline.storage.violations import first_or

_T = purchase_thresholds.c


def history(db: Connection, organisation_id: UUID) -> Sequence[Row[Any]]:
    """Every setting of an organisation, the newest first."""
    query = select(purchase_thresholds).where(_T.organisation_id == organisation_id)
    return db.execute(query.order_by(_T.version.desc())).all()


def in_force(db: Connection, organisation_id: UUID, day: date) -> Row[Any] | None:
    """The setting that counts on a day: of those that began by then, the last to begin; then the newest."""
    query = select(purchase_thresholds).where(_T.organisation_id == organisation_id, _T.valid_from <= day)
    return db.execute(query.order_by(_T.valid_from.desc(), _T.version.desc()).limit(1)).one_or_none()


def add(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Append a setting. Raises `Stale` where somebody set another in the same moment."""
    beaten = Stale(
        "Somebody set the threshold in the same moment.", next_step="Read it, and set yours again."
    )
    with first_or(beaten):
        db.execute(insert(purchase_thresholds).values(values))
    record(db, event)
