"""Which kind of system a product of the 2020 list is, inferred: the list itself does not say."""

from collections.abc import Collection
from typing import Final

from catalog.words import ProductType

_BY_CAPABILITY: Final[tuple[tuple[ProductType, frozenset[str]], ...]] = (
    # The foundation capabilities of a practice: whoever has one of them runs (a part of) it.
    (ProductType.GP_SYSTEM, frozenset({"C5", "C10", "C13", "C14", "C15"})),
    (ProductType.PHARMACY, frozenset({"C40", "C42"})),
    (ProductType.PATIENT_FACING, frozenset({"C1", "C2", "C3", "C4", "C18", "C33", "C43", "C44", "C46"})),
    (ProductType.SHARED_CARE_RECORD, frozenset({"C36", "C39"})),
    (ProductType.ANALYTICS, frozenset({"C26", "C34", "C35", "C45"})),
    (ProductType.CLINICAL_DECISION_SUPPORT, frozenset({"C6"})),
    # Letters and scans of a practice: a part of its system.
    (ProductType.GP_SYSTEM, frozenset({"C9", "C17", "C19", "C20"})),
    (ProductType.MESSAGING, frozenset({"C7", "C29"})),
)
"""The first kind that shares a capability with the product is taken."""


def product_type_of(capability_codes: Collection[str]) -> ProductType:
    """The kind of system that a product with these capabilities is taken to be.

    What is left over in the list of 2020, with no capability or only "Productivity", are online and
    video consultations that were listed in a hurry that spring: patients meet those.
    """
    held = frozenset(capability_codes)
    return next((kind for kind, codes in _BY_CAPABILITY if held & codes), ProductType.PATIENT_FACING)


_TAGS: Final[dict[str, str]] = {"browser-based": "web", "native-mobile": "mobile"}


def tags_of(client_types: Collection[str]) -> list[str]:
    """The further tags of `applies_to` that follow from how people reach the product."""
    return sorted({_TAGS[kind] for kind in client_types if kind in _TAGS})
