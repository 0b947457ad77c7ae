"""What the database holds, as one hash per table: to see that a call changed nothing."""

from hashlib import sha256
from typing import Final

from plumbline.kit.tenant import THE_OPERATOR
from plumbline.storage.engine import Database
from plumbline.storage.tables import api_tokens, audit_checkpoints, metadata

NOT_COUNTED: Final = {api_tokens.c.last_used_at}
"""Noted once a minute for whoever looks at their tokens; nothing is decided by it."""

AT_THEIR_OWN_TIME: Final = {audit_checkpoints.name}
"""Written by a task of the service every twenty seconds, whoever asks what meanwhile."""


def hashes(database: Database) -> dict[str, str]:
    """The hash of every row of every table, by the table's name."""
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
