"""How a worker learns, in microseconds, whether the market moved since it last looked.

A worker must never answer from an older market than a write that somebody was told had succeeded.
On SQLite one connection is asked for its `data_version`, which every commit of anybody else changes
before it is acknowledged; only then is the revision read. The file's own shared index would tell the
same and must not be opened for it: whoever closes a file gives up every lock that its process holds
on it, SQLite's own with them. On PostgreSQL the revision is read each time: one row by its key.
"""

import threading
from typing import Protocol

from sqlalchemy import PoolProxiedConnection

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
    """Watches an SQLite file through a connection of its own, which never writes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._watching: PoolProxiedConnection | None = None
        self._seen: int | None = None
        self._revision = 0

    def revision(self) -> int:
        """The revision; it is read anew only when somebody committed."""
        with self._lock:
            seen = self._version()
            if seen != self._seen:
                # Read after the version: a commit in between shows as another version next time.
                with self._database.read() as db:
                    self._revision = revision(db)
                self._seen = seen
            return self._revision

    def _version(self) -> int:
        if self._watching is None:
            self._watching = self._database.engine.raw_connection()
        cursor = self._watching.cursor()
        cursor.execute("PRAGMA data_version")
        (found,) = cursor.fetchall()[0]
        return int(found)

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            if self._watching is not None:
                self._watching.close()
            self._watching = self._seen = None


def freshness_of(database: Database) -> Freshness:
    """The way that fits the database."""
    return WatchFile(database) if database.is_sqlite else AskEachTime(database)
