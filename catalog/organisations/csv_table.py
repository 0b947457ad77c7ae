"""Strict CSV: bytes in, numbered rows out, or a refusal that names line and column.

Cells are plain text whatever they start with: a formula is only a danger to whoever opens an
export, so it is made harmless there. What can never be part of a name is refused here: control
characters, lines broken inside a cell, and bytes that are not UTF-8.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from catalog.organisations.problems import ImportProblem, ImportRefused, refuse

_COUNT: Final = re.compile(r"#\s*rows:\s*(\d{1,9})\s*")
_REFUSED: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})


class Row(msgspec.Struct, frozen=True):
    """One row: the line it ends on, counted from 1, and its cells without surrounding spaces."""

    line: int
    cells: tuple[str, ...]


class CsvTable(msgspec.Struct, frozen=True):
    """A header and the rows below it, each as wide as the header."""

    header: tuple[str, ...]
    header_line: int
    rows: tuple[Row, ...]


def read_table(raw: bytes) -> CsvTable:
    """Read `raw`. Lines at the top that start with `#` are comments; `# rows: N` is held to.

    Raises `ImportRefused` for anything that cannot be a whole, well-formed table.
    """
    body, skipped, announced = _without_comments(_decoded(raw))
    rows = list(_rows(body, skipped))
    if not rows:
        raise refuse(1, 1, "The file is empty.")
    header, *below = rows
    problems = [problem for row in below for problem in _row_problems(row, len(header.cells))]
    problems += _cell_problems(header)
    if announced is not None and announced != len(below):
        last = rows[-1].line
        problems.append(
            ImportProblem(
                last, 1, f"The file announces {announced} rows and holds {len(below)}: is it cut off?"
            )
        )
    if problems:
        raise ImportRefused(problems)
    return CsvTable(header.cells, header.line, tuple(below))


def _decoded(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = error.start + (3 if raw.startswith(b"\xef\xbb\xbf") else 0)
        line_start = raw.rfind(b"\n", 0, start) + 1
        message = f"Byte {start} of the file (counted from 0) is not UTF-8. Save the file as UTF-8."
        raise refuse(raw.count(b"\n", 0, start) + 1, start - line_start + 1, message) from error
    if text.strip() and not text.endswith(("\n", "\r")):
        line = text.count("\n") + 1
        raise refuse(
            line,
            len(text) - text.rfind("\n"),
            "The file ends in the middle of a line, so it may be cut off. If it is whole, end its last line.",
        )
    return text


def _without_comments(text: str) -> tuple[str, int, int | None]:
    """The text below the comments at its top, how many lines they took, and the rows announced."""
    skipped, announced = 0, None
    while text.startswith("#"):
        comment, _, text = text.partition("\n")
        skipped += 1
        found = _COUNT.fullmatch(comment.strip())
        announced = int(found[1]) if found else announced
    return text, skipped, announced


def _rows(text: str, skipped: int) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(skipped + reader.line_num, tuple(cell.strip(" ") for cell in cells))
    except csv.Error as error:
        raise refuse(skipped + max(reader.line_num, 1), 1, f"The row cannot be read: {error}.") from error


def _row_problems(row: Row, width: int) -> Iterator[ImportProblem]:
    if len(row.cells) != width:
        place = min(len(row.cells), width) + 1
        yield ImportProblem(row.line, place, f"The row has {len(row.cells)} columns, the header {width}.")
    else:
        yield from _cell_problems(row)


def _cell_problems(row: Row) -> Iterator[ImportProblem]:
    for column, cell in enumerate(row.cells, start=1):
        bad = first_refused(cell)
        if bad is not None:
            yield ImportProblem(row.line, column, f"The cell holds the character U+{ord(bad):04X}.")


def first_refused(text: str) -> str | None:
    """The first character that no record may hold: a control character other than a tab."""
    if text.isprintable():
        return None
    return next((c for c in text if c != "\t" and unicodedata.category(c) in _REFUSED), None)


def header_problem(table: CsvTable, known: Sequence[tuple[str, ...]]) -> ImportRefused:
    """The refusal of a header that is none of `known`, told by its difference from the nearest."""
    nearest = max(known, key=lambda columns: len(set(columns) & set(table.header)))
    missing = [name for name in nearest if name not in table.header]
    extra = [name for name in table.header if name not in nearest]
    column = next(
        (i for i, (a, b) in enumerate(zip(table.header, nearest, strict=False), start=1) if a != b),
        min(len(table.header), len(nearest)) + 1,
    )
    words = "These columns are not those of any file of organisations."
    if missing:
        words += f" Missing: {', '.join(missing)}."
    if extra:
        words += f" Not known: {', '.join(extra)[:200]}."
    if not missing and not extra:
        words += f" Expected in this order: {', '.join(nearest)}."
    return refuse(table.header_line, column, words)
