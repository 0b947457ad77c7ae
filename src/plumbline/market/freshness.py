"""How a worker learns, in microseconds, whether the market moved since it last looked.

A worker must never answer from an older market than a write that somebody was told had succeeded.
On SQLite a connection of its own asks for `data_version`, which changes when any other
connection, of any process, has committed; only then is the revision read. On PostgreSQL the
revision is read each time: one row by its key.
"""

import threading
from typing import Any, Protocol

from sqlalchemy import Connection

from plumbline.market.repository import revision
from plumbline.storage.engine import Database


class Freshness(Protocol):
    """Tells the revision of every write that was acknowledged before the call."""

    def revision(self) -> int:
        """The market's newest revision."""
        ...

    def close(self) -> None:
        """Give up the connection, if one is held."""
        ...


class AskEachTime:
    """Reads the revision each time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def revision(self) -> int:
        """One row by its key."""
        with self._database.read() as db:
            return revision(db)

    def close(self) -> None:
        """Nothing is held."""


class WatchFile:
    """Watches an SQLite file through a connection that never writes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._raw: Any = None
        self._version: int | None = None
        self._revision = 0

    def revision(self) -> int:
        """The revision; it is read anew only when somebody committed."""
        with self._lock:
            version = self._data_version()
            if version != self._version:
                # Read after the version: a commit in between shows as another version next time.
                with self._database.read() as db:
                    self._revision = revision(db)
                self._version = version
            return self._revision

    def _data_version(self) -> int:
        if self._raw is None:
            self._connection = self._database.engine.connect().execution_options(readonly=True)
            self._raw = self._connection.connection.driver_connection
        return int(self._raw.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = self._raw = self._version = None


def freshness_of(database: Database) -> Freshness:
    """The way that fits the database."""
    return WatchFile(database) if database.is_sqlite else AskEachTime(database)
