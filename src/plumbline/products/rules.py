"""What a supplier may list: names anybody can read, known words, prices that can be added up."""

import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from catalog.obligations import product_tags
from catalog.prices import Flat, PriceError, PricePlan, Tiered, check_plan
from catalog.standards_loader import standards
from catalog.words import ProductType
from plumbline.kit.errors import FieldProblem
from plumbline.products.schemas import ProductIn, SupplierNew

Problems = Iterator[FieldProblem]
LARGEST_PRICE: Final = Decimal(1_000_000_000)
LARGEST_NUMBER: Final = 100_000_000
MOST_PARTS: Final = 100
LONGEST_UNIT: Final = 40
LONGEST_TITLE: Final = 200
_IN_NAMES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_IN_TEXTS: Final = frozenset({"Cc", "Cs"})
_BREAKS: Final = frozenset("\n\r\t")
# Characters that turn the direction of reading: a name could show as another one.
_BIDI: Final = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tidy(text: str) -> str:
    """The text in one form of its characters (NFC), without spaces around it."""
    return unicodedata.normalize("NFC", text).strip()


def name_problems(pointer: str, text: str) -> Problems:
    """A name is one line that reads as what it is."""
    if not text.strip():
        yield FieldProblem(pointer, "Write at least one character that can be seen.")
    yield from _refused(pointer, (c for c in text if unicodedata.category(c) in _IN_NAMES))


def text_problems(pointer: str, text: str) -> Problems:
    """A text may have lines, and nothing that no reader sees."""
    bad = (c for c in text if c in _BIDI or (unicodedata.category(c) in _IN_TEXTS and c not in _BREAKS))
    yield from _refused(pointer, bad)


def _refused(pointer: str, bad: Iterator[str]) -> Problems:
    found = next(bad, None)
    if found is not None:
        yield FieldProblem(pointer, f"The character U+{ord(found):04X} cannot be seen and is not accepted.")


def supplier_problems(data: SupplierNew) -> Problems:
    """Every rule that a supplier's record breaks."""
    yield from name_problems("/name", data.name)
    yield from name_problems("/legal_name", data.legal_name)
    yield from text_problems("/summary", data.summary)
    if data.website is not None and not is_link(data.website):
        yield FieldProblem("/website", "Write the whole address, from https:// on.")


def is_link(text: str) -> bool:
    """May this stand behind a link? Anything but http could run in the reader's browser."""
    return text.startswith(("https://", "http://")) and text.isprintable() and " " not in text


def product_problems(data: ProductIn) -> Problems:
    """Every rule that a listing breaks, apart from what only the database knows."""
    yield from name_problems("/name", data.name)
    yield from text_problems("/summary", data.summary)
    yield from text_problems("/description", data.description)
    if data.product_type not in set(ProductType):
        choices = ", ".join(ProductType)
        yield FieldProblem("/product_type", f"{data.product_type!r} is none of {choices}.")
    known = product_tags("", extra=(tag for standard in standards() for tag in standard.applies_to))
    for number, tag in enumerate(data.tags):
        if tag not in known:
            yield FieldProblem(f"/tags/{number}", f"No standard knows the tag {tag!r}.")
    if len(set(data.capabilities)) != len(data.capabilities):
        yield FieldProblem("/capabilities", "A capability stands twice.")


def plan_problems(plan: PricePlan) -> Problems:
    """Every bound that a price plan breaks, and the first rule of prices."""
    yield from name_problems("/plan/title", plan.title)
    if len(plan.title) > LONGEST_TITLE:
        yield FieldProblem("/plan/title", f"The title is longer than {LONGEST_TITLE}.")
    if len(plan.charges) > MOST_PARTS:
        yield FieldProblem("/plan/charges", f"There are more than {MOST_PARTS} charges.")
    for number, charge in enumerate(plan.charges[:MOST_PARTS]):
        yield from _charge_problems(f"/plan/charges/{number}", charge)
    try:
        check_plan(plan)
    except PriceError as error:
        yield FieldProblem(f"/plan/{error.field}", f"{error.reason[:1].upper()}{error.reason[1:]}.")


def _charge_problems(place: str, charge: object) -> Problems:
    if isinstance(charge, Tiered):
        if len(charge.tiers) > MOST_PARTS:
            yield FieldProblem(f"{place}/tiers", f"There are more than {MOST_PARTS} tiers.")
        for number, tier in enumerate(charge.tiers[:MOST_PARTS]):
            if max(tier.first, tier.last or 0) > LARGEST_NUMBER:
                yield FieldProblem(f"{place}/tiers/{number}", f"A tier goes beyond {LARGEST_NUMBER:,} units.")
            yield from _price_problems(f"{place}/tiers/{number}/price", tier.price)
    else:
        yield from _price_problems(f"{place}/price", getattr(charge, "price", Decimal(0)))
    for field, longest in (("title", LONGEST_TITLE), ("unit", LONGEST_UNIT)):
        if field == "unit" and isinstance(charge, Flat):
            continue
        text = str(getattr(charge, field))
        yield from name_problems(f"{place}/{field}", text)
        if len(text) > longest:
            yield FieldProblem(f"{place}/{field}", f"The {field} is longer than {longest}.")


def _price_problems(pointer: str, price: Decimal) -> Problems:
    # What is no number at all is left to `check_plan`: comparing it here would raise.
    if price.is_finite() and price > LARGEST_PRICE:
        yield FieldProblem(pointer, f"A price is at most {LARGEST_PRICE:,}.")
