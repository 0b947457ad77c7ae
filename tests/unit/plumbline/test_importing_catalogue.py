"""The public list of 2020, in small files of the tests' own: taken in whole, or refused with places."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from catalog.words import ProductType
from plumbline.importing.buying_catalogue import import_buying_catalogue
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import DomainError, Invalid, Malformed, NotFound
from plumbline.storage import tables
from plumbline.storage.engine import Database

SUPPLIERS = (
    "id,name,legal_name,url,summary\n900,Otter Software,Otter Software Ltd,,\n901,=1+1,At Sign Ltd,,@ours\n"
)
CAPABILITIES = (
    "id,name,description,category,version,status,frameworks,standards,url\n"
    "C1,Booking,Book a visit.,Citizen services,1.0,Effective,F1,S1,https://example.org/c1\n"
    "C5,Diary,Keep a diary.,Appointments,1.0,Effective,F1,S1|S2,https://example.org/c5\n"
)
EPICS = (
    "epic_id,capability_id,level,name,active,supplier_defined\n"
    "E1,C1,MUST,Book,True,False\nE1,C5,MAY,Book,True,False\nE2,C5,MUST,Move,False,True\n"
)
STANDARDS = (
    "id,name,type,version,retired,description,capabilities,url\n"
    "S1,Booking rules,Overarching,,True,How to book.,C1|C5,https://example.org/s1\n"
    "S2,Diary rules,Other,2.0,False,How to keep it.,,https://example.org/s2\n"
)


def price(**changes: object) -> dict[str, object]:
    """A price of the list."""
    return {
        "price": 1.26,
        "currency": "GBP",
        "unit": "per patient",
        "time": "per year",
        "published": "Published",
    } | changes


def products() -> list[dict[str, Any]]:
    """Two listings."""
    return [
        {
            "id": "900-1",
            "name": "Otter Diary",
            "supplier_id": "900",
            "supplier": "Otter Software",
            "status": "Published",
            "created": "2020-03-25",
            "summary": "A diary.",
            "features": ["Pages"],
            "client_application": {"ClientApplicationTypes": ["browser-based"]},
            "prices": [price(), price(unit="per consultation", time=None)],
            "capabilities": [{"id": "C5", "name": "Diary", "result": "Passed - Full"}],
            "epics": [{"capability": "C5", "epic": "E2", "result": "Not Evidenced"}],
        },
        {
            "id": "901-1",
            "name": "+Otter",
            "supplier_id": "901",
            "supplier": "=1+1",
            "status": "Draft",
            "created": "2020-06-25",
        },
    ]


def folder(
    place: Path, listed: list[dict[str, Any]] | None = None, changes: dict[str, str] | None = None
) -> Path:
    """A folder with the five files; `changes` are whole files by their short names."""
    meta = {"source": "example.org", "licence": "MIT", "as_of": "listed in 2020; snapshot 2024-10-23"}
    whole = json.dumps({"meta": meta, "products": products() if listed is None else listed})
    texts = {
        "suppliers.csv": SUPPLIERS,
        "capabilities.csv": CAPABILITIES,
        "epics.csv": EPICS,
        "standards.csv": STANDARDS,
        "products.json": whole,
    }
    texts |= changes or {}
    for name, text in texts.items():
        (place / f"buying_catalogue_{name}").write_bytes(text.encode("utf-8", "surrogateescape"))
    return place


def count(database: Database, table: str) -> int:
    """How many rows a table has."""
    with database.read() as db:
        return int(db.scalar(select(func.count()).select_from(getattr(tables, table))) or 0)


def test_everything_is_taken_in_as_a_dated_public_record(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    """Counts, dates, origin, inferred kind, and cells that look like formulas stay text."""
    report = import_buying_catalogue(database, folder(tmp_path), clock, OPERATOR)
    assert report.counts == {
        "products": 2,
        "suppliers": 2,
        "capabilities": 2,
        "capability–epic rows": 3,
        "standards": 2,
    }
    with database.read() as db:
        found = {row.reference: row for row in db.execute(select(tables.products))}
        names = set(db.scalars(select(tables.suppliers.c.name)))
    diary, draft = found["900-1"], found["901-1"]
    assert diary.origin == "public_record"
    assert diary.record_date.isoformat() == "2020-03-25"
    assert (diary.product_type, diary.tags, diary.status) == (ProductType.GP_SYSTEM, ["web"], "published")
    assert diary.details == {
        "features": ["Pages"],
        "client_application": {"ClientApplicationTypes": ["browser-based"]},
    }
    assert (draft.name, draft.status) == ("+Otter", "draft")
    assert "=1+1" in names


def test_no_evidence_comes_with_it(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    """No release, no evidence, no opinion: only what the list says, and one event."""
    import_buying_catalogue(database, folder(tmp_path), clock, OPERATOR)
    for table in ("releases", "evidence", "decisions", "work_off_plans", "feedback"):
        assert count(database, table) == 0
    assert count(database, "events") == 1


def test_prices_become_plans_or_are_counted(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    """A price without a period is left out with its reason, and named in the report."""
    report = import_buying_catalogue(database, folder(tmp_path), clock, OPERATOR)
    assert count(database, "price_plans") == report.price_plans == 1
    assert [item.product for item in report.left_out] == ["Otter Diary"]
    assert "per consultation" in str(report)


def test_a_second_run_changes_nothing(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    """The same files again: every record as it was, and the market's revision too."""
    import_buying_catalogue(database, folder(tmp_path), clock, OPERATOR)
    with database.read() as db:
        before = db.scalar(select(tables.market_state.c.revision))
        slugs = set(db.scalars(select(tables.products.c.slug)))
    again = import_buying_catalogue(database, tmp_path, clock, OPERATOR)
    assert (again.added, again.changed) == (0, 0)
    with database.read() as db:
        assert db.scalar(select(tables.market_state.c.revision)) == before
        assert set(db.scalars(select(tables.products.c.slug))) == slugs


