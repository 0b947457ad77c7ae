"""The role of the service's transactions: made once for a whole cluster, by whoever comes first."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select, text

from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import Unavailable
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.settings import Settings
from plumbline.storage import tables
from plumbline.storage.engine import Database
from plumbline.storage.migrate import downgrade, is_current, upgrade
from plumbline.storage.row_security import ROLE
from plumbline.storage.service_role import admit
from tests.composed import composed
from tests.inline import InlineClient

pytestmark = pytest.mark.postgres
ASIDE = f"{ROLE}_aside"
KEEPER = "keeper"
"""Owns a database, and is no superuser and makes no roles."""

Cluster = tuple[Any, str]


@pytest.fixture
def keeper(postgres_server: Cluster) -> Iterator[Database]:
    """An empty database of the keeper's own."""
    server, host = postgres_server
    server.psql(f"create role {KEEPER} login; create database kept owner {KEEPER};")
    database = Database(f"postgresql+psycopg://{KEEPER}@/kept?host={host}")
    yield database
    database.close()
    server.psql("drop database kept with (force);")
    server.psql(f"drop role {KEEPER};")


@pytest.fixture
def without_the_role(postgres_server: Cluster) -> Iterator[None]:
    """A cluster as it is where a dump was just restored: tables, and no such role."""
    server, _ = postgres_server
    server.psql(f"alter role {ROLE} rename to {ASIDE};")
    yield
    server.psql(f"drop role if exists {ROLE};")
    server.psql(f"alter role {ASIDE} rename to {ROLE};")


def test_a_user_who_may_not_join_the_role_is_told_what_to_do(
    postgres_server: Cluster, keeper: Database
) -> None:
    """A superuser grants it; from then on everything goes, and the wall binds the owner too."""
    server, _ = postgres_server
    with pytest.raises(Unavailable) as told:
        upgrade(keeper)
    assert f"GRANT {ROLE} TO the user" in str(told.value.next_step)
    server.psql(f"grant {ROLE} to {KEEPER};")
    upgrade(keeper)
    with keeper.write(THE_OPERATOR) as db:
        codes = {"code_hash": "x", "person_id": _person(db)}
        db.execute(tables.recovery_codes.insert().values(codes))
    count = select(func.count()).select_from(tables.recovery_codes)
    with keeper.read(THE_OPERATOR) as db:
        assert db.execute(count).scalar_one() == 1
    with keeper.engine.connect() as db:  # as the owner, and nobody's tenant
        assert db.execute(count).scalar_one() == 0


def _person(db: Any) -> Any:
    row = {"id": "0" * 32, "email": "a@b.example", "name": "A", "password_hash": "none"}
    statement = text(
        "INSERT INTO people (id, email, name, password_hash, created_at)"
        " VALUES (CAST(:id AS uuid), :email, :name, :password_hash, now()) RETURNING id"
    )
    return db.execute(statement, row).scalar_one()


def test_a_migration_of_an_owner_sees_every_row(postgres_server: Cluster, keeper: Database) -> None:
    """Going down and up again keeps what is behind the wall, though the wall binds the owner."""
    server, _ = postgres_server
    server.psql(f"grant {ROLE} to {KEEPER};")
    upgrade(keeper)
    with keeper.write(THE_OPERATOR) as db:
        db.execute(tables.recovery_codes.insert().values(code_hash="x", person_id=_person(db)))
    downgrade(keeper, "0004")
    upgrade(keeper)
    with keeper.read(THE_OPERATOR) as db:
        assert db.execute(select(tables.recovery_codes.c.code_hash)).scalars().all() == ["x"]


@pytest.mark.usefixtures("without_the_role")
def test_a_user_who_may_make_no_role_is_told_what_to_do(keeper: Database) -> None:
    """The cluster has no such role, and the user may not make it."""
    with pytest.raises(Unavailable) as told:
        upgrade(keeper)
    assert f"CREATE ROLE {ROLE} NOLOGIN" in str(told.value.next_step)


@pytest.mark.usefixtures("without_the_role")
def test_a_restored_database_answers_503_until_it_is_upgraded(postgres_url: str, clock: FixedClock) -> None:
    """Nobody is let through without the role; the next start makes it, with its rights."""
    database = Database(postgres_url)
    with composed(Settings(database=postgres_url), clock) as app, InlineClient(app) as client:
        answer = client.get("/api/v1/organisations")
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
        assert ROLE in answer.json()["detail"]
        upgrade(database)
        assert client.get("/api/v1/organisations").status_code == 200
    _forget(database)


@pytest.mark.usefixtures("without_the_role")
def test_databases_of_a_cluster_that_start_at_once_make_it_once(postgres_server: Cluster) -> None:
    """Four of them, at the same moment, with two workers each."""
    server, host = postgres_server
    names = [f"start{number}" for number in range(4)]
    for name in names:
        server.psql(f"create database {name} template base strategy file_copy;")
    databases = [Database(f"postgresql+psycopg://postgres@/{name}?host={host}") for name in names]
    gate, done = threading.Barrier(8), list[str]()

    def start(database: Database) -> None:
        gate.wait()
        with database.engine.begin() as db:
            admit(db)
        with database.read() as db:
            done.append(db.execute(text("SELECT current_user")).scalar_one())

    threads = [threading.Thread(target=start, args=(databases[number % 4],)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, database in zip(names, databases, strict=True):
        _forget(database)
        server.psql(f"drop database {name} with (force);")
    assert done == [ROLE] * 8


def _forget(database: Database) -> None:
    with database.engine.begin() as db:
        db.exec_driver_sql(f"DROP OWNED BY {ROLE}")
    database.close()


def test_a_role_that_passes_by_the_wall_is_refused(postgres_server: Cluster, postgres_url: str) -> None:
    """Nothing starts on it."""
    server, _ = postgres_server
    database = Database(postgres_url)
    server.psql(f"alter role {ROLE} bypassrls;")
    try:
        with pytest.raises(Unavailable, match="passes by"):
            upgrade(database)
    finally:
        server.psql(f"alter role {ROLE} nobypassrls;")
    upgrade(database)
    database.close()


def test_going_down_in_one_database_leaves_the_others_alone(
    postgres_server: Cluster, postgres_url: str
) -> None:
    """The role stays; its rights end in the one, and come back on the way up."""
    server, host = postgres_server
    server.psql("create database other template base strategy file_copy;")
    one, other = Database(postgres_url), Database(f"postgresql+psycopg://postgres@/other?host={host}")
    downgrade(one, "0004")
    rights = text(f"SELECT has_table_privilege('{ROLE}', 'shortlists', 'SELECT')")
    for database, expected in ((one, False), (other, True)):
        with database.engine.connect() as db:
            assert db.execute(rights).scalar_one() is expected
    with other.read() as db:
        assert db.execute(select(func.count()).select_from(tables.organisations)).scalar_one() == 0
    upgrade(one)
    assert is_current(one)
    with one.read() as db:
        assert db.execute(text("SELECT current_user")).scalar_one() == ROLE
    for database in (one, other):
        database.close()
    server.psql("drop database other with (force);")
