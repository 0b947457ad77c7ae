"""What an SQLite file holds, as one hash per table: to see that something changed nothing."""

import marshal
import sqlite3
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any


class TableHashes:
    """Looks past the service. `queries` say by table what is looked at."""

    def __init__(self, file: Path | str, queries: Mapping[str, str]) -> None:
        self._db = sqlite3.connect(file, check_same_thread=False)
        self._db.text_factory = bytes  # nobody reads it: it is hashed as it stands
        self._queries = queries
        self._version, self._found = -1, dict[str, str]()

    def now(self) -> dict[str, str]:
        """The hash of each table's rows; read again only when somebody committed something."""
        (version,) = self._db.execute("PRAGMA data_version").fetchone()
        if version != self._version:  # asked first: a commit meanwhile shows as another one next time
            self._version = version
            # In the order of keys, and as the driver gives them: read as what they mean, all rows take long.
            self._found = {
                name: hash_of(self._db.execute(query).fetchall()) for name, query in self._queries.items()
            }
        return dict(self._found)

    def close(self) -> None:
        """Look no more."""
        self._db.close()


def hash_of(rows: list[Any]) -> str:
    """By value: the second version of the format knows no objects."""
    return sha256(marshal.dumps(rows, 2)).hexdigest()
