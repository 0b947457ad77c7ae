"""What is wrong with a file, where, in words: a file with one problem is refused whole."""

from collections.abc import Sequence
from typing import Final

import msgspec

MOST_PROBLEMS: Final = 100


class ImportProblem(msgspec.Struct, frozen=True, order=True):
    """One thing that is wrong.

    `line` and `column` count from 1. In a CSV file `column` is the number of the cell in its
    row; where the text itself cannot be read, it is the place in the line. `pointer` is a JSON
    Pointer (RFC 6901) for JSON, where a value has no line of its own: line and column are then 0.
    """

    line: int
    column: int
    message: str
    pointer: str = ""

    def __str__(self) -> str:
        place = self.pointer if self.line == 0 else f"line {self.line}, column {self.column}"
        return f"{place}: {self.message}" if place else self.message


class ImportRefused(Exception):
    """A file that cannot be taken in, with everything that is wrong with it (at most 100 are kept)."""

    def __init__(self, problems: Sequence[ImportProblem]) -> None:
        self.problems = tuple(problems[:MOST_PROBLEMS])
        super().__init__("; ".join(map(str, self.problems[:3])))


def refuse(line: int, column: int, message: str) -> ImportRefused:
    """The refusal of a file for one reason."""
    return ImportRefused([ImportProblem(line, column, message)])
