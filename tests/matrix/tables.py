"""What the database holds, as one hash per table: to see that a call changed nothing."""

import marshal
import sqlite3
from functools import cache
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Table

from plumbline.kit.tenant import THE_OPERATOR
from plumbline.storage.engine import Database
from plumbline.storage.tables import api_tokens, audit_checkpoints, metadata

NOT_COUNTED: Final = {api_tokens.c.last_used_at}
"""Noted once a minute for whoever looks at their tokens; nothing is decided by it."""

AT_THEIR_OWN_TIME: Final = {audit_checkpoints.name}
"""Written by a task of the service every twenty seconds, whoever asks what meanwhile."""


def hashes(database: Database) -> dict[str, str]:
    """The hash of every row of every table, by the table's name. On SQLite read again only when somebody
    committed something.
    """
    if not database.is_sqlite:
        with database.read(THE_OPERATOR) as db:
            read = {name: db.exec_driver_sql(query).fetchall() for name, query in _QUERIES.items()}
        return {name: _hash(sorted(repr(tuple(row)) for row in rows)) for name, rows in read.items()}
    file, looked = _looking(database.url), _looked(database.url)
    version = file.execute("PRAGMA data_version").fetchone()
    if looked.get("version") != version:  # asked first: a commit meanwhile shows as another one next time
        # In the order of keys, and as the driver gives them: read as what they mean, all rows take long.
        found = {name: _hash(file.execute(query).fetchall()) for name, query in _QUERIES.items()}
        looked.update(version=version, found=found)
    return dict(looked["found"])


def _hash(rows: list[Any]) -> str:
    return sha256(marshal.dumps(rows, 2)).hexdigest()  # the second version knows values, and not objects


def _query(table: Table) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns if column not in NOT_COUNTED)
    return f'SELECT {names} FROM "{table.name}"'


_QUERIES: Final = {
    name: _query(table) for name, table in metadata.tables.items() if name not in AT_THEIR_OWN_TIME
}


@cache
def _looking(url: str) -> sqlite3.Connection:
    return sqlite3.connect(url.removeprefix("sqlite:///"), check_same_thread=False)


@cache
def _looked(_url: str) -> dict[str, Any]:
    return {}


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The names of the tables that differ."""
    return sorted(name for name in before if before[name] != after[name])
