"""What is tried: which weights are possible, and what is not known of each product."""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import UNSET, UnsetType

from scoring.weights import WHOLE


class WeighingError(ValueError):
    """A way of weighing cannot be used: `key` is the criterion, or empty where it is about all."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}" if key else reason)
        self.key = key
        self.reason = reason


class Weighing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which weights are possible, by the places of the criteria: those in `order` (the most important first),
    those within `ranges` (whole millionths, low and high), `only` those given, or, if none is said, any.
    """

    only: bool = False
    ranges: tuple[tuple[int, int], ...] | None = None
    order: tuple[int, ...] | None = None


class RobustInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One product. `raw` holds a figure per criterion, null where it is not known and may be anything. `most`
    is what each might be at most, null where it is what it is; left out where that holds for all.

    Experience lies around its figure: by `shared`, in thousandths of a point for one deviation of the first,
    second … number that products share, and by `own`, for a number of its own. `by_role`: see `ReceiptInput`.
    """

    id: str
    slug: str
    name: str
    gate: str
    raw: tuple[float | None, ...]
    shared: tuple[int, ...] = ()
    own: int = 0
    by_role: tuple[int, ...] | UnsetType = UNSET
    most: tuple[float | None, ...] | UnsetType = UNSET


def within(criteria: Sequence[str], ranges: Mapping[str, tuple[float, float]]) -> Weighing:
    """The weights within `ranges`, in percent of the whole; a criterion left out may weigh anything.

    Raises `WeighingError`.
    """
    found = dict.fromkeys(criteria, (0, WHOLE))
    for name, (low, high) in ranges.items():
        if name not in found:
            raise WeighingError(name, f"is not a criterion; there are {', '.join(criteria)}")
        if not 0 <= low <= high <= 100:
            raise WeighingError(name, "is a lower and an upper percentage, 0 to 100, the lower first")
        found[name] = (round(low * WHOLE / 100), round(high * WHOLE / 100))
    if sum(low for low, _ in found.values()) > WHOLE or sum(high for _, high in found.values()) < WHOLE:
        raise WeighingError("", "no weights that sum to 100 % lie within these ranges")
    return Weighing(ranges=tuple(found.values()))


def in_order(criteria: Sequence[str], order: Sequence[str]) -> Weighing:
    """The weights that fall in `order`, the most important criterion first. Raises `WeighingError`."""
    for name in order:
        if name not in criteria:
            raise WeighingError(name, f"is not a criterion; there are {', '.join(criteria)}")
    if len(set(order)) != len(order) or len(order) != len(criteria):
        raise WeighingError("", f"name each of {', '.join(criteria)} once, the most important first")
    return Weighing(order=tuple(criteria.index(name) for name in order))
