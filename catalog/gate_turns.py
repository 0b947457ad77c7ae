"""How the gate can turn from one day to another, as a table: diagrams are drawn from it.

The gate itself is computed from the day's facts and never reads this table; a test walks random
histories and finds no turn that is missing here.
"""

from typing import Final

import msgspec

from catalog.words import GateState

OPEN_STATES: Final = frozenset({GateState.ELIGIBLE, GateState.ELIGIBLE_UNTIL, GateState.IN_REMEDIATION})
"""The states in which a product may be bought. Remediation is one of them, its plan shown."""

SHUT_STATES: Final = frozenset({GateState.NOT_ASSESSED, GateState.PHASING_OUT})
"""The states in which a listed product may not be bought."""


class GateTurn(msgspec.Struct, frozen=True):
    """From any of these states to that one, and what brings it about."""

    origins: frozenset[GateState]
    target: GateState
    cause: str


def _of(*states: GateState) -> frozenset[GateState]:
    return frozenset(states)


GATE_TURNS: Final = (
    GateTurn(SHUT_STATES, GateState.ELIGIBLE, "all that is due is shown"),
    GateTurn(SHUT_STATES, GateState.ELIGIBLE_UNTIL, "all that is due is shown, and an end is known"),
    GateTurn(SHUT_STATES, GateState.IN_REMEDIATION, "a plan carries each failure, and nothing is missing"),
    GateTurn(_of(GateState.ELIGIBLE), GateState.ELIGIBLE_UNTIL, "an end becomes known"),
    GateTurn(_of(GateState.ELIGIBLE_UNTIL), GateState.ELIGIBLE, "what would have ended is renewed"),
    GateTurn(_of(GateState.IN_REMEDIATION), GateState.ELIGIBLE, "the failure is mended"),
    GateTurn(_of(GateState.IN_REMEDIATION), GateState.ELIGIBLE_UNTIL, "it is mended, and an end is known"),
    GateTurn(
        _of(GateState.ELIGIBLE, GateState.ELIGIBLE_UNTIL),
        GateState.IN_REMEDIATION,
        "a failure is shown, and a plan for it agreed",
    ),
    GateTurn(OPEN_STATES, GateState.PHASING_OUT, "a failure, a lapse, or a standard comes due unmet"),
    GateTurn(OPEN_STATES, GateState.NOT_ASSESSED, "no standard is left to hold it to"),
    GateTurn(_of(GateState.NOT_ASSESSED), GateState.PHASING_OUT, "a failure is shown"),
    GateTurn(
        _of(GateState.PHASING_OUT),
        GateState.NOT_ASSESSED,
        "the failure no longer stands and it never passed, or nothing is due",
    ),
    GateTurn(OPEN_STATES, GateState.WITHDRAWN, "it is withdrawn"),
    GateTurn(SHUT_STATES, GateState.WITHDRAWN, "it is withdrawn"),
)
"""Every turn there is. `withdrawn` has no way back: a product that returns is listed anew."""
