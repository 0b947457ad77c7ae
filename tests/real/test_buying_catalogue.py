"""The real public list of 2020, taken in whole: its five counts, and nothing invented for anybody."""

import os
from pathlib import Path

import pytest
from sqlalchemy import func, select

from plumbline.importing.buying_catalogue import import_buying_catalogue
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import FixedClock
from plumbline.storage import tables
from plumbline.storage.engine import Database

SHARED = Path(os.environ.get("PLUMBLINE_SHARED") or Path(__file__).parents[3] / "shared") / "data"
LIST = SHARED / "products"

pytestmark = pytest.mark.skipif(
    not LIST.is_dir(), reason="the list of 2020 (PLUMBLINE_SHARED/data/products) is not here"
)

COUNTS = {"products": 28, "suppliers": 74, "capabilities": 46, "epics": 809, "catalogue_standards": 67}
INVENTED = ("releases", "evidence", "decisions", "work_off_plans", "feedback", "files")


def counted(database: Database, *names: str) -> dict[str, int]:
    with database.read() as db:
        return {n: db.scalar(select(func.count()).select_from(getattr(tables, n))) or 0 for n in names}


def test_the_five_counts_stand_in_the_database(database: Database, clock: FixedClock) -> None:
    """28 products, 74 suppliers, 46 capabilities, 809 capability–epic rows, 67 standards."""
    report = import_buying_catalogue(database, LIST, clock, OPERATOR)
    assert list(report.counts.values()) == [28, 74, 46, 809, 67]
    assert counted(database, *COUNTS) == COUNTS


def test_nothing_is_invented_for_a_real_company(database: Database, clock: FixedClock) -> None:
    """No evidence and no opinion; 21 of 25 prices are plans, the others are named with a reason."""
    report = import_buying_catalogue(database, LIST, clock, OPERATOR)
    assert set(counted(database, *INVENTED).values()) == {0}
    assert (report.price_plans, len(report.left_out)) == (21, 4)
    with database.read() as db:
        origins = set(db.scalars(select(tables.products.c.origin)))
        days = list(db.scalars(select(tables.products.c.record_date)))
    assert origins == {"public_record"}
    assert {day.year for day in days} == {2020}


def test_a_second_run_changes_nothing(database: Database, clock: FixedClock) -> None:
    """All 1,024 records read the same."""
    import_buying_catalogue(database, LIST, clock, OPERATOR)
    again = import_buying_catalogue(database, LIST, clock, OPERATOR)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1024)
