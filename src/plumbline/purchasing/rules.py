"""What stands in the way of a direct purchase, and what has to be answered with a reason.

Pure: the day, the threshold, the ceiling of the law, the gate and what was ordered before are passed in.
An obstacle cannot be argued with. A concern can: whoever asks for approval says why, and whoever approves
reads it. Whatever is not known is an obstacle.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from catalog.gate_turns import OPEN_STATES
from catalog.purchasing.legal import AUTHORITY_CLASS_NAMES, AuthorityClass, LegalCeiling
from catalog.words import GateState
from plumbline.kit.clock import spoken
from plumbline.kit.money import Money, shown

MONTHS_ADDED_UP: Final = 12


class Bar(StrEnum):
    """Why it cannot be bought."""

    NO_THRESHOLD = "no_threshold"
    NO_CEILING = "no_ceiling"
    ABOVE_THRESHOLD = "above_threshold"
    ABOVE_CEILING = "above_ceiling"
    TOGETHER_ABOVE_CEILING = "together_above_ceiling"
    GATE_SHUT = "gate_shut"


class Worry(StrEnum):
    """What needs a reason; the name of the field that takes it is `<worry>_reason`."""

    TOGETHER = "together"
    STANDING = "standing"


class Obstacle(msgspec.Struct, frozen=True, kw_only=True):
    """What cannot be argued with, in words, and what to do next."""

    bar: Bar
    words: str
    next_step: str


class Concern(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be answered with a reason, in words."""

    worry: Worry
    words: str


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """Up to how much, net of VAT, an organisation buys directly, and how the law classes it."""

    net: Money
    authority_class: AuthorityClass


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """What the organisation ordered before, of the same product or from the same supplier."""

    net: Money
    gross: Money


class GateThen(msgspec.Struct, frozen=True, kw_only=True):
    """The product's gate on the day. `until` is the first day on which it is known to be shut."""

    state: str
    until: date | None = None
    reasons: tuple[str, ...] = ()


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a purchase is held against. `ends_on` is the last day of its term."""

    day: date
    net: Money
    gross: Money
    ends_on: date
    gate: GateThen
    threshold: Threshold | None
    ceiling: LegalCeiling | None
    earlier: Sequence[Earlier] = ()

    @property
    def together(self) -> Money:
        """Its net value with what was ordered before."""
        return sum((each.net for each in self.earlier), self.net)

    @property
    def together_gross(self) -> Money:
        """The same with VAT."""
        return sum((each.gross for each in self.earlier), self.gross)


def obstacles(found: Situation) -> list[Obstacle]:
    """Everything that stands in the way; none of it can be argued with."""
    return [*_gate_obstacles(found.gate), *_value_obstacles(found)]


def concerns(found: Situation) -> list[Concern]:
    """Everything that needs a reason before somebody is asked to approve."""
    return [*_splitting(found), *_standing(found)]


def gate_obstacle(gate: GateThen) -> Obstacle | None:
    """The obstacle of a gate that is shut; None where it is open."""
    return next(_gate_obstacles(gate), None)


def notice_is_due(found: Situation) -> bool:
    """Do the rules for contracts below the threshold ask for a contract details notice?"""
    if found.ceiling is None or found.threshold is None:
        return False
    least = found.ceiling.notice_from[found.threshold.authority_class]
    return (found.gross if found.ceiling.includes_vat else found.net).units >= least


def _gate_obstacles(gate: GateThen) -> Iterator[Obstacle]:
    if GateState(gate.state) in OPEN_STATES:
        return
    why = f" {gate.reasons[0]}" if gate.reasons else ""
    yield Obstacle(
        bar=Bar.GATE_SHUT,
        words=f"The product does not pass the gate today ({gate.state.replace('_', ' ')}).{why}",
        next_step="Choose a product that does, or ask the supplier when it will.",
    )


def _value_obstacles(found: Situation) -> Iterator[Obstacle]:
    if found.threshold is None:
        yield Obstacle(
            bar=Bar.NO_THRESHOLD,
            words="Your organisation has set no threshold for direct purchases, so nothing is below it.",
            next_step="An administrator of your organisation sets it: /purchase-threshold",
        )
        return
    if found.net.minor > found.threshold.net.minor:
        yield Obstacle(
            bar=Bar.ABOVE_THRESHOLD,
            words=f"It costs {shown(found.net)} net over its term, and your organisation buys directly up to "
            f"{shown(found.threshold.net)}.",
            next_step="Run a competition, or order for a shorter term or a smaller size.",
        )
    yield from _ceiling_obstacles(found, found.threshold)


def _ceiling_obstacles(found: Situation, threshold: Threshold) -> Iterator[Obstacle]:
    if found.ceiling is None:
        yield Obstacle(
            bar=Bar.NO_CEILING,
            words=f"No ceiling of the law is recorded for {spoken(found.day)}.",
            next_step="Ask the market's operator to publish the ceilings of that day.",
        )
        return
    ceiling = Money.of(found.ceiling.amounts[threshold.authority_class])
    kind = AUTHORITY_CLASS_NAMES[threshold.authority_class].split(",")[0].lower()
    vat = "with VAT" if found.ceiling.includes_vat else "net"
    one, all_of_it = found.gross, found.together_gross
    if not found.ceiling.includes_vat:
        one, all_of_it = found.net, found.together
    limit = f"the law's threshold of {shown(ceiling)} {vat} ({kind})"
    if one.minor > ceiling.minor:
        bar, words = Bar.ABOVE_CEILING, f"It costs {shown(one)} {vat}, which is above {limit}."
    elif all_of_it.minor > ceiling.minor:
        words = f"With what was ordered from this supplier in {MONTHS_ADDED_UP} months it comes to "
        bar, words = Bar.TOGETHER_ABOVE_CEILING, f"{words}{shown(all_of_it)} {vat}, above {limit}."
    else:
        return
    yield Obstacle(bar=bar, words=words, next_step="Run a competition under the full rules.")


def _splitting(found: Situation) -> Iterator[Concern]:
    if not found.earlier or found.threshold is None or found.together.minor <= found.threshold.net.minor:
        return
    count = len(found.earlier)
    yield Concern(
        worry=Worry.TOGETHER,
        words=f"With {count} other order{'' if count == 1 else 's'} of this product or from this supplier in "
        f"{MONTHS_ADDED_UP} months it comes to {shown(found.together)} net, above your threshold of "
        f"{shown(found.threshold.net)}. Say why this is not one purchase in parts.",
    )


def _standing(found: Situation) -> Iterator[Concern]:
    gate = found.gate
    if gate.state == GateState.IN_REMEDIATION:
        yield Concern(
            worry=Worry.STANDING,
            words="The product is in remediation: something falls short, and a plan to mend it runs. "
            "Say why it is bought now.",
        )
    elif gate.state == GateState.ELIGIBLE_UNTIL and (gate.until is None or gate.until <= found.ends_on):
        when = f"From {spoken(gate.until)}, inside the term," if gate.until else "From a known date on"
        yield Concern(
            worry=Worry.STANDING,
            words=f"{when} the product passes the gate no longer. Say why it is bought all the same.",
        )
