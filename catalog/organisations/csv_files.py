"""The CSV files we read: which shapes there are, and how a file is told from its header."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

from catalog.organisations.cells import Cells
from catalog.organisations.compact_csv import (
    ORGANISATION_COLUMNS,
    RELATIONSHIP_COLUMNS,
    SUCCESSION_COLUMNS,
    read_organisation,
    read_relationship,
    read_succession,
)
from catalog.organisations.csv_table import header_problem, read_table
from catalog.organisations.ods_csv import (
    ODS_COLUMNS,
    ODS_SUCCESSION_COLUMNS,
    read_ods_organisation,
    read_ods_succession,
)
from catalog.organisations.organisation import Extract, Organisation, Relationship, Succession
from catalog.organisations.problems import ImportProblem, ImportRefused

RowReader = Callable[[Cells], Extract]

READERS: Final[dict[tuple[str, ...], RowReader]] = {
    ORGANISATION_COLUMNS: read_organisation,
    SUCCESSION_COLUMNS: read_succession,
    RELATIONSHIP_COLUMNS: read_relationship,
    ODS_COLUMNS: read_ods_organisation,
    ODS_SUCCESSION_COLUMNS: read_ods_succession,
}


def read_csv(raw: bytes) -> Extract:
    """All rows of a CSV file in any shape we know. Raises `ImportRefused` with every problem."""
    table = read_table(raw)
    reader = READERS.get(table.header)
    if reader is None:
        raise header_problem(table, tuple(READERS))
    problems: list[ImportProblem] = []
    read = [(row.line, reader(Cells(table, row, problems))) for row in table.rows]
    problems += _twice(read)
    if problems:
        raise ImportRefused(sorted(problems))
    return joined(extract for _, extract in read)


def _twice(read: Iterable[tuple[int, Extract]]) -> list[ImportProblem]:
    """A problem for every row that says again what an earlier row said."""
    seen: Counter[object] = Counter()
    problems = []
    for line, extract in read:
        for key in _keys(extract):
            seen[key] += 1
            if seen[key] == 2:
                problems.append(ImportProblem(line, 1, f"{' and '.join(map(str, key))} stands here again."))
    return problems


def _keys(extract: Extract) -> list[tuple[str, ...]]:
    if extract.organisations:
        return [(each.code,) for each in extract.organisations]
    if extract.successions:
        return [pair_of(each) for each in extract.successions]
    return [(each.child, each.parent, each.kind) for each in extract.relationships]


def pair_of(step: Succession) -> tuple[str, str]:
    """What identifies a succession: the two codes."""
    return step.predecessor, step.successor


def joined(extracts: Iterable[Extract]) -> Extract:
    """Several extracts as one."""
    organisations: list[Organisation] = []
    successions: list[Succession] = []
    relationships: list[Relationship] = []
    kinds_stated = True
    for each in extracts:
        organisations += each.organisations
        successions += each.successions
        relationships += each.relationships
        kinds_stated = kinds_stated and each.kinds_stated
    return Extract(
        organisations=tuple(organisations),
        successions=tuple(successions),
        relationships=tuple(relationships),
        kinds_stated=kinds_stated,
    )
