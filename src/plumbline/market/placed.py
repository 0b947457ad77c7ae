"""How likely a product is among the first of its kind by what users say: all, or those like a buyer's own.

The first of those that may be bought, over the same draws as a trial of the ranking. Where a number would say
more than is known there is none, and `Why` says what is missing.
"""

from collections import OrderedDict
from collections.abc import Callable
from enum import StrEnum
from threading import Lock
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec
import numpy as np
from threadpoolctl import threadpool_limits

from plumbline.kit.keeping import kept
from scoring.robustness.placing import among_first
from scoring.robustness.uncertain import spreads

if TYPE_CHECKING:  # they hold what is kept here
    from plumbline.market.like_me import ForBuyer, Mix
    from plumbline.market.snapshot import Snapshot

KEPT: Final = 64
MOST_TRIED: Final = 500
"""Products that are tried at once: ten thousand rankings of them take a second or two."""
Key = tuple[tuple[UUID, ...], "Mix | None"]


class Why(StrEnum):
    """What stands behind a chance, or why there is none."""

    TOLD = "told"
    NOT_KNOWN = "not_known"
    NOT_RANKED = "not_ranked"
    INSUFFICIENT = "insufficient"
    FEW = "few"
    MANY = "many"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Among the `first` of the `of` products of its kind that may be bought: the share of `draws`, None where
    `why` says what is missing.
    """

    first: int
    of: int
    draws: int
    chance: float | None
    why: Why


class PlacesKept:
    """What was counted last, of one state of the answers. Safe for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Key, list[int]] = OrderedDict()

    def counts(self, key: Key, make: Callable[[], list[int]]) -> list[int]:
        """By place in the key's products; counted once."""
        with self._lock:
            return kept(self._kept, key, make, KEPT)


def place_of(snapshot: "Snapshot", at: int, buyer: "ForBuyer | None") -> Place | None:
    """Of the product at a place of the market; None where the method tries no rankings."""
    rule = snapshot.method.robustness
    if rule is None:
        return None
    kind = snapshot.facets.mask({"product_type": (snapshot.records[at].product_type,)})
    among = np.flatnonzero(kind & snapshot.admitted).tolist()
    why = _why(snapshot, at, among, buyer, rule.first)
    chance = None
    if why is Why.TOLD:
        chance = _counts(snapshot, among, buyer)[among.index(at)] / rule.draws
    return Place(first=rule.first, of=len(among), draws=rule.draws, chance=chance, why=why)


def _why(snapshot: "Snapshot", at: int, among: list[int], buyer: "ForBuyer | None", first: int) -> Why:
    if buyer is None:
        estimate = snapshot.estimates[at]
    else:
        figure = buyer.figure(snapshot.records[at].id)
        estimate = None if figure is None else figure.estimate
    if estimate is None:
        return Why.NOT_KNOWN
    if at not in among:
        return Why.NOT_RANKED
    if not estimate.sufficient:
        return Why.INSUFFICIENT
    if len(among) <= first:
        return Why.FEW
    return Why.MANY if len(among) > MOST_TRIED else Why.TOLD


def _counts(snapshot: "Snapshot", among: list[int], buyer: "ForBuyer | None") -> list[int]:
    ids = tuple(snapshot.records[place].id for place in among)

    def counted() -> list[int]:
        model = snapshot.felt.model if buyer is None else buyer.found
        assert model is not None  # there is an estimate
        points = snapshot.experience if buyer is None else buyer.points(snapshot)
        with threadpool_limits(1):  # small tables: a second thread would mostly wait for the first
            return among_first(
                snapshot.method, points[among].tolist(), spreads(model, [str(each) for each in ids])
            )

    return snapshot.felt.placed.counts((ids, None if buyer is None else buyer.mix), counted)
