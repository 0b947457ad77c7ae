"""The success criteria of WCAG 2.2 as data, and the many ways in which tools name one.

Source: W3C, Web Content Accessibility Guidelines 2.0 to 2.2; `catalog/standards/criteria/wcag-2.2.toml`.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

import msgspec

_NUMBER: Final = re.compile(r"(?:[a-z]+-?)?([1-4])\.([1-5])\.(\d{1,2})")
_TAG: Final = re.compile(r"(?:wcag|sc)([1-4])([1-5])(\d{1,2})")


class Criterion(msgspec.Struct, frozen=True, array_like=True):
    """One success criterion: `slug` names it in addresses of 2.1 and 2.2, `anchor` in those of 2.0."""

    number: str
    level: str
    since: str
    slug: str
    anchor: str

    @property
    def about(self) -> str:
        """As statements name it."""
        return f"wcag22:{self.number}"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    dropped: tuple[str, ...]
    criteria: tuple[Criterion, ...]


@cache
def _file() -> _File:
    place = resources.files("catalog") / "standards" / "criteria" / "wcag-2.2.toml"
    return msgspec.convert(tomllib.loads(place.read_text(encoding="utf-8")), _File)


@cache
def criteria() -> Mapping[str, Criterion]:
    """Every criterion by number, those that 2.2 dropped included."""
    return {each.number: each for each in _file().criteria}


@cache
def needed() -> Mapping[str, Criterion]:
    """The criteria of levels A and AA that WCAG 2.2 asks for: 55."""
    dropped = _file().dropped
    return {
        number: each
        for number, each in criteria().items()
        if each.level in ("A", "AA") and number not in dropped
    }


@cache
def _by_name() -> Mapping[str, Criterion]:
    found = {each.anchor: each for each in criteria().values() if each.anchor}
    return found | {each.slug: each for each in criteria().values()}


def by_tag(tag: str) -> Criterion | None:
    """The criterion of a tag such as `wcag143` or `wcag2411`."""
    found = _TAG.fullmatch(tag.strip().lower())
    return criteria().get(".".join(found.groups())) if found else None


def by_number(text: str) -> Criterion | None:
    """The criterion of a number, bare or with a short word before it: `1.4.3`, `SC 1.4.3`, `EN-9.1.4.3`."""
    word = text.strip().lower().removeprefix("en-9.").removeprefix("9.").replace(" ", "")
    found = _NUMBER.fullmatch(word)
    return criteria().get(".".join(found.groups())) if found else None


def by_address(address: str) -> Criterion | None:
    """The criterion that an address or a prefixed name of WCAG leads to, or that a tag or number names."""
    lower = address.strip().lower()
    last = lower.rstrip("/").rpartition("#")[2].rpartition("/")[2].rpartition(":")[2].removesuffix(".html")
    if "wcag" in lower and last in _by_name():
        return _by_name()[last]
    return by_number(last) or by_tag(last)
