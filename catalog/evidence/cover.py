"""The cheapest choice of things that together cover all that is wanted: a minimum weighted set cover.

Exact. The problem is NP-hard (Karp, Reducibility among Combinatorial Problems, 1972), and small here: a few
dozen documents, whose reach hardly overlaps. What is outdone is left out; the rest is searched with a bound.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

Name = TypeVar("Name", bound=Hashable)


class _Best(msgspec.Struct):
    """The best choice found so far, and what it weighs."""

    weight: int
    chosen: tuple[int, ...]


def cheapest_cover(
    wanted: Collection[Hashable], covers: Mapping[Name, Collection[Hashable]], weights: Mapping[Name, int]
) -> tuple[Name, ...]:
    """The names whose `covers` together hold all of `wanted`, of least total weight, in their order.

    Weights are positive. Of several such choices it is always the same one, for the same input in the same
    order. Raises `ValueError` where something wanted is covered by nothing.
    """
    names = list(covers)
    items = {each: place for place, each in enumerate(dict.fromkeys(wanted))}
    masks = [_mask(items[each] for each in set(covers[name]) & items.keys()) for name in names]
    heavy = [weights[name] for name in names]
    if _union(masks) != (1 << len(items)) - 1:
        raise ValueError("something that is wanted is covered by nothing")
    best = _Best(weight=sum(heavy) + 1, chosen=())
    useful = [place for place in range(len(names)) if not _is_outdone(place, masks, heavy)]
    _search((1 << len(items)) - 1, useful, masks, heavy, (), 0, best)
    return tuple(names[place] for place in sorted(best.chosen))


def _search(
    open_: int,
    useful: Sequence[int],
    masks: Sequence[int],
    heavy: Sequence[int],
    chosen: tuple[int, ...],
    weight: int,
    best: _Best,
) -> None:
    if not open_:
        if weight < best.weight:
            best.weight, best.chosen = weight, chosen
        return
    useful = [place for place in useful if masks[place] & open_]
    if weight + _at_least(open_, useful, masks, heavy) >= best.weight:
        return
    hardest = _hardest(open_, useful, masks)
    choices = [place for place in useful if masks[place] & hardest]
    by_gain = sorted(choices, key=lambda place: (-(masks[place] & open_).bit_count() / heavy[place], place))
    for number, place in enumerate(by_gain):
        # What was tried before for the same item is not tried beside it again.
        left = [other for other in useful if other not in by_gain[: number + 1]]
        _search(open_ & ~masks[place], left, masks, heavy, (*chosen, place), weight + heavy[place], best)


def _hardest(open_: int, useful: Sequence[int], masks: Sequence[int]) -> int:
    """The open item that the fewest cover."""
    return min(_bits(open_), key=lambda item: sum(1 for place in useful if masks[place] & item))


def _at_least(open_: int, useful: Sequence[int], masks: Sequence[int], heavy: Sequence[int]) -> int:
    """No cover weighs less: items of which no two share a cover need one each."""
    total = 0
    while open_:
        item = _hardest(open_, useful, masks)
        able = [place for place in useful if masks[place] & item]
        if not able:
            return sum(heavy) + 1
        total += min(heavy[place] for place in able)
        open_ &= ~_union([masks[place] for place in able])
    return total


def _is_outdone(place: int, masks: Sequence[int], heavy: Sequence[int]) -> bool:
    """Does another cover all of it for no more? Of two alike the first stays."""
    for other in range(len(masks)):
        if other == place or masks[place] & ~masks[other] or heavy[other] > heavy[place]:
            continue
        if masks[other] != masks[place] or heavy[other] < heavy[place] or other < place:
            return True
    return masks[place] == 0


def _bits(mask: int) -> list[int]:
    return [1 << place for place in range(mask.bit_length()) if mask >> place & 1]


def _union(masks: Sequence[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _mask(places: Iterable[int]) -> int:
    found = 0
    for place in places:
        found |= 1 << place
    return found
