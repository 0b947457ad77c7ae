"""Takes in organisations from a file: CSV in any shape we know, or JSON in the ORD shape."""

from collections.abc import Iterator
from pathlib import Path

from catalog.organisations.csv_files import joined, read_csv
from catalog.organisations.ord_json import read_ord
from catalog.organisations.organisation import Extract
from catalog.organisations.packaged import SOURCE, TABLES, packaged
from catalog.organisations.problems import ImportRefused
from plumbline.importing.files import bytes_of, refusal
from plumbline.kit import strict_json
from plumbline.kit.audit import OPERATOR, Actor
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Malformed, NotFound
from plumbline.organisations import service
from plumbline.organisations.schemas import ImportReport
from plumbline.storage.engine import Connection, Database


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
    raw = bytes_of(path)
    try:
        return extract_of(raw)
    except ImportRefused as refused:
        raise refusal(path.name, refused.problems) from refused
    except Malformed as error:
        raise Malformed(f"{path.name}: {error.detail}", next_step=error.next_step) from error


def extract_of(raw: bytes) -> Extract:
    """What `raw` says: JSON if it opens like JSON, else CSV. Raises `ImportRefused` or `Malformed`."""
    if raw.lstrip()[:1] in (b"{", b"["):
        return read_ord(strict_json.loads(raw))
    return read_csv(raw)
