"""Reads the plans and the rate of VAT: dated files beside this one, a newer edition from its day on.

A bad file stops with its name, the key, and what to write instead. Nothing is guessed.
"""

import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

import msgspec

from plumbline.billing.plan_data import Edition, Plan, PlanCode, Tier, VatRate, VatTable
from plumbline.kit.money import DIGITS, Money

T = TypeVar("T")
VAT_FILE: Final = "vat.toml"


class PlanFileError(Exception):
    """A file of plans or rates cannot be used: which file, which key, and why."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}")
        self.file = file
        self.key = key
        self.reason = reason


class _File(Protocol):
    @property
    def name(self) -> str: ...
    def read_bytes(self) -> bytes: ...


@cache
def editions() -> tuple[Edition, ...]:
    """The editions that this package ships, the oldest first; read once."""
    return load_editions()


def edition_on(day: date, known: Sequence[Edition] | None = None) -> Edition:
    """The edition in force on a day; before the first, the first: nothing was charged then."""
    known = editions() if known is None else known
    in_force = [each for each in known if each.in_force_from <= day]
    return in_force[-1] if in_force else known[0]


def edition_of(version: str) -> Edition:
    """The edition of that version. Raises `KeyError` for one that this package does not ship."""
    return {each.version: each for each in editions()}[version]


def load_editions(folder: Path | None = None) -> tuple[Edition, ...]:
    """The editions in `folder`, or those shipped. Raises `PlanFileError`."""
    place = folder or resources.files(__package__) / "plans"
    files: list[_File] = sorted(
        (file for file in place.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name
    )
    if not files:
        raise PlanFileError("plans", "the folder", "holds no file; there has to be one edition")
    found = tuple(_edition(file) for file in files)
    for file, each in zip(files, found, strict=True):
        if each.currency != found[0].currency:
            reason = f"keep to {found[0].currency}: a listing is renewed in the currency it began in"
            raise PlanFileError(file.name, "currency", reason)
        if sum(each.version == other.version for other in found) > 1:
            raise PlanFileError(file.name, "version", f"{each.version!r} stands in another file too")
    return found


def _edition(file: _File) -> Edition:
    found = _read(file, Edition)
    if file.name != f"{found.in_force_from}.toml":
        reason = f"name the file {found.in_force_from}.toml, by the day it comes into force"
        raise PlanFileError(file.name, "in_force_from", reason)
    for key, reason in _faults(found):
        raise PlanFileError(file.name, key, reason)
    return found


def _read(file: _File, kind: type[T]) -> T:
    try:
        return msgspec.convert(tomllib.loads(file.read_bytes().decode("utf-8")), kind)
    except UnicodeDecodeError as error:
        raise PlanFileError(file.name, f"byte {error.start}", "not UTF-8; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise PlanFileError(file.name, "TOML", f"{error}; mend the syntax there") from error
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$")
        raise PlanFileError(file.name, path.strip("`.") or "the file", reason) from error


def _faults(edition: Edition) -> Iterator[tuple[str, str]]:
    """Key and reason of whatever its type could not know to be wrong."""
    if edition.currency not in DIGITS:
        yield "currency", f"{edition.currency!r} is no currency that is known here"
        return
    yield from _amounts(edition)
    codes = [plan.code for plan in edition.plans]
    for code in PlanCode:
        if codes.count(code) != 1:
            yield "plans", f"there has to be one plan with the code {code}, and there are {codes.count(code)}"
    for number, plan in enumerate(edition.plans):
        yield from _tier_faults(plan, f"plans[{number}].tiers")
    if not 0 <= edition.market_percent <= 100:
        yield "market_charge.percentage", "write a percentage from 0 to 100"
    days = edition.falling_behind
    if not days.reminder_after_days < days.grace_after_days < days.paused_after_days:
        yield "falling_behind", "a reminder comes before grace, and grace before the pause"


def _amounts(edition: Edition) -> Iterator[tuple[str, str]]:
    named = [("assessment.fee", edition.assessment.fee)]
    named += [(f"assessment.by_standard.{key}", fee) for key, fee in edition.assessment.by_standard.items()]
    for number, plan in enumerate(edition.plans):
        named += [(f"plans[{number}].tiers[{place}].price", t.price) for place, t in enumerate(plan.tiers)]
    for key, amount in named:
        try:
            Money.of(amount, edition.currency)
        except ValueError as error:
            yield key, str(error)


def _tier_faults(plan: Plan, key: str) -> Iterator[tuple[str, str]]:
    """Tiers follow one another from the first product on, without gap or overlap, and the last is open."""
    following = 1
    for number, tier in enumerate(plan.tiers):
        if tier.first != following:
            yield f"{key}[{number}].first", f"the tier before it makes this one begin at {following}"
        if _is_last(plan, tier) != (tier.last is None):
            yield f"{key}[{number}].last", "only the last tier has no last product, and it must have none"
        elif tier.last is not None and tier.last < tier.first:
            yield f"{key}[{number}].last", f"lies before its first product, {tier.first}"
        following = (tier.last or tier.first) + 1


def _is_last(plan: Plan, tier: Tier) -> bool:
    return tier is plan.tiers[-1]


@cache
def vat_table() -> VatTable:
    """The rates that this package ships, read once."""
    return load_vat_table(resources.files(__package__) / VAT_FILE)


def load_vat_table(file: Any) -> VatTable:
    """The rates in a file, the oldest first. Raises `PlanFileError`."""
    found = _read(file, VatTable)
    if not found.rates:
        raise PlanFileError(file.name, "rates", "holds no rate; there has to be one")
    for number, (earlier, later) in enumerate(zip(found.rates, found.rates[1:], strict=False), start=1):
        if later.in_force_from <= earlier.in_force_from:
            raise PlanFileError(file.name, f"rates[{number}].in_force_from", "comes before the rate above it")
    return found


def vat_rate_on(day: date, table: VatTable | None = None) -> VatRate:
    """The standard rate of a day. Raises `ValueError` for a day before the first rate of the table."""
    rates = (table or vat_table()).rates
    in_force = [rate for rate in rates if rate.in_force_from <= day]
    if not in_force:
        raise ValueError(f"There is no rate of VAT for {day}: the table begins on {rates[0].in_force_from}.")
    return in_force[-1]
