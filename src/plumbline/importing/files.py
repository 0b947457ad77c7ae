"""What every importer does with a file: read its bytes under a cap, and refuse it with places."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from catalog.organisations.problems import ImportProblem
from plumbline.kit.errors import FieldProblem, Invalid, NotFound, TooLarge

LARGEST_FILE: Final = 50_000_000


def bytes_of(path: Path) -> bytes:
    """The content of a file. Raises `NotFound` or `TooLarge`."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise TooLarge(f"{path.name} is larger than {LARGEST_FILE // 1_000_000} MB.")
        return path.read_bytes()
    except OSError as error:
        raise NotFound(f"{path.name!r} cannot be read: {error.strerror}.") from error


def refusal(name: str, problems: Iterable[ImportProblem]) -> Invalid:
    """The refusal of a whole file, with the place of every problem in it."""
    told = tuple(FieldProblem(_place(problem), problem.message) for problem in problems)
    count = len(told)
    return Invalid(
        f"{name} cannot be taken in: {count} problem{'' if count == 1 else 's'}. Nothing was written.",
        next_step="Mend the file and import it again: a file is taken in whole or not at all.",
        problems=told,
    )


def _place(problem: ImportProblem) -> str:
    return problem.pointer or f"line {problem.line}, column {problem.column}"
