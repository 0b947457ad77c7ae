"""The requirements coverage table of an Inferno test kit: which requirement is tested by which tests.

Shape: the CSV that `inferno requirements coverage` writes, with a byte-order mark. A column of full test ids
per suite of the kit. By itself it says what would be tested: no finding follows from it.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Reader
from catalog.evidence.readers.pick import excerpt
from catalog.evidence.reading import Context, Document, Issuer, RejectedError, Statement
from catalog.words import Outcome

NEEDED: Final = ("Req Set", "ID", "Requirement", "Conformance")
_FULL: Final = "full id(s)"
_MOST_ROWS: Final = 10_000
_MOST_COLUMNS: Final = 50
_MOST_CELLS: Final = 200_000
"""Commas in the file, which bound both cells and ids of tests. The most seen: 7,500."""


class CoverageRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One row: `tests` are full test ids by the number of their column, `line` the line it begins on."""

    id: str
    set_name: str
    text: str
    conformance: str
    why_not: str
    tests: tuple[tuple[str, ...], ...]
    line: int

    @property
    def name(self) -> str:
        """As Inferno writes it: the set, and the number within it."""
        return f"{self.set_name}@{self.id}" if self.set_name else self.id


def is_coverage(opened: Opened) -> bool:
    """Does its first line have the columns of such a table?"""
    first = opened.content[:4096].removeprefix(b"\xef\xbb\xbf").splitlines()[:1]
    names = (
        [name.strip().strip('"') for name in first[0].decode("utf-8", "replace").split(",")] if first else []
    )
    return all(name in names for name in NEEDED)


def requirements_of(opened: Opened) -> tuple[CoverageRow, ...]:
    """Every row. Raises `RejectedError` where it is no table."""
    try:
        return tuple(_rows(opened.content))
    except UnicodeDecodeError as error:
        raise RejectedError("The table is not UTF-8.", "Save it as UTF-8 and hand it in again.") from error
    except csv.Error as error:
        raise RejectedError(
            f"The table cannot be read: {error}.", "Hand in the CSV as the test kit wrote it."
        ) from error


def _rows(content: bytes) -> Iterator[CoverageRow]:
    """Row by row out of the bytes themselves: a text of it all would be another copy, or four."""
    if content.count(b",") > _MOST_CELLS:
        raise RejectedError(f"The table has more than {_MOST_CELLS:,} cells.", "Hand in one set at a time.")
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
    lines = csv.reader(text, strict=True)
    head = [name.strip() for name in next(lines, [])]
    at = {name: number for number, name in enumerate(head)}
    _check_head(at)
    columns = [number for number, name in enumerate(head) if name.lower().endswith(_FULL)]
    if not columns:
        raise RejectedError(
            "The table has no column of full test ids.", "Hand in the CSV as the test kit wrote it.", "line 1"
        )
    if len(head) > _MOST_COLUMNS:
        raise RejectedError(f"The table has more than {_MOST_COLUMNS} columns.", "Hand in one kit at a time.")
    line = lines.line_num + 1
    for number, cells in enumerate(lines):
        if number >= _MOST_ROWS:
            raise RejectedError(f"The table has more than {_MOST_ROWS:,} rows.", "Hand in one set at a time.")
        row = [*cells, *[""] * (len(head) - len(cells))]
        if any(cell.strip() for cell in row):
            yield _requirement(row, at, columns, line)
        line = lines.line_num + 1


def _check_head(at: dict[str, int]) -> None:
    """It was recognised by its first line as it stands; quotes in it can make other columns of that."""
    if missing := next((name for name in NEEDED if name not in at), None):
        raise RejectedError(
            f"The table has no column {missing}.", "Hand in the CSV as the test kit wrote it.", "line 1"
        )


def _requirement(row: list[str], at: dict[str, int], columns: list[int], line: int) -> CoverageRow:
    why = row[at["Not Tested Reason"]].strip() if "Not Tested Reason" in at else ""
    return CoverageRow(
        id=row[at["ID"]].strip(),
        set_name=row[at["Req Set"]].strip(),
        text=excerpt(row[at["Requirement"]]),
        conformance=row[at["Conformance"]].strip().upper(),
        why_not=excerpt(why),
        tests=tuple(tuple(each.strip() for each in row[c].split(",") if each.strip()) for c in columns),
        line=line,
    )


def _take_apart(opened: Opened, _context: Context, _others: Sequence[Opened]) -> Document:
    found = requirements_of(opened)
    if not found:
        raise RejectedError("The table has no requirement.", "Hand in the CSV as the test kit wrote it.")
    untested = sum(not any(each.tests) for each in found)
    return Document(
        format=Format.INFERNO_COVERAGE,
        model=found,
        issuer=Issuer(kind="tool", name="Inferno"),
        statements=tuple(_statement(each) for each in found),
        notes=(
            f"{len(found)} requirements, of which {untested} have no test. This says what would be tested: "
            "hand it in together with the results of a run.",
        ),
    )


def _statement(item: CoverageRow) -> Statement:
    return Statement(
        about=f"requirement:{excerpt(item.name)}",
        outcome=Outcome.NOT_EVIDENCED,
        pointer=f"line {item.line}",
        text=excerpt(f"{item.conformance}: {item.text}"),
    )


READER: Final = Reader(
    format=Format.INFERNO_COVERAGE,
    version=1,
    recognises=is_coverage,
    take_apart=_take_apart,
)
