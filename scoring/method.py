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
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from catalog.words import ASSURANCE_ORDER, Assurance, GateState, Level
from scoring.experience_model.rule import ModelRule, Share

CURRENT = "plumbline-2"
"""The method that rankings are made by. Those before it stay published, and their receipts verify."""

MOST = 10_000
"""The greatest value on a criterion (facts: integers from 0 to 10,000 keep every sum exact)."""


class MethodError(ValueError):
    """A method's file cannot be used: which file, which key, and why."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}")


class Criterion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One criterion. `anchors` are pairs (raw, value), raw rising: straight lines run between them.

    `why` is the reason for its weight; the first methods gave none.
    """

    id: str
    title: str
    measures: str
    unit: str
    weight: int
    anchors: tuple[tuple[float, int], ...]
    why: str = ""


class ExperienceRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many answers, from how many organisations, before a mean is shown and counted."""

    least_answers: int
    least_organisations: int


class BeyondGate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What counts beyond the gate, and for how much: by level, by the assurance of what shows it, by its age.

    Up to `fresh_days` it counts whole, from `stale_days` up `stale_worth`, on a straight line between.
    """

    levels: dict[Level, int]
    assurance: dict[Assurance, Share]
    fresh_days: Annotated[int, Meta(ge=0)]
    stale_days: Annotated[int, Meta(ge=1)]
    stale_worth: Share


class PublishedModel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers of the experience model: the instrument, the mix of roles (shares that sum to 1), how far
    one organisation can pull, the confidence of an interval, and from how many products on it is fitted.
    """

    instrument: str
    roles: dict[str, Share]
    furthest: Annotated[float, Meta(gt=0)]
    confidence: Annotated[float, Meta(gt=0, lt=1)]
    least_products: Annotated[int, Meta(ge=2)]


class RobustnessRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many ways of weighing are tried, from which seed, and how many places are "among the first"."""

    draws: Annotated[int, Meta(ge=100, le=100_000)]
    seed: Annotated[int, Meta(ge=0)]
    first: Annotated[int, Meta(ge=1)]


class EstateRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a way between two systems counts, in hundredths, by the assurance of the weaker of its ends."""

    assurance: dict[Assurance, Annotated[int, Meta(ge=0, le=100)]]


class Method(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True, omit_defaults=True
):
    """A published method, as its file states it.

    What the first form did not have is left out where it is absent: the digest of a method never changes.
    A method that `extends` another is that one in everything, with criteria more, for questions that state
    more: the one with an `estate` rule ranks for those who say what they hold.
    """

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
    beyond_gate: BeyondGate | None = None
    model: PublishedModel | None = None
    robustness: RobustnessRule | None = None
    extends: str | None = None
    estate: EstateRule | None = None

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the method's canonical JSON, in hexadecimal."""
        return sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()

    @property
    def model_rule(self) -> ModelRule:
        """What the experience model goes by. Raises ValueError for a method without one."""
        if self.model is None:
            raise ValueError(f"{self.id} has no experience model")
        return ModelRule(
            roles=self.model.roles,
            least_answers=self.experience.least_answers,
            least_organisations=self.experience.least_organisations,
            least_products=self.model.least_products,
            furthest=self.model.furthest,
            confidence=self.model.confidence,
        )

    def budget(self, product_type: str | None) -> int:
        """The published budget in pounds over five years for a kind of product."""
        return self.budgets.get(product_type or "default", self.budgets["default"])


def load_method(method_id: str = CURRENT) -> Method:
    """The method with this id. Raises KeyError for an unknown one."""
    return methods()[method_id]


def with_estate(method: Method) -> Method | None:
    """The form of a method that ranks for those who say what they hold, or None where it has none."""
    return next((each for each in methods().values() if each.extends == method.id and each.estate), None)


@cache
def methods() -> Mapping[str, Method]:
    """Every method this package ships, by id. Raises `MethodError` for a bad file."""
    folder = resources.files("scoring") / "methods"
    raw = {f.name: f.read_bytes() for f in folder.iterdir() if f.name.endswith(".toml")}
    found = {m.id: m for m in (read_method(name, text, raw) for name, text in raw.items())}
    return dict(sorted(found.items()))


def read_method(name: str, raw: bytes, beside: Mapping[str, bytes] | None = None) -> Method:
    """The method in the TOML text `raw`; `name` is the file's, for the error, and `beside` holds the files
    among which the one is that it extends.
    """
    try:
        method = msgspec.convert(_whole(name, raw, beside or {}), Method, strict=False)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$")
        raise MethodError(name, path.strip("`.") or "the file", reason) from error
    for number, criterion in enumerate(method.criteria):
        _check_anchors(name, f"criteria[{number}].anchors", criterion.anchors)
    _check_numbers(name, method)
    return method


def _whole(name: str, raw: bytes, beside: Mapping[str, bytes]) -> dict[str, Any]:
    """What a file says, on top of what the one says that it extends."""
    try:
        own = tomllib.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MethodError(name, "the file", str(error)) from error
    if "extends" not in own:
        return own
    file = f"{own['extends']}.toml"
    if file not in beside or file == name:
        raise MethodError(name, "extends", f"there is no file {file}")
    base = _whole(file, beside[file], {})
    return {**base, **own, "criteria": [*base.get("criteria", []), *own.get("criteria", [])]}


def _check_numbers(name: str, method: Method) -> None:
    if len({criterion.id for criterion in method.criteria}) < len(method.criteria):
        raise MethodError(name, "criteria", "each has an id of its own")
    if "default" not in method.budgets:
        raise MethodError(name, "budgets.default", "state the budget that holds where no other does")
    if method.model is not None and abs(sum(method.model.roles.values()) - 1.0) > 1e-9:
        raise MethodError(name, "model.roles", "the shares of the roles sum to 1")
    if method.beyond_gate is not None and method.beyond_gate.fresh_days >= method.beyond_gate.stale_days:
        raise MethodError(name, "beyond_gate.stale_days", "lies above fresh_days")
    if method.estate is not None and not _rises([method.estate.assurance.get(a) for a in ASSURANCE_ORDER]):
        raise MethodError(name, "estate.assurance", "state one for each, and none below a weaker one's")


def _rises(worth: list[int | None]) -> bool:
    stated = [each for each in worth if each is not None]
    return len(stated) == len(worth) and stated == sorted(stated)


def _check_anchors(name: str, key: str, anchors: tuple[tuple[float, int], ...]) -> None:
    raws, values = [raw for raw, _ in anchors], [value for _, value in anchors]
    if len(anchors) < 2 or raws != sorted(set(raws)):
        raise MethodError(name, key, "give at least two anchors, their raw figures rising")
    if values not in (sorted(values), sorted(values, reverse=True)):
        raise MethodError(name, key, "the values have to rise all the way, or fall all the way")
    if not all(0 <= value <= MOST for value in values):
        raise MethodError(name, key, f"values lie between 0 and {MOST}")
