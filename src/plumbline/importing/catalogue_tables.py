"""The CSV files of the 2020 list: suppliers, capabilities, epics and standards, checked together."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

import msgspec

from catalog.organisations.problems import ImportProblem
from plumbline.importing.csv_files import Column, CsvFile, CsvRow, read_file

PREFIX: Final = "buying_catalogue_"

_SUPPLIERS: Final = (
    Column("id", 40),
    Column("name", 300),
    Column("legal_name", 300),
    Column("url", 500, needed=False),
    Column("summary", 10_000, needed=False),
)
_CAPABILITIES: Final = (
    Column("id", 20),
    Column("name", 300),
    Column("description", 10_000),
    Column("category", 100),
    Column("version", 20),
    Column("status", 40),
    Column("frameworks", 500, needed=False),
    Column("standards", 1000, needed=False),
    Column("url", 500),
)
_EPICS: Final = (
    Column("epic_id", 20),
    Column("capability_id", 20),
    Column("level", 10),
    Column("name", 1000),
    Column("active", 5),
    Column("supplier_defined", 5),
)
_STANDARDS: Final = (
    Column("id", 20),
    Column("name", 300),
    Column("type", 100),
    Column("version", 40, needed=False),
    Column("retired", 5),
    Column("description", 10_000),
    Column("capabilities", 1000, needed=False),
    Column("url", 500),
)
_TRUTH: Final = {"True": True, "False": False}
_LEVELS: Final = ("MUST", "MAY")


class Tables(msgspec.Struct, frozen=True):
    """The rows of every file, keyed by what identifies them."""

    suppliers: dict[tuple[str, ...], CsvRow]
    capabilities: dict[tuple[str, ...], CsvRow]
    epics: dict[tuple[str, ...], CsvRow]  # by epic and capability
    standards: dict[tuple[str, ...], CsvRow]


def read_tables(folder: Path) -> Tables:
    """The four files of `folder`. Raises what `read_file` raises, and for unknown references."""
    suppliers = _file(folder, "suppliers", _SUPPLIERS)
    capabilities = _file(folder, "capabilities", _CAPABILITIES)
    epics = _file(folder, "epics", _EPICS)
    standards = _file(folder, "standards", _STANDARDS)
    tables = Tables(
        suppliers.keyed("id"),
        capabilities.keyed("id"),
        epics.keyed("epic_id", "capability_id"),
        standards.keyed("id"),
    )
    known = {code for (code,) in tables.capabilities}
    suppliers.check(list(_not_links(suppliers)))
    capabilities.check(list(_unknown(capabilities, "standards", {code for (code,) in tables.standards})))
    standards.check(
        [
            *_unknown(standards, "capabilities", known),
            *_not_one_of(standards, "retired", _TRUTH),
            *_not_links(standards),
        ]
    )
    epics.check(
        [
            *_unknown(epics, "capability_id", known),
            *_not_one_of(epics, "level", _LEVELS),
            *_not_one_of(epics, "active", _TRUTH),
            *_not_one_of(epics, "supplier_defined", _TRUTH),
        ]
    )
    return tables


def is_true(row: CsvRow, column: str) -> bool:
    """A cell of True or False, checked when the file was read."""
    return _TRUTH[row.cells[column]]


def _file(folder: Path, name: str, columns: tuple[Column, ...]) -> CsvFile:
    return read_file(folder / f"{PREFIX}{name}.csv", columns)


def _unknown(file: CsvFile, column: str, known: Collection[str]) -> Iterator[ImportProblem]:
    for row in file.rows:
        for code in row.codes(column):
            if code not in known:
                yield file.problem(row, column, f"{code!r} is not in the files of this folder.")


def _not_one_of(file: CsvFile, column: str, choices: Collection[str]) -> Iterator[ImportProblem]:
    for row in file.rows:
        if row.cells[column] not in choices:
            yield file.problem(row, column, f"{row.cells[column]!r} is none of {', '.join(choices)}.")


def _not_links(file: CsvFile) -> Iterator[ImportProblem]:
    """Addresses are shown as links, so nothing but http may stand in them."""
    for row in file.rows:
        if row.cells["url"] and not row.cells["url"].startswith(("http://", "https://")):
            yield file.problem(row, "url", "The address does not start with http:// or https://.")
