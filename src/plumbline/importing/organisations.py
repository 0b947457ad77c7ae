"""Takes in organisations from a file: CSV in any shape we know, or JSON in the ORD shape."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from catalog.organisations.csv_files import joined, read_csv
from catalog.organisations.ord_json import read_ord
from catalog.organisations.organisation import Extract
from catalog.organisations.packaged import SOURCE, TABLES, packaged
from catalog.organisations.problems import ImportProblem, ImportRefused
from plumbline.kit import strict_json
from plumbline.kit.audit import OPERATOR, Actor
from plumbline.kit.clock import Clock
from plumbline.kit.errors import FieldProblem, Invalid, Malformed, NotFound, TooLarge
from plumbline.organisations import service
from plumbline.organisations.schemas import ImportReport
from plumbline.storage.engine import Connection, Database

LARGEST_FILE: Final = 50_000_000


def import_organisations(database: Database, path: Path, clock: Clock, actor: Actor) -> ImportReport:
    """All of the file, or of the folder with our compact tables, in one transaction; or nothing.

    A database without a register gets the packaged one first: a file with a single organisation
    adds to what is known, it does not stand for it.
    Raises `NotFound`, `TooLarge`, `Malformed` (JSON that cannot be decoded) or `Invalid` with
    every problem found, each with its line and column, or its JSON Pointer.
    """
    extract = joined([_read(file) for file in _files(path)])
    with database.write() as db:
        _ensure_packaged(db, clock)
        return service.import_organisations(db, clock, actor, extract, path.name)


def load_packaged(database: Database, clock: Clock) -> ImportReport | None:
    """Take in the register that ships with the package, unless one has been taken in before."""
    with database.write() as db:
        return _ensure_packaged(db, clock)


def _ensure_packaged(db: Connection, clock: Clock) -> ImportReport | None:
    if service.has_register(db):
        return None
    return service.import_organisations(db, clock, OPERATOR, packaged(), SOURCE)


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    found = [path / name for name in TABLES if (path / name).is_file()]
    if not found:
        raise NotFound(
            f"The folder {path.name!r} holds none of: {', '.join(TABLES)}.",
            next_step="Name one file instead.",
        )
    yield from found


def _read(path: Path) -> Extract:
    raw = _bytes_of(path)
    try:
        return extract_of(raw)
    except ImportRefused as refused:
        raise _refusal(path.name, refused) from refused
    except Malformed as error:
        raise Malformed(f"{path.name}: {error.detail}", next_step=error.next_step) from error


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise TooLarge(f"{path.name} is larger than {LARGEST_FILE // 1_000_000} MB.")
        return path.read_bytes()
    except OSError as error:
        raise NotFound(f"{path.name!r} cannot be read: {error.strerror}.") from error


def extract_of(raw: bytes) -> Extract:
    """What `raw` says: JSON if it opens like JSON, else CSV. Raises `ImportRefused` or `Malformed`."""
    if raw.lstrip()[:1] in (b"{", b"["):
        return read_ord(strict_json.loads(raw))
    return read_csv(raw)


def _refusal(name: str, refused: ImportRefused) -> Invalid:
    count = len(refused.problems)
    return Invalid(
        f"{name} cannot be taken in: {count} problem{'' if count == 1 else 's'}. Nothing was written.",
        next_step="Mend the file and import it again: a file is taken in whole or not at all.",
        problems=tuple(FieldProblem(_place(problem), problem.message) for problem in refused.problems),
    )


def _place(problem: ImportProblem) -> str:
    return problem.pointer or f"line {problem.line}, column {problem.column}"
