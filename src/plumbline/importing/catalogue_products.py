"""The products of the 2020 list, from its JSON file, with every reference checked."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from catalog.organisations.problems import ImportProblem
from plumbline.importing.catalogue_prices import PriceLine
from plumbline.importing.catalogue_tables import PREFIX, Tables
from plumbline.importing.files import bytes_of, refusal
from plumbline.kit import strict_json
from plumbline.kit.errors import Malformed

NAME: Final = f"{PREFIX}products.json"
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NEVER_STORED: Final = "The text holds a NUL or half a character, which cannot be kept."
_Reference = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
_Code = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]


class CapabilityResult(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was recorded about one capability of a product."""

    id: _Code
    name: str
    result: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class EpicResult(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was recorded about one epic of a product."""

    capability: _Code
    epic: _Code
    result: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class FrameworkEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A framework under which a product was listed."""

    id: str
    foundation: bool | None = None


class ListedProduct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One listing. What is not looked into is kept as it was published."""

    id: _Reference
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    supplier_id: _Reference
    supplier: str
    status: Annotated[str, msgspec.Meta(pattern="^(Published|Draft)$")]
    created: date
    frameworks: list[FrameworkEntry] = []
    summary: str = ""
    description: str = ""
    prices: list[PriceLine] = []
    capabilities: list[CapabilityResult] = []
    epics: list[EpicResult] = []
    features: list[str] = []
    client_application: dict[str, Any] = {}
    hosting: dict[str, Any] = {}
    implementation: str = ""
    roadmap: str = ""
    about_url: str = ""
    integrations_url: str = ""
    associated_services: list[dict[str, Any]] = []
    additional_services: list[dict[str, Any]] = []

    def details(self) -> dict[str, Any]:
        """What is shown as it was published."""
        kept = ("features", "client_application", "hosting", "implementation", "roadmap", "about_url")
        further = ("integrations_url", "associated_services", "additional_services", "frameworks")
        found = {name: msgspec.to_builtins(getattr(self, name)) for name in (*kept, *further)}
        return {name: value for name, value in found.items() if value}


class Meta(msgspec.Struct, frozen=True):
    """Where the list comes from."""

    source: str
    licence: str
    as_of: str


class ProductList(msgspec.Struct, frozen=True):
    """The whole file."""

    meta: Meta
    products: list[ListedProduct]

    @property
    def day(self) -> date:
        """The last day that the words of `as_of` name: the list is no older and no newer."""
        return max(date.fromisoformat(day) for day in _DAY.findall(self.meta.as_of))


def read_products(folder: Path, tables: Tables) -> ProductList:
    """The products of `folder`. Raises `NotFound`, `TooLarge`, `Malformed` or `Invalid`."""
    raw = bytes_of(folder / NAME)
    try:
        said = strict_json.loads(raw)
        found = msgspec.convert(said, ProductList)
    except Malformed as error:
        raise Malformed(f"{NAME}: {error.detail}", next_step=error.next_step) from error
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `$")
        raise refusal(NAME, [_problem(_pointer(place), message)]) from error
    never = [_problem(place, _NEVER_STORED) for place in strict_json.never_stored(said)]
    problems = [*never, *_day_problems(found), *_problems(found.products, tables)]
    if problems:
        raise refusal(NAME, problems)
    return found


def _problem(pointer: str, message: str) -> ImportProblem:
    return ImportProblem(0, 0, message, pointer or "/")


def _pointer(place: str) -> str:
    return place.rstrip("`").replace(".", "/").replace("[", "/").replace("]", "")


def _day_problems(found: ProductList) -> Iterator[ImportProblem]:
    try:
        _ = found.day
    except ValueError:
        yield _problem("/meta/as_of", "No day like 2020-06-25 says of when the list is.")


def _problems(products: list[ListedProduct], tables: Tables) -> Iterator[ImportProblem]:
    seen: set[str] = set()
    for number, product in enumerate(products):
        place = f"/products/{number}"
        if product.id in seen:
            yield _problem(f"{place}/id", f"{product.id!r} stands here again.")
        seen.add(product.id)
        if (product.supplier_id,) not in tables.suppliers:
            unknown = f"{product.supplier_id!r} is not among the suppliers."
            yield _problem(f"{place}/supplier_id", unknown)
        yield from _result_problems(product, place, tables)


def _result_problems(product: ListedProduct, place: str, tables: Tables) -> Iterator[ImportProblem]:
    held: set[tuple[str, ...]] = set()
    for number, entry in enumerate(product.capabilities):
        yield from _entry(f"{place}/capabilities/{number}", (entry.id,), tables.capabilities, held)
    for number, result in enumerate(product.epics):
        yield from _entry(f"{place}/epics/{number}", (result.epic, result.capability), tables.epics, held)


def _entry(
    place: str, key: tuple[str, ...], known: dict[tuple[str, ...], Any], held: set[tuple[str, ...]]
) -> Iterator[ImportProblem]:
    if key not in known:
        yield _problem(place, f"{' of '.join(key)} is not in the files of this folder.")
    if key in held:
        yield _problem(place, f"{' of '.join(key)} stands here again.")
    held.add(key)
