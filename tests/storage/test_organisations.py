"""Taking in registers and asking them, on both engines."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from catalog.organisations.compact_csv import write_organisations, write_successions
from catalog.organisations.organisation import (
    Extract,
    Organisation,
    OrganisationKind,
    Relationship,
    Succession,
    SuccessionKind,
)
from catalog.organisations.packaged import packaged, packaged_register
from plumbline.importing.organisations import import_organisations, load_packaged
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import Invalid, Malformed, NotFound
from plumbline.organisations import service
from plumbline.storage.engine import Database
from plumbline.storage.tables import events, organisation_successions, organisations

TODAY = date(2026, 11, 23)
CLOCK = FixedClock(datetime(2026, 11, 23, 12, tzinfo=UTC))


def made(code: str, name: str = "Made up", opened: date | None = None) -> Organisation:
    return Organisation(code=code, name=name, kind=OrganisationKind.TRUST, opened=opened)


def passed(before: str, after: str, on: date | None, kind: SuccessionKind) -> Succession:
    return Succession(predecessor=before, successor=after, on=on, kind=kind)


def take_in(database: Database, extract: Extract) -> str:
    with database.write() as db:
        return str(service.import_organisations(db, CLOCK, OPERATOR, extract, "test"))


def rows_in(database: Database) -> tuple[int, int, int]:
    with database.read() as db:
        counts = [
            db.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (organisations, organisation_successions, events)
        ]
    return counts[0], counts[1], counts[2]


def test_the_packaged_register_is_loaded_once(database: Database) -> None:
    """Everything the first time, with one event; nothing the second."""
    first = load_packaged(database, CLOCK)
    assert first is not None
    assert (first.added, first.successions, first.relationships) == (429, 362, 5)
    assert load_packaged(database, CLOCK) is None
    assert rows_in(database) == (429, 362, 1)


def test_storage_answers_like_the_packaged_register(database: Database) -> None:
    """Reading only what a code's successions reach gives the same answer as holding everything."""
    load_packaged(database, CLOCK)
    register = packaged_register()
    with database.read() as db:
        for code in ("02T", "RW6", "QNQ", "QM7", "QJG", "D4U1Y", "00C", "0AP", "S1Y5D", "R0A"):
            assert service.answers_for(db, code, TODAY) == register.answers_for(code, TODAY)
            assert set(service.predecessors_of(db, code)) == set(register.predecessors_of(code))


def test_the_same_register_again_changes_nothing(database: Database) -> None:
    """What is as it was is neither written nor counted as changed."""
    load_packaged(database, CLOCK)
    report = take_in(database, packaged())
    assert report.startswith("test: 0 organisations added, 0 changed, 429 as they were; 0 successions")
    assert rows_in(database) == (429, 362, 2)


def test_a_newer_register_adds_and_replaces_and_leaves_the_rest(database: Database) -> None:
    """By code: a new one is added, a changed one replaced under the same id, others stay."""
    take_in(database, Extract(organisations=(made("AAA"), made("BBB"))))
    with database.read() as db:
        before = service.id_of(db, "BBB")
    report = take_in(database, Extract(organisations=(made("BBB", "Renamed"), made("CCC"))))
    assert "1 organisations added, 1 changed, 0 as they were" in report
    with database.read() as db:
        assert service.names_of(db, ["AAA", "BBB", "CCC", "DDD"]) == {
            "AAA": "Made up",
            "BBB": "Renamed",
            "CCC": "Made up",
        }
        assert service.id_of(db, "BBB") == before


def test_a_source_that_does_not_say_how_keeps_how_and_adds_the_day(database: Database) -> None:
    """ORD tells the day of a merger: it stays a merger, and has its day."""
    merger = passed("AAA", "BBB", None, SuccessionKind.MERGER)
    told = passed("AAA", "BBB", TODAY, SuccessionKind.SUCCESSION)
    take_in(database, Extract(successions=(merger,)))
    take_in(database, Extract(successions=(told,), kinds_stated=False))
    with database.read() as db:
        (step,) = service.predecessors_of(db, "BBB")
    assert (step.kind, step.on) == (SuccessionKind.MERGER, TODAY)


def test_a_pair_has_one_record_whatever_it_is_called(database: Database) -> None:
    """A table that says of a merger that it was an acquisition replaces it."""
    take_in(database, Extract(successions=(passed("AAA", "BBB", TODAY, SuccessionKind.MERGER),)))
    take_in(database, Extract(successions=(passed("AAA", "BBB", TODAY, SuccessionKind.ACQUISITION),)))
    assert rows_in(database)[1] == 1


def test_relationships_are_read_from_both_ends_current_first(database: Database) -> None:
    """A relationship that ended comes after one that has not."""
    ended = Relationship(child="AAA", parent="BBB", kind="RE5", until=TODAY)
    current = Relationship(child="AAA", parent="CCC", kind="RE5")
    take_in(database, Extract(organisations=(made("AAA"),), relationships=(ended, current)))
    with database.read() as db:
        assert service.relationships_of(db, "AAA") == [current, ended]
        assert service.relationships_of(db, "BBB") == [ended]


def test_pages_are_stable_and_complete(database: Database) -> None:
    """Walking the pages meets every organisation once, equal names and all."""
    load_packaged(database, CLOCK)
    take_in(database, Extract(organisations=tuple(made(f"ZZ{n}") for n in range(10))))
    met: list[str] = []
    cursor = None
    while True:
        with database.read() as db:
            page = service.list_organisations(db, cursor=cursor, limit=37)
        met += [each.organisation.code for each in page.found]
        cursor = page.next
        if cursor is None:
            break
    assert len(met) == len(set(met)) == page.total == 439


