"""Tables as CSV, XLSX or JSON that are safe to open in a spreadsheet.

A cell that begins like a formula is text and stays text: XLSX cells are written as strings, and a
CSV cell gets a leading apostrophe, which a spreadsheet hides and a reader of the file can take off
(OWASP ASVS 1.2.10).
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec
import xlsxwriter

from plumbline.kit.errors import Invalid

Cell = str | int | float | bool | Decimal | date | None
Table = Sequence[Sequence[Cell]]
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
LONGEST_SHEET_NAME: Final = 31


class ExportFormat(StrEnum):
    """The forms a table can be taken away in."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


MEDIA_TYPES: Final = {
    ExportFormat.CSV: "text/csv",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.JSON: "application/json",
}


def format_of(word: str) -> ExportFormat:
    """The format somebody asked for. Raises `Invalid` pointing at `/format`."""
    try:
        return ExportFormat(word)
    except ValueError as error:
        step = f"Use {', '.join(ExportFormat)}."
        raise Invalid.field("/format", f"{word!r} is no format.", next_step=step) from error


def export(kind: ExportFormat, name: str, columns: Sequence[str], rows: Table) -> bytes:
    """One table in the format asked for."""
    match kind:
        case ExportFormat.CSV:
            return to_csv(columns, rows)
        case ExportFormat.XLSX:
            return to_xlsx({name: (columns, rows)})
        case ExportFormat.JSON:
            return to_json(columns, rows)


def to_csv(columns: Sequence[str], rows: Table) -> bytes:
    """UTF-8 with a byte order mark, so that a spreadsheet reads accents right; lines end in CR LF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_harmless(column) for column in columns])
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return "'" + cell
    return cell


def to_xlsx(sheets: Mapping[str, tuple[Sequence[str], Table]]) -> bytes:
    """One sheet per table; headings in bold, numbers as numbers, everything else as strings."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        for name, (columns, rows) in sheets.items():
            sheet = book.add_worksheet(_sheet_name(name))
            sheet.freeze_panes(1, 0)
            for number, column in enumerate(columns):
                sheet.write_string(0, number, column, bold)
            for line, row in enumerate(rows, start=1):
                for number, cell in enumerate(row):
                    _write(sheet, line, number, cell)
            sheet.autofit()
    return out.getvalue()


def _sheet_name(name: str) -> str:
    return "".join(c for c in name if c not in "[]:*?/\\'")[:LONGEST_SHEET_NAME] or "Sheet"


def _write(sheet: "xlsxwriter.worksheet.Worksheet", line: int, number: int, cell: Cell) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(line, number, cell)
    elif isinstance(cell, int | float | Decimal):
        sheet.write_number(line, number, cell)
    else:
        sheet.write_string(line, number, _text(cell))


def _text(cell: str | date) -> str:
    return cell.isoformat() if isinstance(cell, date | datetime) else cell.replace("\x00", "")


def to_json(columns: Sequence[str], rows: Table) -> bytes:
    """A list of objects, one per row."""
    return msgspec.json.encode([dict(zip(columns, row, strict=True)) for row in rows])
