"""What a database promises is asked of it: on every SQLite connection, and of PostgreSQL at the start."""

import sqlite3
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, make_url

from plumbline.cli import main
from plumbline.commands.serve import prepare
from plumbline.kit.errors import Unavailable
from plumbline.settings import Settings, read_settings
from plumbline.storage.durability import WANTED, refuse_careless
from plumbline.storage.engine import PROMISED, Connection, Database
from tests.waiting import free_port

POOL = 40


def _promises(db: Connection) -> dict[str, Any]:
    return {name: db.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in PROMISED}


def test_every_sqlite_connection_keeps_the_promises(sqlite_url: str) -> None:
    """All that the pool can hand out at once, to readers and to the writer: WAL, FULL, foreign keys."""
    database = Database(sqlite_url)
    kept = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    with ExitStack() as stack:
        writer = stack.enter_context(database.write())
        readers = [stack.enter_context(database.read()) for _ in range(POOL - 1)]
        raw = {id(each.connection.dbapi_connection) for each in (writer, *readers)}
        assert len(raw) == POOL
        assert [_promises(each) for each in (writer, *readers)] == [kept] * POOL
    with database.read() as db:
        assert _promises(db) == kept, "when it is handed out again too"
    database.close()


def _ignore_the_journal(_action: int, name: str | None, value: str | None, *_rest: object) -> int:
    return sqlite3.SQLITE_IGNORE if name == "journal_mode" and value else sqlite3.SQLITE_OK


def test_a_connection_that_does_not_keep_them_is_refused(sqlite_url: str) -> None:
    """SQLite stays silent when it cannot do as it was told: as on a folder of a network."""
    database = Database(sqlite_url)

    def without(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.set_authorizer(_ignore_the_journal)

    event.listen(database.engine, "connect", without, insert=True)
    with pytest.raises(Unavailable, match="journal_mode is delete, not wal"), database.read():
        pass
    database.close()


@pytest.mark.postgres
def test_a_postgresql_that_may_lose_what_it_acknowledged_is_refused(
    postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests' own has all three off: the service says so in words, ends with 3, and serves if told to."""
    monkeypatch.setenv("PLUMBLINE_SECRET_FILE", str(tmp_path / "secret"))
    assert main(["serve", "--port", str(free_port()), "--database", postgres_url]) == 3
    said = capsys.readouterr().err
    assert ", ".join(WANTED) in said
    assert "PLUMBLINE_CARELESS=yes" in said
    settings = Settings(database=postgres_url, careless=True, secret_file=str(tmp_path / "secret"))
    prepare(settings, lambda _: None)


@pytest.mark.postgres
def test_only_what_is_off_is_named(postgres_server: tuple[Any, str], postgres_url: str) -> None:
    """What is set for one database alone counts there."""
    server, _ = postgres_server
    name = make_url(postgres_url).database
    server.psql(f"alter database {name} set synchronous_commit = on;")
    database = Database(postgres_url)
    with pytest.raises(Unavailable) as told:
        refuse_careless(database)
    database.close()
    assert "synchronous_commit" not in told.value.detail
    assert "fsync, full_page_writes are off" in told.value.detail


def test_sqlite_has_nothing_to_refuse(sqlite_url: str) -> None:
    """It is told what to keep on every connection."""
    database = Database(sqlite_url)
    refuse_careless(database)
    database.close()


@pytest.mark.parametrize(("said", "meant"), [("yes", True), ("no", False), ("1", True), ("", False)])
def test_the_setting_is_off_unless_it_is_said(said: str, meant: bool) -> None:
    """PLUMBLINE_CARELESS."""
    assert read_settings({"PLUMBLINE_CARELESS": said}).careless is meant
    assert read_settings({}).careless is False
