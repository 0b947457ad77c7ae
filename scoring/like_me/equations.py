"""The equations of the model with products told apart by role and by kind of organisation.

What belongs to one product (itself, its roles, its kinds, its organisations) touches no other product: its
block is eliminated by itself, and what is left are the effects that all share. Blocks are small, so that a
market of many products costs little more than the sum of them.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
import numpy as np

from scoring.experience_model.said import Answer
from scoring.mixed.data import Codes, Floats

ROLE: Final = 0
KIND: Final = 1
ORGANISATION: Final = 2
PRODUCT: Final = 3
PRODUCT_ROLE: Final = 4
PRODUCT_KIND: Final = 5
PAIR: Final = 6
FACTORS: Final = 7
MEAN: Final = -1
"""The one fixed column."""


class Block(msgspec.Struct, frozen=True):
    """One product. `factors` says of each of its columns what it is; the first is the product, then come
    its `roles`, `kinds` and `organisations` (places among those of the market), in this order.

    The shared columns `at` (the mean, those roles, kinds and organisations) are for its answers the very same
    ones, so that `own`, ZᵀZ, is what it has with them too; `right` is Zᵀy.
    """

    roles: Codes
    kinds: Codes
    organisations: Codes
    factors: Codes
    at: Codes
    own: Floats
    right: Floats

    def columns(self, factor: int) -> slice:
        """Where the columns of a factor of the product stand."""
        ends = np.cumsum([0, 1, len(self.roles), len(self.kinds), len(self.organisations)]).tolist()
        return slice(ends[factor - PRODUCT], ends[factor - PRODUCT + 1])


class Equations(msgspec.Struct, frozen=True):
    """A market. Shared columns are the mean, then roles, kinds and organisations; `factors` says which."""

    products: tuple[str, ...]
    roles: tuple[str, ...]
    kinds: tuple[str, ...]
    organisations: tuple[str, ...]
    factors: Codes
    blocks: tuple[Block, ...]
    shared: Floats
    right: Floats
    yy: float
    count: int

    @property
    def sizes(self) -> Floats:
        """How many levels each factor has."""
        every = np.concatenate([self.factors, *(block.factors for block in self.blocks)])
        return np.bincount(every[every != MEAN], minlength=FACTORS).astype(np.float64)


def equations_of(answers: Sequence[Answer], products: Sequence[str], roles: Sequence[str]) -> Equations:
    """The equations of `answers`; `products` and `roles` are those that the answers name, and their order."""
    kinds = tuple(sorted({each.kind for each in answers}))
    organisations = tuple(sorted({each.organisation for each in answers}))
    places = [_places(names) for names in (products, roles, kinds, organisations)]
    codes = np.array(
        [[p[name] for p, name in zip(places, _names(each), strict=True)] for each in answers], dtype=np.int64
    )
    y = np.array([each.score for each in answers], dtype=np.float64)
    sizes = (len(roles), len(kinds), len(organisations))
    starts = np.cumsum([1, *sizes]).tolist()
    total = 1 + sum(sizes)
    shared, right = np.zeros((total, total)), np.zeros(total)
    blocks = []
    for rows in _rows(codes[:, 0], len(products)):
        block = _block(codes[rows], y[rows], starts)
        shared[np.ix_(block.at, block.at)] += block.own
        right[block.at] += block.right
        blocks.append(block)
    factors = np.repeat([MEAN, ROLE, KIND, ORGANISATION], [1, *sizes])
    return Equations(
        tuple(products),
        tuple(roles),
        kinds,
        organisations,
        factors,
        tuple(blocks),
        shared,
        right,
        float(y @ y),
        len(y),
    )


def _places(names: Sequence[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}


def _names(each: Answer) -> tuple[str, str, str, str]:
    return each.product, each.role, each.kind, each.organisation


def _rows(codes: Codes, products: int) -> Iterator[Codes]:
    """For each product the answers about it, in their order."""
    order = np.argsort(codes, kind="stable")
    yield from np.split(order, np.searchsorted(codes[order], np.arange(1, products)))


def _block(codes: Codes, y: Floats, starts: Sequence[int]) -> Block:
    present = [np.unique(codes[:, column], return_inverse=True) for column in (1, 2, 3)]
    roles, kinds, organisations = (levels for levels, _ in present)
    z = np.hstack([np.ones((len(y), 1)), *(np.eye(len(levels))[codes] for levels, codes in present)])
    sizes = [1, len(roles), len(kinds), len(organisations)]
    return Block(
        roles=roles,
        kinds=kinds,
        organisations=organisations,
        factors=np.repeat([PRODUCT, PRODUCT_ROLE, PRODUCT_KIND, PAIR], sizes),
        at=np.concatenate([[0], roles + starts[0], kinds + starts[1], organisations + starts[2]]),
        own=z.T @ z,
        right=z.T @ y,
    )
