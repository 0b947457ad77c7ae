"""Survey files: columns told by their headings, every refusal with its line, nothing half taken."""

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from catalog.feedback.survey import IGNORED, Survey, guessed, sheet_of, survey_of
from catalog.feedback.words import Instrument, UserRole
from catalog.organisations.problems import ImportRefused

FIRST, LAST = date(2026, 1, 1), date(2026, 11, 23)
HEADINGS = ["Staff group", "Date", *[f"SUS Q{n}" for n in range(1, 11)], "Comments", "Respondent name"]
GOOD = ["Nurse", "2026-05-04", *["4", "2"] * 5, "Quick.", "nobody needs this"]


def csv(*rows: list[str]) -> bytes:
    """A CSV file."""
    return "".join(",".join(row) + "\n" for row in (HEADINGS, *rows)).encode()


def workbook(*rows: list[object]) -> bytes:
    """An XLSX workbook; what begins with = is a formula in it."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    table: list[list[object]] = [[*HEADINGS], *rows]
    for line, row in enumerate(table):
        for column, value in enumerate(row):
            sheet.write(line, column, value)
    book.close()
    return file.getvalue()


def taken(raw: bytes) -> Survey:
    """What is taken by the columns as they are guessed."""
    sheet = sheet_of(raw)
    return survey_of(sheet, guessed(sheet.headings), None, FIRST, LAST)


def test_columns_are_told_by_their_headings_and_the_rest_is_left_out() -> None:
    """A name is never taken along."""
    found = guessed(HEADINGS)
    assert found == ("role", "given_on", *[f"sus_{n}" for n in range(1, 11)], "comment", IGNORED)
    assert guessed(["sus 1", "SUS_1", "umux-lite 2", "sus 11"]) == ("sus_1", IGNORED, "umux_2", IGNORED)


@pytest.mark.parametrize(
    "raw", [csv(GOOD), workbook([*GOOD[:2], *[4, 2] * 5, *GOOD[12:]])], ids=["csv", "xlsx"]
)
def test_a_line_becomes_a_response(raw: bytes) -> None:
    """The same from either kind of file."""
    survey = taken(raw)
    assert survey.refused == ()
    (line,) = survey.lines
    assert (line.line, line.given_on) == (2, date(2026, 5, 4))
    assert (line.response.instrument, line.response.role) == (Instrument.SUS, UserRole.NURSE)
    assert (line.response.items, line.response.comment) == ((4, 2) * 5, "Quick.")


def test_a_workbooks_day_is_a_number() -> None:
    """46146 is 4 May 2026."""
    assert taken(workbook(["nurse", 46146, *[4, 2] * 5, "", ""])).lines[0].given_on == date(2026, 5, 4)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (0, "emperor", "none of nurse"),
        (1, "2027-01-01", "between 2026-01-01"),
        (1, "yesterday", "between"),
        (4, "6", "1 to 5"),
        (4, "", "1 to 5"),
        (4, "often", "whole number"),
    ],
)
def test_what_is_refused_is_told_with_line_and_column(column: int, value: str, words: str) -> None:
    """And the good line beside it does not make the file good."""
    survey = taken(csv(GOOD, [*GOOD[:column], value, *GOOD[column + 1 :]]))
    assert [(each.line, each.column) for each in survey.refused] == [(3, column + 1)]
    assert words in survey.refused[0].message
    assert len(survey.lines) == 1


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (csv([*GOOD[:12], "=1+1", ""]), "formula"),
        (csv([*GOOD[:12], "@SUM(A1)", ""]), "formula"),
        (workbook([*GOOD[:2], "=2+2", *["4"] * 9, "", ""]), "formula"),
        (csv(), "no line"),
        (b"PK\x03\x04 and then nothing", "no whole XLSX"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"", "empty"),
        (b"role,sus 1\nnurse,4\n", "every item"),
    ],
)
def test_files_that_cannot_be_taken(raw: bytes, words: str) -> None:
    """Refused as a whole, in words that say what to do."""
    with pytest.raises(ImportRefused) as refused:
        taken(raw)
    assert words in refused.value.problems[0].message


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    """A part that unpacks to more than is read of it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr("xl/worksheets/sheet1.xml", b" " * 21_000_000)
    with pytest.raises(ImportRefused, match="too large"):
        sheet_of(file.getvalue())


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(raw: bytes) -> None:
    """A table, or a refusal."""
    for bytes_ in (raw, b"PK\x03\x04" + raw):
        try:
            sheet = sheet_of(bytes_)
            survey_of(sheet, guessed(sheet.headings), None, FIRST, LAST)
        except ImportRefused:
            pass
