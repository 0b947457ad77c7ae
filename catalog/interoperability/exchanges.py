"""What two systems can pass to each other, as data: `catalog/standards/interoperability/exchanges.toml`.

A standard that both meet is needed for two systems to talk and is not enough: it says nothing of roles that
match, of versions, or of what is done with what arrives. So an exchange names its sides, who may stand on
them, which requirements show that a product does, and what even that leaves open.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Final

import msgspec

from catalog.standards_loader import CatalogueFileError, Standards, standards
from catalog.words import ProductType

FILE: Final = "exchanges.toml"


class Side(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One end of an exchange: what it does there, the kinds of system that do it (none named: any), and the
    requirements that show it when all of them are met.
    """

    role: str
    shown_by: tuple[str, ...]
    kinds: tuple[ProductType, ...] = ()

    def is_for(self, kind: str) -> bool:
        """Does a system of this kind stand on this side?"""
        return not self.kinds or kind in self.kinds


class Exchange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that passes between two systems. One side: both do the same; two: each does the other's
    counterpart. `beware` is what evidence on both sides still leaves open.
    """

    id: str
    standard: str
    carries: str
    beware: str
    sides: tuple[Side, ...]


class Way(msgspec.Struct, frozen=True, eq=False):
    """An exchange seen from one end: the places, among all sides, of what I have to show and what the other
    has to. One with two sides is two ways, for a system may stand on either.
    """

    exchange: Exchange
    mine: int
    theirs: int


class Exchanges(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The exchanges, their sides one after the other, their ways, and what is no exchange, with the reason.

    Comparing and hashing go by identity, which is what makes it cheap to remember an answer.
    """

    all: tuple[Exchange, ...]
    sides: tuple[Side, ...]
    ways: tuple[Way, ...]
    left_out: Mapping[str, str]

    def between(self, mine: str, theirs: str) -> tuple[Way, ...]:
        """The ways that there may be between systems of two kinds, seen from the first."""
        return _between(self, mine, theirs)


@lru_cache(maxsize=1024)
def _between(found: Exchanges, mine: str, theirs: str) -> tuple[Way, ...]:
    sides = found.sides
    return tuple(w for w in found.ways if sides[w.mine].is_for(mine) and sides[w.theirs].is_for(theirs))


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    exchanges: tuple[Exchange, ...]
    left_out: dict[str, str]


@cache
def exchanges() -> Exchanges:
    """Those that this package ships, read once. Raises `CatalogueFileError`."""
    file = resources.files("catalog") / "standards" / "interoperability" / FILE
    return read_exchanges(file.read_bytes(), standards())


def read_exchanges(raw: bytes, known: Standards) -> Exchanges:
    """The exchanges in TOML text. Raises `CatalogueFileError` with the key and the reason."""
    try:
        file = msgspec.convert(tomllib.loads(raw.decode("utf-8")), _File)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueFileError(FILE, "TOML", f"{error}; mend the syntax there") from error
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$")
        raise CatalogueFileError(FILE, path.strip("`.") or "the file", reason) from error
    for number, each in enumerate(file.exchanges):
        _check(f"exchanges[{number}]", each, known)
    for name in file.left_out:
        if known.get(name) is None or any(each.standard == name for each in file.exchanges):
            raise CatalogueFileError(FILE, f"left_out.{name}", "is no standard, or one that is counted")
    return _laid_out(file)


def _check(key: str, exchange: Exchange, known: Standards) -> None:
    """Two sides at most, and each shown by something, of the standard that is named."""
    if len(exchange.sides) not in (1, 2):
        raise CatalogueFileError(FILE, f"{key}.sides", "an exchange has one side, for both, or two")
    for number, side in enumerate(exchange.sides):
        found = [known.requirement(each) for each in side.shown_by]
        if not found or any(pair is None or pair[0].id != exchange.standard for pair in found):
            reason = f"name requirements of {exchange.standard}, at least one"
            raise CatalogueFileError(FILE, f"{key}.sides[{number}].shown_by", reason)


def _laid_out(file: _File) -> Exchanges:
    sides: list[Side] = []
    ways: list[Way] = []
    for exchange in file.exchanges:
        first, last = len(sides), len(sides) + len(exchange.sides) - 1
        sides += exchange.sides
        ends: Sequence[tuple[int, int]] = ((first, last), (last, first))[: len(exchange.sides)]
        ways += [Way(exchange, mine, theirs) for mine, theirs in ends]
    return Exchanges(all=file.exchanges, sides=tuple(sides), ways=tuple(ways), left_out=file.left_out)
