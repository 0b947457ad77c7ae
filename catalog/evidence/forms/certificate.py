"""The certificate record: what stands on a certificate, and where it can be looked up.

Anybody can type one, so it is the supplier's word. The schemes are data: `catalog/standards/forms/`.
"""

import re
import tomllib
from calendar import monthrange
from collections.abc import Mapping
from datetime import date as Day  # noqa: N812 as in the other forms
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

import msgspec

FORMAT: Final = "plumbline-certificate-record"
_LATEST: Final = Day(9000, 1, 1)  # what is issued later has no end that a calendar could write
_HOST: Final = re.compile(r"https://([a-z0-9.-]+)(/[\x21-\x7e]*)?")


class Scheme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scheme that certifies; see the head of the data file for each field."""

    id: str
    title: str
    register: str
    hosts: tuple[str, ...]
    months: int = 0
    until: str = ""
    results: tuple[str, ...] = ()
    good: tuple[str, ...] = ()
    fair: tuple[str, ...] = ()

    def last_day(self, issued: Day) -> Day | None:
        """The last day on which a certificate of that day can count; None where the scheme names none."""
        if issued > _LATEST:
            return Day.max
        if self.months:
            return _months_after(issued, self.months)
        if self.until:
            month, day = (int(part) for part in self.until.split("-"))
            this_year = issued.replace(month=month, day=day)
            return this_year if this_year > issued else this_year.replace(year=issued.year + 1)
        return None

    def holds(self, address: str) -> bool:
        """Is this the address of a page in the scheme's register?"""
        found = _HOST.fullmatch(address)
        return found is not None and found[1] in self.hosts


class CertificateRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One certificate: `register` is the address of its entry in the scheme's public register."""

    format: Literal["plumbline-certificate-record"]
    scheme: str
    number: str = ""
    issuer: str = ""
    holder: str = ""
    scope: str = ""
    result: str = ""
    issued: Day
    expires: Day | None = None
    register: str = ""


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    schemes: tuple[Scheme, ...]


@cache
def schemes() -> Mapping[str, Scheme]:
    """Every scheme by its id, read once."""
    place = resources.files("catalog") / "standards" / "forms" / "certificates.toml"
    read = msgspec.convert(tomllib.loads(place.read_text(encoding="utf-8")), _File)
    return {scheme.id: scheme for scheme in read.schemes}


def schema() -> dict[str, Any]:
    """A JSON Schema of the record, with the schemes that can be chosen."""
    made = msgspec.json.schema(CertificateRecord)
    made["$defs"]["CertificateRecord"]["properties"]["scheme"] = {"enum": list(schemes())}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Certificate record", **made}


def template() -> dict[str, Any]:
    """The record with everything left empty, to be filled in; `expires` may stay null."""
    empty = dict.fromkeys(("scheme", "number", "issuer", "holder", "scope", "result", "issued"), "")
    return {"format": FORMAT, **empty, "expires": None, "register": ""}


def _months_after(day: Day, months: int) -> Day:
    """The same day of a later month, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return Day(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
