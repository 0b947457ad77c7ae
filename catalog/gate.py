"""The gate: whether a product may be bought on a day.

It is a pure function of the standards and of the product's history up to that day, so that last
March and next March can be asked for as easily as today. Only standards whose phase is `due`
block; every other phase is shown and never counts against a product.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from catalog.assessment import Assessment, assess
from catalog.evidence.history import ProductHistory
from catalog.gate_outlook import Break, first_break
from catalog.gate_past import passed_before
from catalog.gate_turns import OPEN_STATES
from catalog.standard import Standard
from catalog.verdicts import PASSING, Verdict
from catalog.words import GateState, VerdictKind

__all__ = ["Gate", "ProductHistory", "gate", "gate_of"]


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a product may be bought on a day, and why.

    `until` is the first day on which it no longer passes, as far as is known on the day asked
    about; `stranded_by` names the standards that block from then. `blocking` names those that
    block now. `reasons` are sentences, in the order of the standards.
    """

    state: GateState
    until: date | None = None
    blocking: tuple[str, ...] = ()
    stranded_by: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """May it be bought on this day?"""
        return self.state in OPEN_STATES


def gate(standards: Sequence[Standard], history: ProductHistory, as_of: date) -> Gate:
    """The gate of a product on a day."""
    return gate_of(assess(standards, history, as_of), standards, history)


def gate_of(assessment: Assessment, standards: Sequence[Standard], history: ProductHistory) -> Gate:
    """The same, where the assessment of the day is at hand. `standards` serve to look back."""
    as_of = assessment.as_of
    if history.withdrawn_on and history.withdrawn_on <= as_of:
        reason = f"Withdrawn on {history.withdrawn_on.isoformat()}."
        return Gate(state=GateState.WITHDRAWN, reasons=(reason,))
    if history.listed_on > as_of:
        return Gate(state=GateState.NOT_ASSESSED, reasons=("It is not listed on this day.",))
    due = assessment.due()
    if not due:
        reason = "No standard that applies to it is due on this day, so nothing was assessed."
        return Gate(state=GateState.NOT_ASSESSED, reasons=(reason,))
    blocking = [found for found in due if found.kind not in PASSING]
    if blocking:
        return _shut(blocking, standards, history, as_of)
    return _open(due, first_break(assessment))


def _shut(
    blocking: list[Verdict],
    standards: Sequence[Standard],
    history: ProductHistory,
    as_of: date,
) -> Gate:
    """Phasing out takes a shown failure, or a standing that was lost; otherwise nobody knows."""
    fails = any(found.kind is VerdictKind.NON_COMPLIANT for found in blocking)
    lost = fails or passed_before(standards, history, as_of)
    return Gate(
        state=GateState.PHASING_OUT if lost else GateState.NOT_ASSESSED,
        blocking=tuple(found.standard_id for found in blocking),
        reasons=tuple(_about(found) for found in blocking),
    )


def _open(due: list[Verdict], coming: Break | None) -> Gate:
    mending = [found for found in due if found.kind is VerdictKind.COMPLIANT_WITH_PLAN]
    reasons = [_about(found) for found in mending]
    if not mending:
        reasons.append(f"Every standard that is due is met ({len(due)}).")
    if coming is None:
        state = GateState.IN_REMEDIATION if mending else GateState.ELIGIBLE
        return Gate(state=state, reasons=tuple(reasons))
    return Gate(
        state=GateState.IN_REMEDIATION if mending else GateState.ELIGIBLE_UNTIL,
        until=coming.day,
        stranded_by=coming.standard_ids,
        reasons=(*reasons, *coming.reasons),
    )


def _about(found: Verdict) -> str:
    return f"{found.standard_id}: {found.reason}"