def test_words_are_found_in_names_and_at_the_start_of_codes(database: Database) -> None:
    """In any case; a percent sign is a sign like others; counts are by kind."""
    load_packaged(database, CLOCK)
    with database.read() as db:
        page = service.list_organisations(db, "west yorkshire", [OrganisationKind.ICB])
        assert [each.organisation.code for each in page.found] == ["QWO"]
        assert page.total == 1
        assert "02T" in {e.organisation.code for e in service.list_organisations(db, "02t").found}
        assert service.list_organisations(db, "%").total == 0
        kinds = service.list_organisations(db).kinds
    assert kinds[OrganisationKind.TRUST] == 218
    assert sum(kinds.values()) == 429


def test_a_file_is_taken_in_whole(database: Database, tmp_path: Path) -> None:
    """A good file adds to the packaged register, which a fresh database gets first."""
    file = tmp_path / "more.csv"
    file.write_bytes(write_organisations([made("ZZ9", opened=TODAY)]))
    report = import_organisations(database, file, CLOCK, OPERATOR)
    assert (report.source, report.added) == ("more.csv", 1)
    assert rows_in(database) == (430, 362, 2)


def test_a_folder_of_our_tables_is_taken_in_together(database: Database, tmp_path: Path) -> None:
    """Organisations and successions in one transaction."""
    (tmp_path / "organisations.csv").write_bytes(write_organisations([made("ZZ8"), made("ZZ9")]))
    step = passed("ZZ8", "ZZ9", None, SuccessionKind.MERGER)
    (tmp_path / "successions.csv").write_bytes(write_successions([step]))
    report = import_organisations(database, tmp_path, CLOCK, OPERATOR)
    assert (report.added, report.successions) == (2, 1)


def test_an_ord_document_is_taken_in(database: Database, tmp_path: Path) -> None:
    """JSON is told from CSV by how it opens; a single item may stand without its list."""
    file = tmp_path / "organisation"
    file.write_text(
        '{"Organisation": {"Name": "MADE UP TRUST", "OrgId": {"extension": "RZ9"}, "Status": "Active",'
        ' "Date": {"Type": "Operational", "Start": "2025-04-01"},'
        ' "Roles": {"Role": {"id": "RO197", "primaryRole": true, "Date": []}},'
        ' "Succs": {"Succ": {"Type": "Predecessor", "Target": {"OrgId": {"extension": "RW6"}},'
        ' "Date": {"Type": "Legal", "Start": "2025-04-01"}}}}}'
    )
    import_organisations(database, file, CLOCK, OPERATOR)
    with database.read() as db:
        answer = service.answers_for(db, "RW6", TODAY)
    assert [each.organisation.code for each in answer.answering] == ["R0A", "RM3", "RZ9"]


@pytest.mark.parametrize(
    ("raw", "error", "words"),
    [
        (b"code,name\n", Invalid, "line 1, column 3"),
        (write_organisations([made("ZZ9")])[:-20], Invalid, "cut off"),
        (write_organisations([made("ZZ9")]) + b"caf\xe9\n", Invalid, "UTF-8"),
        (b"[" * 100_000, Malformed, "nested"),
        (b'{"Organisation": {"Name": "A", "Name": "B"}}', Malformed, "twice"),
        (b'{"Organisation": {}}', Invalid, "/Organisation/Name"),
        (b'{"Organisation": ', Malformed, "line 1, column 18"),
    ],
)
def test_a_bad_file_leaves_nothing_behind(
    database: Database, tmp_path: Path, raw: bytes, error: type[Exception], words: str
) -> None:
    """A clear error with its place, and not a row written."""
    file = tmp_path / "bad.csv"
    file.write_bytes(raw)
    with pytest.raises(error) as raised:
        import_organisations(database, file, CLOCK, OPERATOR)
    told = [str(raised.value), *(f"{p.pointer}: {p.detail}" for p in getattr(raised.value, "problems", ()))]
    assert words in "\n".join(told)
    assert rows_in(database) == (0, 0, 0)


def test_a_file_that_is_not_there_is_said_so(database: Database, tmp_path: Path) -> None:
    """Neither a missing file nor an empty folder is a crash."""
    with pytest.raises(NotFound, match=r"none\.csv"):
        import_organisations(database, tmp_path / "none.csv", CLOCK, OPERATOR)
    with pytest.raises(NotFound, match="holds none of"):
        import_organisations(database, tmp_path, CLOCK, OPERATOR)


def test_an_import_that_breaks_half_way_is_taken_back(database: Database) -> None:
    """Successions and the event are in the transaction of the organisations."""
    load_packaged(database, CLOCK)
    before = rows_in(database)
    twice = passed("AAA", "BBB", None, SuccessionKind.MERGER)
    with pytest.raises(Exception, match=r"(?i)unique"):
        take_in(database, Extract(organisations=(made("AAA"),), successions=(twice, twice)))
    assert rows_in(database) == before


def test_what_no_register_holds_can_be_added_without_being_a_register(database: Database) -> None:
    """Fictional organisations do not keep the packaged register from being loaded."""
    with database.write() as db:
        service.add_organisations(db, CLOCK, OPERATOR, [made("ZZ1")], "demonstration")
    assert load_packaged(database, CLOCK) is not None
    assert rows_in(database)[0] == 430
