"""The look past the service sees whatever changes a row, and only that."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.table_hashes import TableHashes

CHANGES = {
    "a row more": "INSERT INTO one VALUES (3, 'c')",
    "another value": "UPDATE one SET said = 'z' WHERE id = 1",
    "a row put in the place of another": "INSERT OR REPLACE INTO one VALUES (1, 'z')",
    "a row put in or changed": "INSERT INTO one VALUES (1, 'z') ON CONFLICT DO UPDATE SET said = 'z'",
    "a row less": "DELETE FROM one WHERE id = 1",
    "no row left": "DELETE FROM one",
}
NOTHING = {
    "the same value": "UPDATE one SET said = said",
    "what fits nothing": "DELETE FROM one WHERE id = 9",
    "what was there already": "INSERT OR IGNORE INTO one VALUES (1, 'z')",
}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody who writes: two tables with two rows each."""
    with closing(sqlite3.connect(tmp_path / "a.sqlite", isolation_level=None)) as db:
        for name in ("one", "two"):
            db.execute(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, said TEXT)")
            db.execute(f"INSERT INTO {name} VALUES (1, 'a'), (2, 'b')")
        yield db


@pytest.fixture
def looking(db: sqlite3.Connection, tmp_path: Path) -> Iterator[TableHashes]:
    """Somebody who looks."""
    with closing(
        TableHashes(tmp_path / "a.sqlite", {name: f"SELECT * FROM {name}" for name in ("one", "two")})
    ) as looking:
        looking.now()
        yield looking


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES)
def test_a_change_is_seen_once(db: sqlite3.Connection, looking: TableHashes, statement: str) -> None:
    """In its table, and in no other; and not again."""
    before = looking.now()
    db.execute(statement)
    after = looking.now()
    assert (before["one"] != after["one"], before["two"] != after["two"]) == (True, False)
    assert looking.now() == after


@pytest.mark.parametrize("statement", NOTHING.values(), ids=NOTHING)
def test_what_changes_nothing_is_no_change(
    db: sqlite3.Connection, looking: TableHashes, statement: str
) -> None:
    """Whatever was written, the rows are what is compared."""
    before = looking.now()
    db.execute(statement)
    assert looking.now() == before


def test_what_is_taken_back_was_no_change(db: sqlite3.Connection, looking: TableHashes) -> None:
    """Nor is it seen before it is certain."""
    before = looking.now()
    db.execute("BEGIN")
    db.execute(CHANGES["another value"])
    assert looking.now() == before
    db.execute("ROLLBACK")
    assert looking.now() == before


def test_a_change_that_is_undone_is_none(db: sqlite3.Connection, looking: TableHashes) -> None:
    """By value: another row with the same values is the same."""
    before = looking.now()
    db.execute(CHANGES["another value"])
    assert looking.now() != before
    db.execute("UPDATE one SET said = 'a' WHERE id = 1")
    assert looking.now() == before
