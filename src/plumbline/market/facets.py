"""Filters with counts, over packed bits.

Within a filter, values widen the choice (or); between filters they narrow it (and). The count
beside a value is what choosing it would show, so a filter's own choice is left out of its counts.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
FACETS: Final = ("product_type", "gate", "capability", "standard", "supplier", "origin")
Choice = Mapping[str, Sequence[str]]
"""The values chosen, by filter."""


class Facets:
    """Which products have which value, for every filter."""

    def __init__(self, size: int, columns: Mapping[str, Sequence[Sequence[str]]]) -> None:
        """`columns` give each product's values of a filter, by filter and position."""
        self.size = size
        self._all = np.ones(size, dtype=np.bool_)
        self.values: dict[str, list[str]] = {}
        self.place: dict[str, dict[str, int]] = {}
        self._members: dict[str, dict[str, Bools]] = {}
        self._codes: dict[str, NDArray[np.int64]] = {}
        self._bits: dict[str, NDArray[np.uint64]] = {}
        for name, column in columns.items():
            self._add(name, column)

    def _add(self, name: str, column: Sequence[Sequence[str]]) -> None:
        members: dict[str, Bools] = {}
        for position, values in enumerate(column):
            for value in values:
                if value not in members:
                    members[value] = np.zeros(self.size, dtype=np.bool_)
                members[value][position] = True
        self.values[name] = sorted(members)
        self.place[name] = {value: place for place, value in enumerate(self.values[name])}
        self._members[name] = members
        if all(len(values) == 1 for values in column):
            # One value each: counting codes is quicker than counting bits value by value.
            codes = [self.place[name][values[0]] for values in column]
            self._codes[name] = np.array(codes, dtype=np.int64)
        else:
            packed = [self._packed(members[value]) for value in self.values[name]]
            self._bits[name] = np.array(packed, dtype=np.uint64).reshape(len(packed), self._words)

    @property
    def _words(self) -> int:
        return (self.size + 63) // 64

    def _packed(self, mask: Bools) -> NDArray[np.uint64]:
        room = np.zeros(self._words * 8, dtype=np.uint8)
        bits = np.packbits(mask)
        room[: len(bits)] = bits
        return room.view(np.uint64)

    def mask(self, choice: Choice, *, without: str | None = None) -> Bools:
        """The products that fit every filter of `choice`, leaving one filter out if asked."""
        found = self._all
        for name, values in choice.items():
            if values and name != without:
                found = found & self._any(name, values)
        return found

    def _any(self, name: str, values: Sequence[str]) -> Bools:
        members = self._members[name]
        chosen = [members[value] for value in values if value in members]
        if not chosen:
            return np.zeros(self.size, dtype=np.bool_)
        found = chosen[0]
        for more in chosen[1:]:
            found = found | more
        return found

    def counts(self, name: str, mask: Bools) -> NDArray[np.int64]:
        """How many products within `mask` have each value of a filter, in the order of `values`."""
        if name in self._codes:
            return np.bincount(self._codes[name][mask], minlength=len(self.values[name]))
        counted: NDArray[np.int64] = np.bitwise_count(self._bits[name] & self._packed(mask)).sum(
            axis=1, dtype=np.int64
        )
        return counted
