"""How a worker learns, in microseconds, whether the market moved since it last looked.

A worker must never answer from an older market than a write that somebody was told had succeeded.
On SQLite the head of the write-ahead log's index is looked at, in the memory that every process
with the file open shares: a commit changes it before it is acknowledged, and comparing it is how
SQLite's own readers notice. Only then is the revision read. On PostgreSQL the revision is read
each time: one row by its key.
"""

import mmap
import threading
from pathlib import Path
from typing import Final, Protocol

from sqlalchemy import Connection

from plumbline.market.repository import revision
from plumbline.storage.engine import Database

INDEX_HEAD_BYTES: Final = 96
"""Two copies of the index's header, 48 bytes each (SQLite, "WAL-mode File Format", section 2.1)."""


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
    """Watches an SQLite file through a connection that never writes, and keeps the index alive."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._index: mmap.mmap | None = None
        self._head: bytes | None = None
        self._revision = 0

    def revision(self) -> int:
        """The revision; it is read anew only when somebody committed."""
        with self._lock:
            if self._index is None:
                self._index = self._opened()
            head = self._index[:INDEX_HEAD_BYTES]
            if head != self._head:
                # Read after the head: a commit in between shows as another head next time.
                with self._database.read() as db:
                    self._revision = revision(db)
                self._head = head
            return self._revision

    def _opened(self) -> mmap.mmap:
        """The log's index. It stays the same file for as long as a connection is open."""
        if self._connection is None:
            self._connection = self._database.engine.connect().execution_options(readonly=True)
            self._connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")  # opens the log
            self._connection.rollback()
        file = self._database.engine.url.database
        with Path(f"{file}-shm").open("rb") as index:
            return mmap.mmap(index.fileno(), 0, access=mmap.ACCESS_READ)

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            if self._index is not None:
                self._index.close()
            if self._connection is not None:
                self._connection.close()
            self._connection = self._index = self._head = None


def freshness_of(database: Database) -> Freshness:
    """The way that fits the database."""
    return WatchFile(database) if database.is_sqlite else AskEachTime(database)
