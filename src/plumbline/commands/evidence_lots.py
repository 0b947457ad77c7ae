"""Which files of a folder go together in one request: those of one folder, as far as there is room."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from plumbline.evidence.many import MOST_FILES

MOST_BYTES: Final = 20_000_000
"""In one request: below what a service takes unless its operator says otherwise."""


def files_in(places: Iterable[Path]) -> list[Path]:
    """Every file in the folders, and the files named themselves; hidden ones and links are left out."""
    found: dict[Path, None] = {}
    for place in places:
        inside = sorted(place.rglob("*")) if place.is_dir() else [place]
        found |= dict.fromkeys(file for file in inside if not place.is_dir() or _is_plain(file, place))
    return list(found)


def lots_of(files: Sequence[Path]) -> Iterator[list[Path]]:
    """The files in lots that fit a request. A folder is divided only where it fits none by itself."""
    lot: list[Path] = []
    for _, group in groupby(files, key=lambda file: file.parent):
        for part in _parts(list(group)):
            if lot and not _fits([*lot, *part]):
                yield lot
                lot = []
            lot = [*lot, *part]
    if lot:
        yield lot


def _parts(folder: list[Path]) -> Iterator[list[Path]]:
    part: list[Path] = []
    for file in folder:
        if part and not _fits([*part, file]):
            yield part
            part = []
        part.append(file)
    yield part


def _fits(files: Sequence[Path]) -> bool:
    return len(files) <= MOST_FILES and sum(file.stat().st_size for file in files) <= MOST_BYTES


def _is_plain(file: Path, place: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(place).parts)
    return file.is_file() and not file.is_symlink() and not hidden
