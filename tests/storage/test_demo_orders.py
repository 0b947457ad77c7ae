"""The orders of the demonstration, where the start that places them is cut off: the next one ends it."""

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from plumbline.demo import buying, market
from plumbline.demo.market import load_demo
from plumbline.kit.clock import FixedClock
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.storage import tables
from plumbline.storage.engine import Database
from tests.conftest import NOON


class CutOff(BaseException):
    """As a kill: nothing catches it."""


Told = dict[str, tuple[str, int]]


@pytest.fixture(scope="module")
def unordered(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, noon: FixedClock) -> Path:
    """The market without its orders: its start was cut off right before."""
    file = tmp_path_factory.mktemp("unordered") / "demo.sqlite"
    shutil.copy(sqlite_template, file)
    database = Database(f"sqlite:///{file}")
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(market, "place_orders", _cut_off)
        with pytest.raises(CutOff):
            load_demo(database, noon, lambda _: None)
    database.close()
    return file


@pytest.fixture(scope="module")
def noon() -> FixedClock:
    """A clock for the whole file."""
    return FixedClock(NOON)


def _cut_off(*_: object) -> None:
    raise CutOff


def told(database: Database) -> tuple[Told, int, int]:
    """Every order with where it stands and its steps; how many thresholds; how many decided shortlists."""
    orders, steps = tables.orders.c, tables.order_steps.c
    with database.read(THE_OPERATOR) as db:
        query = select(orders.id, orders.state, func.count(steps.id)).join(tables.order_steps)
        found = {
            str(row.id): (row.state, row[2]) for row in db.execute(query.group_by(orders.id, orders.state))
        }
        return found, _count(db, tables.purchase_thresholds), _count(db, tables.shortlists)


def _count(db: Any, table: Any) -> int:
    return int(db.scalar(select(func.count()).select_from(table)) or 0)


def copy_of(file: Path, folder: Path, name: str) -> Database:
    shutil.copy(file, folder / name)
    return Database(f"sqlite:///{folder / name}")


def test_a_start_that_is_cut_off_anywhere_is_ended_by_the_next(
    unordered: Path, tmp_path: Path, noon: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before each transaction of the story in turn: what stands afterwards is what one whole start places."""
    whole = copy_of(unordered, tmp_path, "whole.sqlite")
    transactions = _cut_at(whole, noon, monkeypatch, None)
    wanted = told(whole)
    assert len(wanted[0]) == len(buying.WANTED)
    assert transactions > 2 * len(buying.WANTED)
    whole.close()
    database = copy_of(unordered, tmp_path, "cut.sqlite")
    for number in range(transactions):
        _cut_at(database, noon, monkeypatch, number % 3)  # a start gets three transactions further at most
    _cut_at(database, noon, monkeypatch, None)
    assert told(database) == wanted
    _cut_at(database, noon, monkeypatch, 0)  # told to its end: nothing is written any more
    database.close()


def test_an_order_that_somebody_took_elsewhere_is_left_alone(
    unordered: Path, tmp_path: Path, noon: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody tried the market out before its story ended: what they did stands."""
    database = copy_of(unordered, tmp_path, "tried.sqlite")
    monkeypatch.setattr(buying._Story, "_steps", lambda *_: [_cut_off])
    with pytest.raises(CutOff):
        load_demo(database, noon, lambda _: None)
    monkeypatch.undo()
    first = buying.order_id(buying.WANTED[0].name)
    with database.write(THE_OPERATOR) as db:
        db.execute(tables.orders.update().where(tables.orders.c.id == first).values(state="cancelled"))
    load_demo(database, noon, lambda _: None)
    assert told(database)[0][str(first)] == ("cancelled", 1)
    database.close()


def _cut_at(database: Database, clock: FixedClock, patch: pytest.MonkeyPatch, number: int | None) -> int:
    """A start that is cut off before its transaction of this number; tells how many it came to."""
    begun, write = 0, database.write

    def counted(*given: Any) -> Any:
        nonlocal begun
        if begun == number:
            raise CutOff
        begun += 1
        return write(*given)

    with patch.context() as broken:
        broken.setattr(database, "write", counted)
        with suppress(CutOff):
            load_demo(database, clock, lambda _: None)
    return begun
