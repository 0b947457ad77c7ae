"""From findings to the result for one requirement: all of them weighed, failure first."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from catalog.evidence.findings import FAILURES, on_day
from catalog.evidence.record import Finding
from catalog.standard import Requirement
from catalog.words import ASSURANCE_RANK, Outcome

NOTHING_RECORDED: Final = "Nothing is recorded for this requirement."


class RequirementResult(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Where a release stands against one requirement on a day.

    `finding` is the one that decided; `contradicted_by` names evidence that says otherwise.
    `failed_on` is the newest day on which a failure that still stands was first shown: a plan
    agreed before it does not answer it.
    """

    requirement: Requirement
    outcome: Outcome
    finding: Finding | None
    contradicted_by: tuple[str, ...]
    reason: str
    failed_on: date | None


def requirement_result(requirement: Requirement, findings: Sequence[Finding], day: date) -> RequirementResult:
    """Weigh all findings about one requirement. Failure wins over success.

    Then, in this order: met with enough assurance; not applicable, which only an assessor can
    say; met with too little assurance, which counts as not evidenced; waiting or unclear; lapsed.
    """
    if not findings:
        return _result(requirement, Outcome.NOT_EVIDENCED, None, NOTHING_RECORDED)
    if len(findings) == 1:
        finding = findings[0]
        lapsed = finding.until is not None and finding.until < day
        return _decided(requirement, on_day(finding, day) if lapsed else finding)
    current = [on_day(item, day) for item in findings]
    return _decided(requirement, min(current, key=lambda item: _order(requirement, item)), current)


_PLACE: Final = {
    Outcome.NOT_MET: 0,
    Outcome.PARTLY_MET: 1,
    Outcome.MET: 2,
    Outcome.NOT_APPLICABLE: 3,
    Outcome.INCONCLUSIVE: 5,
    Outcome.NOT_EVIDENCED: 6,
}
_PLACE_OF_WEAK_MET: Final = 4
_SPEAKING: Final = FAILURES | {Outcome.MET, Outcome.NOT_APPLICABLE}


def _is_weak(requirement: Requirement, finding: Finding) -> bool:
    """Of a finding that says met: is that shown with less assurance than the requirement asks?"""
    shown = finding.assurance
    return shown is None or ASSURANCE_RANK[shown] < ASSURANCE_RANK[requirement.least_assurance]


def _order(requirement: Requirement, finding: Finding) -> tuple[int, int, int, int, str]:
    """Who decides: the worst place, then the strongest, longest lasting and newest; never chance."""
    weak = finding.outcome is Outcome.MET and _is_weak(requirement, finding)
    place = _PLACE_OF_WEAK_MET if weak else _PLACE[finding.outcome]
    strength = ASSURANCE_RANK[finding.assurance] if finding.assurance else -1
    lasts = (finding.until or date.max).toordinal()
    return place, -strength, -lasts, -finding.since.toordinal(), finding.evidence_id


def _decided(
    requirement: Requirement, finding: Finding, current: Sequence[Finding] = ()
) -> RequirementResult:
    """The result that a finding makes; `current` are all findings, where there are several."""
    outcome, reason = finding.outcome, finding.reason
    if outcome is Outcome.MET and _is_weak(requirement, finding):
        shown = finding.assurance or "nothing"
        reason = f"Shown only as {shown}; {requirement.least_assurance} is asked."
        return _result(requirement, Outcome.NOT_EVIDENCED, finding, reason)
    return RequirementResult(
        requirement=requirement,
        outcome=outcome,
        finding=finding,
        contradicted_by=_contradicting(outcome, current) if current else (),
        reason=reason,
        failed_on=_failed_on(current or (finding,)) if outcome in FAILURES else None,
    )


def _result(
    requirement: Requirement, outcome: Outcome, finding: Finding | None, reason: str
) -> RequirementResult:
    """A result that nothing contradicts."""
    return RequirementResult(
        requirement=requirement,
        outcome=outcome,
        finding=finding,
        contradicted_by=(),
        reason=reason,
        failed_on=None,
    )


def _failed_on(current: Sequence[Finding]) -> date | None:
    return max((item.since for item in current if item.outcome in FAILURES), default=None)


def _contradicting(outcome: Outcome, current: Sequence[Finding]) -> tuple[str, ...]:
    if outcome not in _SPEAKING:
        return ()
    others = (item for item in current if item.outcome in _SPEAKING and item.outcome is not outcome)
    return tuple(sorted(item.evidence_id for item in others))
