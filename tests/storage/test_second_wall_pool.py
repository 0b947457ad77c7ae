"""Nothing of a tenant stays on a connection that others use next, or at the same time."""

import threading
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, text

from plumbline.accounts.identity import Identity
from plumbline.kit.errors import NotFound
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.storage import tables
from plumbline.storage.engine import Database
from plumbline.storage.row_security import ROLE
from plumbline.storage.units import one_transaction
from tests.storage.walled import all_of, buyers, counted, wall

__all__ = ["buyers", "wall"]  # fixtures
pytestmark = pytest.mark.postgres


@pytest.mark.parametrize("end", ["commit", "rollback", "refused"])
def test_a_pooled_connection_comes_back_for_nobody(
    postgres_url: str, wall: Database, buyers: tuple[Identity, Identity], end: str
) -> None:
    """One connection, used again more often than the driver prepares a statement: nothing stays."""
    single = Database(postgres_url)
    backends = set[int]()
    for turn in range(12):
        identity = buyers[turn % 2]
        with _ended(end), single.write(identity.tenant) as db:
            assert counted(db) == all_of(1)
            backends.add(db.execute(text("SELECT pg_backend_pid()")).scalar_one())
            if end == "rollback":
                raise _Stopped
            if end == "refused":
                row = {"code_hash": "x", "person_id": buyers[(turn + 1) % 2].person_id}
                db.execute(insert(tables.recovery_codes).values(row))
        with single.read() as db:
            assert counted(db) == all_of(0)
            assert db.execute(text("SELECT current_user")).scalar_one() == ROLE
            backends.add(db.execute(text("SELECT pg_backend_pid()")).scalar_one())
        with single.engine.connect() as db:
            assert _left(db) == ["postgres", "", "", "", ""]
    assert len(backends) == 1  # the checks above looked at the connection that was used
    single.close()


def _left(db: Connection) -> list[str]:
    names = ("organisation", "supplier", "person", "system")
    settings = [f"coalesce(current_setting('plumbline.{name}', true), '')" for name in names]
    return list(db.execute(text(f"SELECT current_user::text, {', '.join(settings)}")).one())


class _Stopped(Exception):
    """Something in the middle of a transaction."""


def _ended(end: str) -> Any:
    raised: dict[str, Callable[[], Any]] = {
        "commit": nullcontext,
        "rollback": lambda: pytest.raises(_Stopped),
        "refused": lambda: pytest.raises(NotFound),
    }
    return raised[end]()


def test_each_write_of_a_unit_is_for_whom_it_says(wall: Database, buyers: tuple[Identity, Identity]) -> None:
    """Though they share a transaction; and a row refused to one of them undoes the unit."""
    with one_transaction(wall, lambda _: None):
        for identity in (*buyers, *buyers):
            with wall.write(identity.tenant) as db:
                assert counted(db) == all_of(1)
        with wall.write() as db:
            assert counted(db) == all_of(0)
        with wall.write(THE_OPERATOR) as db:
            assert counted(db) == all_of(2)
    row = {"code_hash": "x", "person_id": buyers[1].person_id}
    statement = insert(tables.recovery_codes)

    def write_for_another() -> None:
        with one_transaction(wall, lambda _: None):
            with wall.write(buyers[1].tenant) as db:
                db.execute(statement.values(row))
            with wall.write(buyers[0].tenant) as db:
                db.execute(statement.values(row | {"code_hash": "y"}))

    with pytest.raises(NotFound):
        write_for_another()
    with wall.read(THE_OPERATOR) as db:
        assert counted(db) == all_of(2)


def test_tenants_at_once_do_not_mix(wall: Database, buyers: tuple[Identity, Identity]) -> None:
    """Eight threads on one pool, each for one of the two: every look shows their own."""
    wrong = list[object]()

    def look(identity: Identity) -> None:
        for _ in range(40):
            with wall.read(identity.tenant) as db:
                seen = db.execute(select(tables.shortlists.c.organisation_id)).scalars().all()
            if seen != [identity.organisation_id]:
                wrong.append(seen)

    threads = [threading.Thread(target=look, args=(buyers[number % 2],)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
