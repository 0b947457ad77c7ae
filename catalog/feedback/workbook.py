"""The first sheet of an XLSX workbook as rows of text: nothing in it is run, and all under limits.

A workbook is a ZIP of XML parts (ECMA-376). Formulas are refused, not computed: what stands in a survey file
is what people answered. A number that is a date stays the number that it is.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from catalog.organisations.csv_table import Row
from catalog.organisations.problems import ImportProblem, ImportRefused, refuse

MOST_PARTS: Final = 500
LARGEST_PART: Final = 5_000_000  # of a survey of 20,000 lines; as a tree it takes ten times that
_NS: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MAGIC: Final = b"PK\x03\x04"
_LETTERS: Final = 26
_MOST_COLUMNS: Final = 200


def is_workbook(raw: bytes) -> bool:
    """Does it begin as a ZIP does?"""
    return raw.startswith(_MAGIC)


def read_workbook(raw: bytes) -> list[Row]:
    """The rows of the first sheet that hold anything, with the number that each has in the sheet.

    Raises `ImportRefused` for what is no whole workbook, is too large when unpacked, or holds formulas.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as whole:
            _bounded(whole)
            shared = _shared(whole)
            sheet = fromstring(_part(whole, _first_sheet(whole)), forbid_dtd=True)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise refuse(1, 1, "This is no whole XLSX workbook: save it anew, or as CSV.") from error
    except (DefusedXmlException, ParseError, ValueError) as error:
        raise refuse(1, 1, "A part of the workbook cannot be read: save it anew, or as CSV.") from error
    problems: list[ImportProblem] = []
    rows = list(_rows(sheet, shared, problems))
    if problems:
        raise ImportRefused(problems)
    return rows


def _bounded(whole: zipfile.ZipFile) -> None:
    parts = whole.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_PART:
        raise refuse(1, 1, "The workbook is too large when unpacked: keep the answers alone in it.")


def _part(whole: zipfile.ZipFile, name: str) -> bytes:
    """One part; what it says of its own size is not believed."""
    with whole.open(name) as part:
        content = part.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise refuse(1, 1, "The workbook is too large when unpacked: keep the answers alone in it.")
    return content


def _first_sheet(whole: zipfile.ZipFile) -> str:
    names = [name for name in whole.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    if not names:
        raise refuse(1, 1, "There is no sheet in this workbook.")
    return min(names, key=lambda name: (len(name), name))


def _shared(whole: zipfile.ZipFile) -> list[str]:
    """The texts that cells name by their number."""
    name = "xl/sharedStrings.xml"
    if name not in whole.namelist():
        return []
    return [_text(item) for item in fromstring(_part(whole, name), forbid_dtd=True).iter(f"{_NS}si")]


def _rows(sheet: Any, shared: list[str], problems: list[ImportProblem]) -> Iterator[Row]:
    for count, row in enumerate(sheet.iter(f"{_NS}row"), start=1):
        said = row.get("r", "")
        line = int(said) if said.isascii() and said.isdigit() and len(said) < 8 else count
        cells: dict[int, str] = {}
        for place, cell in enumerate(row.iter(f"{_NS}c")):
            column = _column(cell.get("r", ""), place)
            if cell.find(f"{_NS}f") is not None:
                words = "There is a formula in this cell: put its value there instead."
                problems.append(ImportProblem(line, column + 1, words))
            cells[column] = _value(cell, shared).strip()
        if any(cells.values()):
            yield Row(line, tuple(cells.get(place, "") for place in range(max(cells) + 1)))


def _column(reference: str, place: int) -> int:
    """The column of a cell, counted from 0: of "C7" it is 2."""
    letters = "".join(c for c in reference if c.isascii() and c.isalpha()).upper()
    number = 0
    for letter in letters[:4]:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    column = number - 1 if letters else place
    if column >= _MOST_COLUMNS:
        raise refuse(1, _MOST_COLUMNS, f"The sheet has more than {_MOST_COLUMNS} columns.")
    return column


def _value(cell: Any, shared: list[str]) -> str:
    kind, value = cell.get("t", "n"), cell.find(f"{_NS}v")
    text = (value.text or "") if value is not None else ""
    if kind == "s":
        return shared[int(text)] if text.isascii() and text.isdigit() and int(text) < len(shared) else ""
    if kind == "inlineStr":
        return _text(cell)
    return text.removesuffix(".0") if kind == "n" else text


def _text(item: Any) -> str:
    return "".join(part.text or "" for part in item.iter(f"{_NS}t"))
