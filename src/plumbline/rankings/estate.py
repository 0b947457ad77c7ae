"""What a buyer holds: read from the question, and each ranked product held against it."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import isnan

from catalog.interoperability.exchanges import exchanges
from catalog.interoperability.shown import Talk, talks, unknown_sides
from catalog.words import Assurance
from plumbline.kit.errors import Invalid
from plumbline.market.snapshot import Snapshot
from plumbline.rankings.schemas import ExchangeOut, ExchangeShown, HeldFit
from scoring.fit import Held, pair_figures
from scoring.method import Method

BETWEEN = "@"
"""Between a slug, which never holds it, and a release."""


def estate_of(snapshot: Snapshot, asked: Sequence[str]) -> tuple[Held, ...]:
    """What is held, each once, in an order that does not hang on the question's.

    Raises `Invalid` at the entry that names no product of the market, or no release of it.
    """
    return tuple(sorted({_held(snapshot, number, text) for number, text in enumerate(asked)}))


def _held(snapshot: Snapshot, number: int, text: str) -> Held:
    slug, _, release = text.partition(BETWEEN)
    place = snapshot.position.get(slug)
    if place is None:
        raise Invalid.field(
            f"/estate/{number}", f"There is no product {slug[:60]!r}.", next_step="Search for it: /products"
        )
    versions = snapshot.records[place].releases
    if release and release not in versions:
        known = ", ".join(versions) or "none is recorded"
        raise Invalid.field(
            f"/estate/{number}",
            f"{slug} has no release {release[:40]!r}.",
            next_step=f"Its releases: {known}. Leave the release out for the newest.",
        )
    return Held(place, is_shown=not release or release == versions[-1])


def is_held(estate: Sequence[Held], place: int) -> bool:
    """Is the product at this place one of those?"""
    return any(each.place == place for each in estate)


def fits(snapshot: Snapshot, method: Method, estate: Sequence[Held], place: int) -> list[HeldFit]:
    """How far the product at a place is shown to fit with each that is held, by name; never with itself."""
    worth = method.estate.assurance if method.estate else {}
    return [_fit(snapshot, worth, held, place) for held in estate if held.place != place]


def _fit(snapshot: Snapshot, worth: Mapping[Assurance, int], held: Held, place: int) -> HeldFit:
    record, other = snapshot.records[place], snapshot.records[held.place]
    theirs = snapshot.sides(held.place) if held.is_shown else unknown_sides()
    found = talks(snapshot.sides(place), record.product_type, theirs, other.product_type)
    shown, most = pair_figures(found, worth)
    return HeldFit(
        product=other.slug,
        name=other.name,
        is_newest=held.is_shown,
        figure=shown,
        at_most=most,
        exchanges=tuple(_exchange(talk) for talk in found),
    )


@lru_cache(maxsize=4096)
def _exchange(talk: Talk) -> ExchangeShown:
    return ExchangeShown(
        exchange=talk.exchange.id,
        standard=talk.exchange.standard,
        side=talk.mine.role,
        state=talk.state,
        assurance=talk.assurance,
    )


def exchanges_looked_at() -> list[ExchangeOut]:
    """Everything that is looked at between two systems, and what it leaves open."""
    return [
        ExchangeOut(id=each.id, standard=each.standard, carries=each.carries, beware=each.beware)
        for each in exchanges().all
    ]


def fit_words(shown: float, most: float) -> str:
    """The figure behind the criterion, with what it might be."""
    if isnan(shown):
        return "nothing else is held: not known"
    return f"{shown:.0%} by evidence on both sides" + (f", at most {most:.0%}" if most > shown else "")
