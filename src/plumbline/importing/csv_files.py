"""CSV files of known columns: strict rows by column name, every problem with its line and column.

A cell is plain text whatever it starts with: `=1+1` is a name like any other here, and is made
harmless where it is exported.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from catalog.organisations.csv_table import CsvTable, read_table
from catalog.organisations.csv_table import Row as TableRow
from catalog.organisations.problems import ImportProblem, ImportRefused, refuse
from plumbline.importing.files import bytes_of, refusal


class Column(msgspec.Struct, frozen=True):
    """A column by its name in the header, how long its cells may be, and whether they may be empty."""

    name: str
    longest: int
    needed: bool = True


class CsvRow(msgspec.Struct, frozen=True):
    """One row: the line it ends on, counted from 1, and its cells by column."""

    line: int
    cells: dict[str, str]

    def codes(self, column: str) -> tuple[str, ...]:
        """The codes of a cell that lists them with `|` between."""
        return tuple(filter(None, self.cells[column].split("|")))


class CsvFile(msgspec.Struct, frozen=True):
    """The rows of a file, and the means to say where in it something is wrong."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[CsvRow, ...]

    def problem(self, row: CsvRow, column: str, message: str) -> ImportProblem:
        """A problem with one cell."""
        return ImportProblem(row.line, self.columns.index(column) + 1, message)

    def check(self, problems: Sequence[ImportProblem]) -> None:
        """Refuse the file if there are problems. Raises `Invalid`."""
        if problems:
            raise refusal(self.name, problems)

    def keyed(self, *key: str) -> dict[tuple[str, ...], CsvRow]:
        """Rows by the cells of `key`. Raises `Invalid` for a key that stands twice."""
        found: dict[tuple[str, ...], CsvRow] = {}
        problems = []
        for row in self.rows:
            words = tuple(row.cells[column] for column in key)
            if words in found:
                again = f"{' of '.join(words)} stands here again, after line {found[words].line}."
                problems.append(self.problem(row, key[0], again))
            found.setdefault(words, row)
        self.check(problems)
        return found


def read_file(path: Path, columns: Sequence[Column]) -> CsvFile:
    """Every row of a file that has exactly these columns, in this order.

    Raises `NotFound`, `TooLarge`, or `Invalid` with the line and column of every problem.
    """
    raw = bytes_of(path)
    try:
        table = read_table(raw)
        _check_header(table, columns)
    except ImportRefused as refused:
        raise refusal(path.name, refused.problems) from refused
    problems = [problem for row in table.rows for problem in _cell_problems(row, columns)]
    if problems:
        raise refusal(path.name, problems)
    names = tuple(column.name for column in columns)
    rows = tuple(CsvRow(row.line, dict(zip(names, row.cells, strict=True))) for row in table.rows)
    return CsvFile(path.name, names, rows)


def _check_header(table: CsvTable, columns: Sequence[Column]) -> None:
    names = [column.name for column in columns]
    if list(table.header) == names:
        return
    pairs = enumerate(zip(table.header, names, strict=False), start=1)
    place = next((n for n, (found, wanted) in pairs if found != wanted), None)
    place = place or min(len(table.header), len(names)) + 1
    wanted = f"The columns of this file are, in this order: {', '.join(names)}."
    raise refuse(table.header_line, place, wanted)


def _cell_problems(row: TableRow, columns: Sequence[Column]) -> Iterator[ImportProblem]:
    for place, (cell, column) in enumerate(zip(row.cells, columns, strict=True), start=1):
        if column.needed and not cell:
            yield ImportProblem(row.line, place, f"The {column.name} is missing.")
        if len(cell) > column.longest:
            yield ImportProblem(row.line, place, f"The {column.name} is longer than {column.longest}.")
