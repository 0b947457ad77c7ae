"""A published method: what is measured, how it becomes a value, and how values become a score.

Methods are dated, versioned TOML files in `scoring/methods/`. A method is known by its digest too:
the hash of its canonical form, which a receipt carries.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property
from hashlib import sha256
from importlib import resources

import msgspec

from catalog.words import GateState, Level

MOST = 10_000
"""The greatest value on a criterion (facts: integers from 0 to 10,000 keep every sum exact)."""


class MethodError(ValueError):
    """A method's file cannot be used: which file, which key, and why."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}")


class Criterion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One criterion. `anchors` are pairs (raw, value), raw rising: straight lines run between them."""

    id: str
    title: str
    measures: str
    unit: str
    weight: int
    anchors: tuple[tuple[float, int], ...]


class ExperienceRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many answers, from how many organisations, before a mean is shown and counted."""

    least_answers: int
    least_organisations: int


class Method(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """A published method, as its file states it."""

    id: str
    version: str
    published: date
    title: str
    summary: str
    admitted: tuple[GateState, ...]
    tie_break: str
    absent: str
    criteria: tuple[Criterion, ...]
    levels: dict[Level, int]
    experience: ExperienceRule
    budgets: dict[str, int]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the method's canonical JSON, in hexadecimal."""
        return sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()

    def budget(self, product_type: str | None) -> int:
        """The published budget in pounds over five years for a kind of product."""
        return self.budgets.get(product_type or "default", self.budgets["default"])


def load_method(method_id: str = "plumbline-1") -> Method:
    """The method with this id. Raises KeyError for an unknown one."""
    return methods()[method_id]


@cache
def methods() -> Mapping[str, Method]:
    """Every method this package ships, by id. Raises `MethodError` for a bad file."""
    folder = resources.files("scoring") / "methods"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {m.id: m for m in (read_method(file.name, file.read_bytes()) for file in files)}


def read_method(name: str, raw: bytes) -> Method:
    """The method in the TOML text `raw`; `name` is the file's, for the error."""
    try:
        method = msgspec.convert(tomllib.loads(raw.decode("utf-8")), Method, strict=False)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MethodError(name, "the file", str(error)) from error
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$")
        raise MethodError(name, path.strip("`.") or "the file", reason) from error
    for number, criterion in enumerate(method.criteria):
        _check_anchors(name, f"criteria[{number}].anchors", criterion.anchors)
    if "default" not in method.budgets:
        raise MethodError(name, "budgets.default", "state the budget that holds where no other does")
    return method


def _check_anchors(name: str, key: str, anchors: tuple[tuple[float, int], ...]) -> None:
    raws, values = [raw for raw, _ in anchors], [value for _, value in anchors]
    if len(anchors) < 2 or raws != sorted(set(raws)):
        raise MethodError(name, key, "give at least two anchors, their raw figures rising")
    if values not in (sorted(values), sorted(values, reverse=True)):
        raise MethodError(name, key, "the values have to rise all the way, or fall all the way")
    if not all(0 <= value <= MOST for value in values):
        raise MethodError(name, key, f"values lie between 0 and {MOST}")
