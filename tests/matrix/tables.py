"""What the database holds, as one hash per table: to see that a call changed nothing."""

from functools import cache
from typing import Final

from sqlalchemy import Table

from plumbline.kit.tenant import THE_OPERATOR
from plumbline.storage.engine import Database
from plumbline.storage.tables import api_tokens, audit_checkpoints, metadata
from tests.table_hashes import TableHashes, hash_of

NOT_COUNTED: Final = {api_tokens.c.last_used_at}
"""Noted once a minute for whoever looks at their tokens; nothing is decided by it."""

AT_THEIR_OWN_TIME: Final = {audit_checkpoints.name}
"""Written by a task of the service every twenty seconds, whoever asks what meanwhile."""


def hashes(database: Database) -> dict[str, str]:
    """The hash of every row of every table, by the table's name."""
    if database.is_sqlite:
        return _looking(database.url).now()
    with database.read(THE_OPERATOR) as db:
        read = {name: db.exec_driver_sql(query).fetchall() for name, query in _QUERIES.items()}
    return {name: hash_of(sorted(repr(tuple(row)) for row in rows)) for name, rows in read.items()}


def _query(table: Table) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns if column not in NOT_COUNTED)
    return f'SELECT {names} FROM "{table.name}"'


_QUERIES: Final = {
    name: _query(table) for name, table in metadata.tables.items() if name not in AT_THEIR_OWN_TIME
}


@cache
def _looking(url: str) -> TableHashes:
    return TableHashes(url.removeprefix("sqlite:///"), _QUERIES)


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The names of the tables that differ."""
    return sorted(name for name in before if before[name] != after[name])
