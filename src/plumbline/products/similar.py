"""Products like another: what to look at too."""

from typing import Annotated, Final

import msgspec

from plumbline.kit.errors import NotFound
from plumbline.market.snapshot import ProductHit, Snapshot

MOST: Final = 5
LEAST_WORDS: Final = 8
"""With fewer known words than this a product says too little of itself to be likened to another."""


class Alike(msgspec.Struct, frozen=True, kw_only=True):
    """One product like another, and what they have in common."""

    product: ProductHit
    likeness: Annotated[
        float,
        msgspec.Meta(description="Cosine of what both say of themselves, 0 to 1. No measure of quality."),
    ]
    shared: Annotated[list[str], msgspec.Meta(description="Names of the capabilities that both have.")]


class SimilarOut(msgspec.Struct, frozen=True, kw_only=True):
    """Products like one, nearest first, or why none can be named."""

    product: Annotated[str, msgspec.Meta(description="The product's slug.", examples=["tern-record"])]
    items: list[Alike]
    note: Annotated[str, msgspec.Meta(description="How likeness is found, or why nothing is named.")]


def similar_to(snapshot: Snapshot, slug: str) -> SimilarOut:
    """The products most like one. Raises NotFound."""
    place = snapshot.position.get(slug)
    if place is None:
        raise NotFound(f"There is no product {slug[:80]!r}.", next_step="Search for it by name: /products")
    meaning = snapshot.text.meaning
    if meaning is None:
        return _none(slug, "No model was trained yet, or the market is too small for one: see /models")
    if meaning.words_known(place) < LEAST_WORDS:
        return _none(slug, "It says too little of itself to be likened to another.")
    found = snapshot.text.like(place, MOST)
    items = [
        Alike(
            product=snapshot.hits[other],
            likeness=round(likeness, 2),
            shared=_shared(snapshot, place, other),
        )
        for other, likeness in found
    ]
    note = "By what products say of themselves and their capabilities. Not by quality, price or payment."
    return SimilarOut(product=slug, items=items, note=note if items else "Nothing is much like it.")


def _none(slug: str, note: str) -> SimilarOut:
    return SimilarOut(product=slug, items=[], note=note)


def _shared(snapshot: Snapshot, one: int, other: int) -> list[str]:
    theirs = set(snapshot.records[other].capabilities)
    codes = (code for code in snapshot.records[one].capabilities if code in theirs)
    return [snapshot.capability_names.get(code, code) for code in codes]
