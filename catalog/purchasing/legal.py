"""The legal ceiling of a direct purchase, as data: `catalog/standards/purchasing/legal.toml`."""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Final

import msgspec

from catalog.standards_loader import CatalogueFileError

_FILE: Final = "legal.toml"


class AuthorityClass(StrEnum):
    """How the law classes a contracting authority. An organisation states its own."""

    CENTRAL = "central"
    SUB_CENTRAL = "sub_central"


AUTHORITY_CLASS_NAMES: Final[dict[str, str]] = {
    AuthorityClass.CENTRAL: "Central government, which includes NHS trusts and foundation trusts",
    AuthorityClass.SUB_CENTRAL: "Sub-central authority",
}


class LegalCeiling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The ceilings from a day on, in pounds by class. Compared with values that include VAT if it says so."""

    begins: date = msgspec.field(name="from")
    includes_vat: bool
    source: str
    sureness: str
    amounts: Mapping[AuthorityClass, Decimal]
    notice_from: Mapping[AuthorityClass, Decimal]


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    ceilings: tuple[LegalCeiling, ...]


def ceilings_of(raw: bytes) -> tuple[LegalCeiling, ...]:
    """The ceilings in a file, oldest first. Raises `CatalogueFileError` for what it does not say."""
    try:
        found = msgspec.convert(tomllib.loads(raw.decode("utf-8")), _File).ceilings
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise CatalogueFileError(_FILE, "the file", str(error)) from error
    for number, each in enumerate(found):
        for kind in AuthorityClass:
            if each.amounts.get(kind, Decimal(0)) <= 0 or each.notice_from.get(kind, Decimal(0)) <= 0:
                raise CatalogueFileError(_FILE, f"ceilings[{number}].{kind}", "say how many pounds, above 0")
    return tuple(sorted(found, key=lambda each: each.begins))


@cache
def ceilings() -> tuple[LegalCeiling, ...]:
    """The ceilings that this package ships, read once."""
    place = resources.files("catalog") / "standards" / "purchasing" / _FILE
    return ceilings_of(place.read_bytes())


def ceiling_on(day: date) -> LegalCeiling | None:
    """The ceilings in force on a day; None where none is recorded for it."""
    return next((each for each in reversed(ceilings()) if each.begins <= day), None)
