"""The published policy of assessing, as data: `catalog/standards/assessing/policy.toml`.

It says which requirements two assessors have to agree on, and within how many days a line is decided.
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Final

import msgspec

from catalog.standards_loader import CatalogueFileError, Standards, standards

_FILE: Final = "policy.toml"


class Concern(StrEnum):
    """Why two assessors have to agree."""

    CLINICAL_SAFETY = "clinical_safety"
    SECURITY = "security"


class Risk(StrEnum):
    """How much hangs on a line: it sets the place in the queue, and the days it may take."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class SecondReview(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Requirements of one standard that need a second review; all of them, or those that start so."""

    standard: str
    concern: Concern
    starts_with: str = ""


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The policy as its file states it."""

    version: int
    target_days: Mapping[Risk, int]
    second_review: tuple[SecondReview, ...]


def policy_of(raw: bytes, known: Standards) -> Policy:
    """The policy in a file. Raises `CatalogueFileError` where it names what is not in the catalogue."""
    try:
        found = msgspec.convert(tomllib.loads(raw.decode("utf-8")), Policy)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise CatalogueFileError(_FILE, "the file", str(error)) from error
    if missing := [risk for risk in Risk if found.target_days.get(risk, 0) < 1]:
        raise CatalogueFileError(_FILE, f"target_days.{missing[0]}", "say how many days, 1 or more")
    for number, each in enumerate(found.second_review):
        if not _named(each, known):
            reason = f"{each.standard!r} has no requirement that starts with {each.starts_with!r}"
            raise CatalogueFileError(_FILE, f"second_review[{number}]", reason)
    return found


@cache
def policy() -> Policy:
    """The policy that this package ships, read once."""
    place = resources.files("catalog") / "standards" / "assessing" / _FILE
    return policy_of(place.read_bytes(), standards())


@cache
def concerns() -> Mapping[str, Concern]:
    """The requirements that need a second review, by id, with the reason why."""
    known = standards()
    return {name: each.concern for each in policy().second_review for name in _named(each, known)}


def _named(each: SecondReview, known: Standards) -> list[str]:
    standard = known.get(each.standard)
    asked = standard.requirements if standard else ()
    return [item.id for item in asked if item.id.startswith(each.starts_with)]
