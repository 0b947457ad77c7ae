"""What an SQLite file holds, as one hash per table: to see that something changed nothing."""

import marshal
import sqlite3
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

_TOUCHED: Final = "touched_in_tests"


class TableHashes:
    """Looks past the service. `queries` say by table what is looked at.

    Triggers count what was written to each table, whoever writes: only what was written to is read again.
    """

    def __init__(self, file: Path | str, queries: Mapping[str, str]) -> None:
        self._db = sqlite3.connect(file, check_same_thread=False)
        self._queries = queries
        self._count()
        self._db.text_factory = bytes  # nobody reads it: it is hashed as it stands
        self._version, self._times, self._found = -1, dict[str, int](), dict[str, str]()

    def _count(self) -> None:
        with self._db:
            self._db.execute(f"CREATE TABLE IF NOT EXISTS {_TOUCHED} (name TEXT PRIMARY KEY, times INTEGER)")
            for name in self._queries:
                self._db.execute(f"INSERT OR IGNORE INTO {_TOUCHED} VALUES (?, 0)", (name,))
                for what in ("INSERT", "UPDATE", "DELETE"):
                    self._db.execute(
                        f'CREATE TRIGGER IF NOT EXISTS "{_TOUCHED}_{name}_{what}" AFTER {what} ON "{name}" '
                        f"BEGIN UPDATE {_TOUCHED} SET times = times + 1 WHERE name = '{name}'; END"
                    )

    def now(self) -> dict[str, str]:
        """The hash of each table's rows; read again only when somebody committed something."""
        (version,) = self._db.execute("PRAGMA data_version").fetchone()
        if version != self._version:  # asked first: a commit meanwhile shows as another one next time
            self._version = version
            times = {
                name.decode(): count
                for name, count in self._db.execute(f"SELECT name, times FROM {_TOUCHED}").fetchall()
            }
            for name, query in self._queries.items():
                if times[name] != self._times.get(name):
                    # In the order of keys, and as the driver gives them: as what they mean, rows take long.
                    self._found[name] = hash_of(self._db.execute(query).fetchall())
            self._times = times
        return dict(self._found)

    def close(self) -> None:
        """Look no more."""
        self._db.close()


def hash_of(rows: list[Any]) -> str:
    """By value: the second version of the format knows no objects."""
    return sha256(marshal.dumps(rows, 2)).hexdigest()
