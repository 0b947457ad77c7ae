"""Reads the standards: one dated TOML file each, in `catalog/standards/`.

A bad file stops with its name, the key, and what to write instead. Nothing is guessed.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, Protocol, overload

import msgspec

from catalog.dates import stated
from catalog.standard import Requirement, Standard

_DATES: Final = ("published", "implement_from", "mandated_from", "conform_by", "retired_on")


class CatalogueFileError(Exception):
    """A file of the catalogue cannot be used: which file, which key, and why."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}")
        self.file = file
        self.key = key
        self.reason = reason


class Standards(Sequence[Standard]):
    """Every standard, in the order of their ids. Frozen once loaded."""

    def __init__(self, standards: tuple[Standard, ...]) -> None:
        self._all = tuple(sorted(standards, key=lambda s: s.id))
        self._by_id = {s.id: s for s in self._all}
        self._requirements = {r.id: (s, r) for s in self._all for r in s.requirements}

    @overload
    def __getitem__(self, index: int) -> Standard: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Standard, ...]: ...
    def __getitem__(self, index: int | slice) -> Standard | tuple[Standard, ...]:
        return self._all[index]

    def __len__(self) -> int:
        return len(self._all)

    def get(self, standard_id: str) -> Standard | None:
        """The standard with this id, or None."""
        return self._by_id.get(standard_id)

    def requirement(self, requirement_id: str) -> tuple[Standard, Requirement] | None:
        """The requirement with this id and the standard it belongs to, or None."""
        return self._requirements.get(requirement_id)


class _File(Protocol):
    """What a path and a packaged resource have in common."""

    @property
    def name(self) -> str: ...
    def read_bytes(self) -> bytes: ...


@cache
def standards() -> Standards:
    """The standards that this package ships, read once."""
    return load_standards()


def load_standards(folder: Path | None = None) -> Standards:
    """The standards in `folder`, or those shipped. Raises `CatalogueFileError`."""
    place = folder or resources.files("catalog") / "standards"
    files: list[_File] = sorted(
        (f for f in place.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name
    )
    loaded = [(file.name, _read(file)) for file in files]
    _refuse_twice(loaded)
    _refuse_strangers(loaded)
    return Standards(tuple(standard for _, standard in loaded))


def _read(file: _File) -> Standard:
    try:
        raw = tomllib.loads(file.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise CatalogueFileError(
            file.name, f"byte {error.start}", "not UTF-8; save the file as UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise CatalogueFileError(file.name, "TOML", f"{error}; mend the syntax there") from error
    _with_dates(file.name, "current", raw.get("current"))
    for number, edition in enumerate(_listed(raw.get("earlier"))):
        _with_dates(file.name, f"earlier[{number}]", edition)
    _date_at(file.name, "", raw, "review")
    try:
        standard = msgspec.convert(raw, Standard)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$")
        raise CatalogueFileError(file.name, path.strip("`.") or "the file", reason) from error
    if file.name != f"{standard.id.lower()}.toml":
        raise CatalogueFileError(
            file.name, "id", f"{standard.id!r}: name the file {standard.id.lower()}.toml"
        )
    return standard


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _with_dates(file: str, place: str, edition: Any) -> None:
    if isinstance(edition, dict):
        for key in _DATES:
            _date_at(file, place + ".", edition, key)


def _date_at(file: str, place: str, table: dict[str, Any], key: str) -> None:
    """Replace the stated text by its text and day, in place."""
    if key not in table:
        return
    text = table[key]
    if not isinstance(text, str):
        raise CatalogueFileError(
            file, place + key, 'write the date as its owner states it, in quotes: "2026-04-06"'
        )
    try:
        table[key] = stated(text)
    except ValueError as error:
        raise CatalogueFileError(file, place + key, f"{text!r} is on no calendar: {error}") from error


def _refuse_twice(loaded: Iterable[tuple[str, Standard]]) -> None:
    owners = Counter(r.id for _, s in loaded for r in s.requirements)
    for file, standard in loaded:
        for number, requirement in enumerate(standard.requirements):
            if owners[requirement.id] > 1:
                raise CatalogueFileError(
                    file,
                    f"requirements[{number}].id",
                    f"{requirement.id!r} stands more than once in the catalogue",
                )


def _refuse_strangers(loaded: Sequence[tuple[str, Standard]]) -> None:
    known = {standard.id for _, standard in loaded}
    for file, standard in loaded:
        for other in standard.superseded_by:
            if other not in known:
                raise CatalogueFileError(file, "superseded_by", f"{other!r} is no standard of the catalogue")
