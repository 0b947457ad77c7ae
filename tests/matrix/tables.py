"""What the database holds, as one hash per table: to see that a call changed nothing."""

import sqlite3
from functools import cache
from hashlib import sha256
from typing import Any, Final

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
        return _read(database)
    looked, version = _looked(database.url), _looking(database.url).execute("PRAGMA data_version").fetchone()
    if looked.get("version") != version:  # asked first: a commit meanwhile shows as another one next time
        looked.update(version=version, found=_read(database))
    found: dict[str, str] = looked["found"]
    return found


@cache
def _looking(url: str) -> sqlite3.Connection:
    return sqlite3.connect(url.removeprefix("sqlite:///"), check_same_thread=False)


@cache
def _looked(_url: str) -> dict[str, Any]:
    return {}


def _read(database: Database) -> dict[str, str]:
    found: dict[str, str] = {}
    with database.read(THE_OPERATOR) as db:
        for name, table in metadata.tables.items():
            if name in AT_THEIR_OWN_TIME:
                continue
            names = ", ".join(f'"{column.name}"' for column in table.columns if column not in NOT_COUNTED)
            # As the driver gives them: read as what they mean, all rows of a market take half a second.
            rows = sorted(repr(tuple(row)) for row in db.exec_driver_sql(f'SELECT {names} FROM "{name}"'))
            found[name] = sha256("\n".join(rows).encode()).hexdigest()
    return found


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The names of the tables that differ."""
    return sorted(name for name in before if before[name] != after[name])
