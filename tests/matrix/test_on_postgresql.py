"""The rows that are about somebody's own things, once more on PostgreSQL."""

from collections.abc import Iterator
from typing import Any

import pytest

from plumbline.accounts.roles import Role
from plumbline.demo.billing import load_billing
from plumbline.demo.market import load_demo
from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from tests.conftest import NOON
from tests.matrix.asking import Asking
from tests.matrix.conftest import world_on
from tests.matrix.table import ROWS, TABLE, Proof

OWNED = [row.name for row in TABLE.rows if row.whose != "nobody" or row.shows]

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def on_postgresql(
    postgres_server: tuple[Any, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Asking]:
    """The same world on a database of its own."""
    server, host = postgres_server
    server.psql("create database matrix template base strategy file_copy;")
    url = f"postgresql+psycopg://postgres@/matrix?host={host}"
    database = Database(url)
    load_demo(database, FixedClock(NOON), lambda _: None)
    standin = tmp_path_factory.mktemp("standin") / "standin.sqlite"
    load_billing(database, Settings(database=url, demo=True, stripe_standin=str(standin)))
    database.close()
    yield from world_on(url)
    server.psql("drop database matrix with (force);")


@pytest.mark.parametrize("name", OWNED)
def test_row(on_postgresql: Asking, name: str) -> None:
    """As somebody of party a, of party b, and with what opens nothing any more: no cell differs."""
    row = ROWS[name]
    wrong = list(on_postgresql.wrong_as_nobody(row))
    role = next(role for role in Role if TABLE.may(role, row))
    for proof in (Proof.OWN, Proof.OTHER, Proof.MOVED, Proof.LESSER, Proof.REMOVED, Proof.DISABLED):
        wrong += on_postgresql.wrong_as(row, role, proof)
    assert not wrong, f"{len(wrong)} mismatches\n" + "\n".join(wrong)
