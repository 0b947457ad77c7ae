"""Where the stand-in keeps what it knows: an SQLite file, or memory.

One request is one transaction that starts as a writer, so that a server and a nightly command can share
a file and neither sees half of what the other does.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

Thing = dict[str, Any]
MEMORY: Final = ":memory:"
TABLES: Final = """
create table if not exists things (seq integer primary key, id text unique, kind text, body text);
create table if not exists answers (key text primary key, asked text, at integer, status integer, body text);
create table if not exists webhooks (seq integer primary key, event text, body text, done integer default 0);
create table if not exists counters (name text primary key, value integer);
"""


class Store:
    """The things of one stand-in."""

    def __init__(self, path: str = MEMORY) -> None:
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
        self._db.executescript(TABLES)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: whole, or not at all if something is raised inside."""
        with self._lock:
            self._db.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")

    def next(self, name: str) -> int:
        """The next number of a counter, from 1."""
        said = (
            "insert into counters values (?, 1) on conflict do update set value = value + 1 returning value"
        )
        number: int = self._db.execute(said, (name,)).fetchone()[0]
        return number

    def get(self, thing: str) -> Thing | None:
        """The thing with this id."""
        row = self._db.execute("select body from things where id = ?", (thing,)).fetchone()
        return None if row is None else json.loads(row[0])

    def put(self, thing: Thing) -> None:
        """Keep it, in place of what had its id."""
        said = "insert into things (id, kind, body) values (?, ?, ?)"
        said += " on conflict (id) do update set body = excluded.body"
        self._db.execute(said, (thing["id"], thing["object"], json.dumps(thing)))

    def all(self, kind: str) -> list[Thing]:
        """Every thing of a kind, the newest first."""
        rows = self._db.execute("select body from things where kind = ? order by seq desc", (kind,))
        return [json.loads(body) for (body,) in rows]

    def answer(self, key: str) -> tuple[str, int, int, str] | None:
        """What was asked and answered under an idempotency key: asked, at, status, body."""
        row: tuple[str, int, int, str] | None = self._db.execute(
            "select asked, at, status, body from answers where key = ?", (key,)
        ).fetchone()
        return row

    def keep_answer(self, key: str, asked: str, at: int, status: int, body: str) -> None:
        """Keep it."""
        self._db.execute(
            "insert or replace into answers values (?, ?, ?, ?, ?)", (key, asked, at, status, body)
        )

    def post(self, event: str, body: str) -> None:
        """A webhook that is to be delivered."""
        self._db.execute("insert into webhooks (event, body) values (?, ?)", (event, body))

    def waiting(self) -> list[tuple[int, str]]:
        """The webhooks that nobody has taken yet, the oldest first."""
        return list(self._db.execute("select seq, body from webhooks where done = 0 order by seq"))

    def taken(self, seq: int) -> None:
        """Somebody took it."""
        self._db.execute("update webhooks set done = 1 where seq = ?", (seq,))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
