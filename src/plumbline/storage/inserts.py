"""Inserts that leave a row as it stands: both engines have them, each in its own dialect."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_into(db: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An insert of the connection's engine, which knows what to do about a row that is there."""
    return postgresql.insert(table) if db.dialect.name == "postgresql" else sqlite.insert(table)


def insert_once(db: Connection, table: Table, values: Mapping[str, Any], same: Sequence[str]) -> bool:
    """Insert a row unless one has the same values in the columns `same`; tells whether it was new.

    By the row that comes back: PostgreSQL's driver keeps no count of what an insert left out.
    """
    once = insert_into(db, table).values(values).on_conflict_do_nothing(index_elements=same)
    return db.execute(once.returning(*table.primary_key.columns)).first() is not None
