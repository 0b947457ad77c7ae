"""Looks for something that was handed in on a release a moment ago and says exactly the same."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from plumbline.evidence.repository import requirement_ids
from plumbline.storage.tables import evidence


def same_since(
    db: Connection, release_id: UUID, since: datetime, said: Mapping[str, Any], speaks_to: Collection[str]
) -> Row[Any] | None:
    """The newest evidence on a release, handed in after a moment, whose columns in `said` are equal and that
    speaks to the same requirements.
    """
    columns = evidence.c
    query = select(evidence).where(columns.release_id == release_id, columns.submitted_at > since)
    for name, value in said.items():
        query = query.where(columns[name].is_not_distinct_from(value))
    rows = db.execute(query.order_by(columns.submitted_at.desc(), columns.id.desc())).all()
    named = requirement_ids(db, [row.id for row in rows])
    return next((row for row in rows if set(named.get(row.id, ())) == set(speaks_to)), None)
