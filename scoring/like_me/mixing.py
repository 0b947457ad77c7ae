"""A figure for a mix of roles out of a figure for each role, in whole numbers: the same on every machine."""

from collections.abc import Sequence
from typing import Final

import msgspec

from scoring.weights import WHOLE

_FINE: Final = 10  # thousandths in a hundredth of a point
_HALF: Final = WHOLE * _FINE // 2
THOUSANDTHS: Final = 1_000
FURTHEST: Final = 10_000 * THOUSANDTHS
"""No figure of a role lies so far out: sums of them stay exact."""


class LikeMePart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of a receipt: for whom experience stands in it, and by which rule. `shares` are whole millionths of
    `roles`; the inputs hold a figure for each role, in this order.
    """

    rule_id: str
    rule_version: str
    rule_digest: str
    organisation_kind: str | None
    roles: tuple[str, ...]
    shares: tuple[int, ...]


def points_of(figures: Sequence[int], shares: Sequence[int]) -> float:
    """Points, to a hundredth, of figures in thousandths with shares in millionths; halves go up."""
    total = sum(figure * share for figure, share in zip(figures, shares, strict=True))
    return ((total + _HALF) // (WHOLE * _FINE)) / 100


def is_a_mix(part: LikeMePart) -> bool:
    """Are the shares those of a mix of its roles?"""
    return (
        len(part.shares) == len(part.roles) == len(set(part.roles))
        and sum(part.shares) == WHOLE
        and all(share >= 0 for share in part.shares)
    )
