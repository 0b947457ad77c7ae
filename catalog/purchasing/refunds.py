"""The life of a refund of an order: written down, on its way, arrived, or come to nothing.

Pure. What the payment processor says moves it, and nothing else does; the table is what its diagram is drawn
from.
"""

from enum import StrEnum
from typing import Final

import msgspec


class RefundState(StrEnum):
    """Where the money that is given back stands."""

    INTENDED = "intended"
    UNDER_WAY = "under_way"
    GIVEN_BACK = "given_back"
    FAILED = "failed"


class RefundTurn(msgspec.Struct, frozen=True):
    """From any of these states to that one, and why."""

    origins: tuple[RefundState, ...]
    target: RefundState
    cause: str


_S = RefundState
REFUND_TURNS: Final = (
    RefundTurn((_S.INTENDED,), _S.UNDER_WAY, "the payment processor sends the money on its way"),
    RefundTurn((_S.UNDER_WAY,), _S.GIVEN_BACK, "the payment processor says that it went back"),
    RefundTurn(
        (_S.INTENDED, _S.UNDER_WAY, _S.GIVEN_BACK),
        _S.FAILED,
        "the payment processor refused it, or the buyer’s bank did",
    ),
)
"""Every turn there is. A bank may send back days later what had gone through."""
STANDING: Final = (_S.INTENDED, _S.UNDER_WAY, _S.GIVEN_BACK)
"""What counts against the payment: money that is, or may soon be, with the buyer again."""


def may_turn(origin: RefundState, target: RefundState) -> bool:
    """Is there such a turn?"""
    return any(origin in turn.origins and target is turn.target for turn in REFUND_TURNS)
