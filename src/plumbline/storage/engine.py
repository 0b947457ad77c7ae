"""One way to open either database, and the two ways to use it: `read` and `write`.

A transaction begins and commits inside one `with` block, in one thread. It is never handed out
by a framework's dependency, whose clean-up would run elsewhere: on SQLite that deadlocks.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url

from plumbline.kit.errors import Unavailable
from plumbline.kit.tenant import NOBODY, Tenant
from plumbline.storage.events import append_waiting, begin_waiting, end_waiting
from plumbline.storage.row_security import begin_for, go_on_for, refused_rows
from plumbline.storage.units import unit_of

__all__ = ["Connection", "Database"]  # services name a connection's type without naming SQLAlchemy

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=5000",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "journal_size_limit=67108864",
)
PROMISED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
"""What SQLite must answer afterwards: it does not say when it could not do as it was told."""


class Database:
    """A database by its URL. Share one per process; it is safe to use from many threads."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(url) if self.is_sqlite else _postgres_engine(url)
        self._reader = self.engine.execution_options(readonly=True)
        # SQLite has one writer. Queueing for it here, in the order of arrival, keeps the slowest
        # write a tenth of what it is when threads race on the file's own lock.
        self._turn: AbstractContextManager[Any] = threading.Lock() if self.is_sqlite else nullcontext()

    @contextmanager
    def read(self, tenant: Tenant = NOBODY) -> Iterator[Connection]:
        """A consistent view for reading; nothing can be written through it on SQLite.

        On PostgreSQL it shows, of what belongs to somebody, the rows of `tenant` alone; SQLite has
        no such wall, and shows everything.
        """
        with self._reader.connect() as connection:
            connection.execution_options(tenant=tenant)
            with connection.begin():
                yield connection

    @contextmanager
    def write(self, tenant: Tenant = NOBODY) -> Iterator[Connection]:
        """A transaction that commits at the end of the block, or leaves nothing behind.

        The events that were recorded in it are appended to the log just before it commits. Inside
        `one_transaction` the block joins the unit's transaction, and the unit commits. On PostgreSQL
        it touches, of what belongs to somebody, the rows of `tenant` alone: writing another's raises
        `NotFound`. SQLite has no such wall.
        """
        unit = unit_of(self)
        begin = partial(self._transaction, tenant)
        with refused_rows(), begin() if unit is None else unit.join(begin) as connection:
            self._go_on_for(connection, tenant)
            yield connection

    @contextmanager
    def _transaction(self, tenant: Tenant) -> Iterator[Connection]:
        with self._turn, self.engine.connect() as connection:
            connection.execution_options(tenant=tenant)
            with connection.begin():
                begin_waiting(connection)
                try:
                    yield connection
                    append_waiting(connection)
                finally:
                    end_waiting(connection)

    def _go_on_for(self, connection: Connection, tenant: Tenant) -> None:
        """In a unit's transaction that another write began, for whoever that was."""
        if connection.get_execution_options()["tenant"] != tenant:
            connection.execution_options(tenant=tenant)
            if not self.is_sqlite:
                go_on_for(connection, tenant)

    def close(self) -> None:
        """Give every pooled connection back."""
        self.engine.dispose()


def _sqlite_engine(url: str) -> Engine:
    file = make_url(url).database
    if not file or file == ":memory:":
        raise ValueError("SQLite needs a file: every connection to ':memory:' is a database of its own.")
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    same_thread = {"check_same_thread": False}
    engine = create_engine(url, pool_size=40, max_overflow=0, hide_parameters=True, connect_args=same_thread)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late; `_begin_sqlite` does it
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    for name, wanted in PROMISED.items():
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if found != wanted:
            raise Unavailable(
                f"The SQLite file cannot be used safely: {name} is {found}, not {wanted}.",
                next_step="Keep it on a local disk; shared folders of a network lack what it needs.",
            )


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that turns into a write cannot wait for another writer: it fails.
    # So whoever may write takes the lock first.
    readonly = connection.get_execution_options().get("readonly")
    connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")


def _postgres_engine(url: str) -> Engine:
    engine = create_engine(url, pool_size=10, max_overflow=30, pool_pre_ping=True, hide_parameters=True)
    event.listen(engine, "connect", _set_up_postgres)
    event.listen(engine, "begin", begin_for)
    return engine


def _set_up_postgres(connection: Any, _record: object) -> None:
    # The driver's own BEGIN is a message of its own; `begin_for` sends it with for whom it is.
    connection.autocommit = True
