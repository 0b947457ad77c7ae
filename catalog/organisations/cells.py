"""Reads the cells of a row as codes, dates and words, noting every problem instead of stopping."""

import re
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from catalog.organisations.csv_table import CsvTable, Row
from catalog.organisations.problems import ImportProblem
from catalog.words import Certainty

CODE: Final = re.compile(r"[A-Z0-9]{2,12}")
ROLE: Final = re.compile(r"RO\d{1,4}")
RELATIONSHIP: Final = re.compile(r"RE\d{1,3}")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
LONGEST_NAME: Final = 300
LONGEST_PLACE: Final = 12
LONGEST_NOTE: Final = 2000

Word = TypeVar("Word", bound=StrEnum)


def day_in(text: str) -> date | None:
    """The day that `text` writes as YYYY-MM-DD, or None if it writes none."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class Cells:
    """One row being read. What cannot be read becomes a problem, and a stand-in is returned.

    The stand-ins never leave the reader: a file with a problem is refused whole.
    """

    def __init__(self, table: CsvTable, row: Row, problems: list[ImportProblem]) -> None:
        self._place = {name: number for number, name in enumerate(table.header, start=1)}
        self._row = row
        self._problems = problems

    def problem(self, column: str, message: str) -> None:
        """Note that the cell of `column` is wrong."""
        self._problems.append(ImportProblem(self._row.line, self._place[column], f"{column}: {message}"))

    def raw(self, column: str) -> str:
        """The text of a cell as it stands."""
        return self._row.cells[self._place[column] - 1]

    def text(self, column: str, longest: int) -> str | None:
        """A text of at most `longest` characters; None for an empty cell."""
        found = self.raw(column)
        if len(found) > longest:
            self.problem(column, f"{len(found)} characters; at most {longest} fit.")
        return found or None

    def name(self, column: str) -> str:
        """A text that has to be there."""
        found = self.text(column, LONGEST_NAME)
        if found is None:
            self.problem(column, "is empty.")
        return found or ""

    def matching(self, column: str, pattern: re.Pattern[str], example: str) -> str | None:
        """A text of one form; None for an empty cell."""
        found = self.raw(column)
        if found and not pattern.fullmatch(found):
            self.problem(column, f"{found[:40]!r} is not of the form of {example}.")
        return found or None

    def code(self, column: str) -> str:
        """An organisation's code, which has to be there."""
        found = self.matching(column, CODE, "an ODS code, such as RJ1 or S1Y5D")
        if found is None:
            self.problem(column, "is empty.")
        return found or ""

    def day(self, column: str) -> date | None:
        """A day; None for an empty cell: it is not recorded."""
        found = self.raw(column)
        day = day_in(found)
        if found and day is None:
            self.problem(column, f"{found[:40]!r} is not a day of the form 2026-04-01.")
        return day

    def word(self, column: str, words: type[Word]) -> Word | None:
        """One of a fixed set of words, in which a space may stand for an underscore."""
        found = self.raw(column)
        try:
            return words(found.replace(" ", "_"))
        except ValueError:
            known = ", ".join(words)
            self.problem(column, f"{found[:40]!r} is not one of: {known}.")
            return None

    def certainty(self, column: str) -> Certainty:
        """The weakest certainty that the cell's words name, which may be qualified in brackets."""
        found = set(re.findall(r"[a-z]+", self.raw(column))) & set(Certainty)
        if not found:
            self.problem(column, f"names none of: {', '.join(Certainty)}.")
        order = (Certainty.LOW, Certainty.MEDIUM, Certainty.HIGH)
        return next((grade for grade in order if grade in found), Certainty.LOW)

    def days_in_order(self, first: str, last: str) -> None:
        """Note a problem when the day of `last` lies before that of `first`."""
        start, end = day_in(self.raw(first)), day_in(self.raw(last))
        if start is not None and end is not None and end < start:
            self.problem(last, f"{end} lies before {first} ({start}).")
