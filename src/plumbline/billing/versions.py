"""Changes of what counts its versions: a writer that read an older one changes nothing."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, update

from plumbline.kit.audit import Event
from plumbline.storage.events import record


def change(
    db: Connection,
    table: Table,
    row_id: UUID,
    values: Mapping[str, Any],
    *,
    event: Event,
    version: int | None = None,
) -> bool:
    """Change a row, if it is still of that version where one is given; tells whether it was."""
    its = table.c
    mine = update(table).where(its.id == row_id)
    if version is not None:
        mine = mine.where(its.version == version)
    if db.execute(mine.values({**values, "version": its.version + 1})).rowcount == 0:
        return False
    record(db, event)
    return True