def test_a_newer_file_changes_what_differs(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    """A changed summary and a result that is gone: the product keeps its slug and its id."""
    import_buying_catalogue(database, folder(tmp_path), clock, OPERATOR)
    newer = products()
    newer[0] |= {"summary": "A better diary.", "epics": []}
    report = import_buying_catalogue(database, folder(tmp_path, newer), clock, OPERATOR)
    assert (report.added, report.changed) == (0, 1)
    assert count(database, "products") == 2
    assert count(database, "product_epics") == 0
    assert count(database, "price_plans") == 1


def test_a_name_that_is_taken_gets_a_slug_of_its_own(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    """Two products of one name can both be reached."""
    twice = products()
    twice[1]["name"] = "Otter Diary"
    import_buying_catalogue(database, folder(tmp_path, twice), clock, OPERATOR)
    with database.read() as db:
        assert set(db.scalars(select(tables.products.c.slug))) == {"otter-diary", "otter-diary-901-1"}


BAD_FILES: dict[str, tuple[dict[str, str], str]] = {
    "cut off in a CSV": ({"epics.csv": EPICS[:-9]}, "line 4"),
    "a CSV that is not UTF-8": ({"suppliers.csv": SUPPLIERS.replace("Otter", "\udcff", 1)}, "line 2"),
    "another order of columns": (
        {"standards.csv": STANDARDS.replace("id,name", "name,id", 1)},
        "line 1, column 1",
    ),
    "an epic that stands twice": ({"epics.csv": EPICS + "E2,C5,MAY,Again,True,True\n"}, "line 5, column 1"),
    "an unknown capability": ({"epics.csv": EPICS.replace("E2,C5", "E2,C9")}, "line 4, column 2"),
    "an unknown standard": ({"capabilities.csv": CAPABILITIES.replace("S1|S2", "S1|S7")}, "line 3, column 8"),
    "a level nobody knows": ({"epics.csv": EPICS.replace("MAY", "PERHAPS")}, "line 3, column 3"),
    "a name that is missing": ({"suppliers.csv": SUPPLIERS.replace("=1+1", "")}, "line 3, column 2"),
    "a link that is a script": (
        {"suppliers.csv": SUPPLIERS.replace("Ltd,,\n", "Ltd,javascript:alert(1),\n", 1)},
        "line 2, column 4",
    ),
    "a code that is too long": ({"epics.csv": EPICS.replace("E2", "E" * 21)}, "line 4, column 1"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_table_is_refused_whole(
    case: str, database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    """The place of the problem is named by line and column, and nothing at all is written."""
    changes, place = BAD_FILES[case]
    with pytest.raises(Invalid) as refused:
        import_buying_catalogue(database, folder(tmp_path, None, changes), clock, OPERATOR)
    assert any(problem.pointer.startswith(place) for problem in refused.value.problems)
    assert [count(database, table) for table in ("suppliers", "capabilities", "events")] == [0, 0, 0]


BAD_PRODUCTS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown supplier": ({"supplier_id": "999"}, "/products/0/supplier_id"),
    "an unknown capability": (
        {"capabilities": [{"id": "C77", "name": "", "result": "Passed"}]},
        "/products/0/capabilities/0",
    ),
    "an epic of another capability": (
        {"epics": [{"capability": "C1", "epic": "E2", "result": "Passed"}]},
        "/products/0/epics/0",
    ),
    "a capability twice": (
        {"capabilities": [{"id": "C5", "name": "Diary", "result": "Passed"}] * 2},
        "/products/0/capabilities/1",
    ),
    "the id of another": ({"id": "901-1"}, "/products/1/id"),
    "a day that is none": ({"created": "2020-02-30"}, "/products/0/created"),
    "a field that nobody knows": ({"colour": "blue"}, "/products/0"),
    "a NUL": ({"summary": "a\x00b"}, "/products/0/summary"),
    "half a character": ({"features": ["\ud800"]}, "/products/0/features/0"),
}


@pytest.mark.parametrize("case", BAD_PRODUCTS)
def test_a_bad_product_is_refused_whole(
    case: str, database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    """The place of the problem is a JSON Pointer, and nothing at all is written."""
    changes, place = BAD_PRODUCTS[case]
    listed = products()
    listed[0] |= changes
    with pytest.raises(Invalid) as refused:
        import_buying_catalogue(database, folder(tmp_path, listed), clock, OPERATOR)
    assert place in [problem.pointer for problem in refused.value.problems]
    assert count(database, "suppliers") == 0


def test_a_cut_off_list_names_line_and_column(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    """JSON that ends in the middle cannot be read at all."""
    whole = (folder(tmp_path) / "buying_catalogue_products.json").read_text()
    (tmp_path / "buying_catalogue_products.json").write_text(whole[: len(whole) // 2])
    with pytest.raises(Malformed, match=r"buying_catalogue_products.json: .*line 1, column \d+"):
        import_buying_catalogue(database, tmp_path, clock, OPERATOR)
    assert count(database, "suppliers") == 0


def test_a_folder_without_the_files_says_which_is_missing(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    """So does a path that is no folder."""
    with pytest.raises(NotFound, match=r"buying_catalogue_suppliers\.csv"):
        import_buying_catalogue(database, tmp_path, clock, OPERATOR)
    with pytest.raises(DomainError, match="no folder"):
        import_buying_catalogue(database, tmp_path / "nothing", clock, OPERATOR)
