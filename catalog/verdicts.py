"""From findings to a verdict: where a release stands against one requirement, and one standard.

Outcomes of a requirement, worst first: a shown failure (`not_met`, then `partly_met`), nothing
sufficient shown (`not_evidenced`, `inconclusive`), and `met` or `not_applicable`. Verdicts, worst
first: `non_compliant`, `not_evidenced`, `compliant_with_plan`, and `compliant` or
`not_applicable`. Evidence of failure added later never moves either of them up.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from catalog.evidence.findings import FAILURES, Standing
from catalog.evidence.record import WorkOffPlan
from catalog.obligations import Duty, Phase
from catalog.results import RequirementResult, requirement_result
from catalog.standard import Requirement
from catalog.words import Level, Outcome, VerdictKind

__all__ = [
    "PASSING",
    "RequirementResult",
    "Verdict",
    "carrying",
    "passes",
    "requirement_result",
    "verdict",
]

PASSING: Final = frozenset(
    {VerdictKind.COMPLIANT, VerdictKind.COMPLIANT_WITH_PLAN, VerdictKind.NOT_APPLICABLE}
)
"""The verdicts with which a standard that is due does not block."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Where a release stands against one standard on a day, with the results that made it.

    `plan` is the plan that carries a `compliant_with_plan`; of several, the one due first.
    """

    standard_id: str
    kind: VerdictKind
    phase: Phase
    results: tuple[RequirementResult, ...]
    plan: WorkOffPlan | None
    reason: str


def verdict(duty: Duty, standing: Standing, plans: Sequence[WorkOffPlan], day: date) -> Verdict:
    """The verdict on one standard. `plans` are the release's plans for this standard, in any order.

    Musts bind. A standard with no must binds softly: it is compliant once something is met and
    nothing failed. A plan carries shown failures only, never missing evidence.
    """
    results = _results(duty.requirements, standing, day)
    kind, plan, reason = _kind(results, plans, day)
    return Verdict(
        standard_id=duty.standard.id, kind=kind, phase=duty.phase, results=results, plan=plan, reason=reason
    )


def passes(
    requirements: Sequence[Requirement], standing: Standing, plans: Sequence[WorkOffPlan], day: date
) -> bool:
    """Would a standard with these requirements let the release through on this day?"""
    return _kind(_results(requirements, standing, day), plans, day)[0] in PASSING


def _results(
    requirements: Sequence[Requirement], standing: Standing, day: date
) -> tuple[RequirementResult, ...]:
    return tuple([requirement_result(item, standing.get(item.id, ()), day) for item in requirements])


_MISSING: Final = frozenset({Outcome.NOT_EVIDENCED, Outcome.INCONCLUSIVE})

_Kind = tuple[VerdictKind, WorkOffPlan | None, str]

_ALL_SHOWN: Final[_Kind] = (VerdictKind.COMPLIANT, None, "Everything that binds is shown.")

_SETTLED: Final[dict[frozenset[Outcome], _Kind]] = {
    # A standard that asks for nothing is never said to be met: nothing was shown.
    frozenset(): (VerdictKind.NOT_EVIDENCED, None, "The standard names no requirement to show."),
    frozenset({Outcome.MET}): _ALL_SHOWN,
    frozenset({Outcome.MET, Outcome.NOT_APPLICABLE}): _ALL_SHOWN,
    frozenset({Outcome.NOT_APPLICABLE}): (
        VerdictKind.NOT_APPLICABLE,
        None,
        "An assessor decided that it does not apply.",
    ),
}
"""Verdicts that follow from the outcomes of the binding requirements alone."""


def _kind(results: Sequence[RequirementResult], plans: Sequence[WorkOffPlan], day: date) -> _Kind:
    musts = [item for item in results if item.requirement.level is Level.MUST]
    binding = musts or results
    settled = _SETTLED.get(frozenset([item.outcome for item in binding]))
    if settled:
        return settled
    failed = [item for item in binding if item.outcome in FAILURES]
    carried = {item.requirement.id: carrying(item, plans, day) for item in failed}
    uncarried = [item for item in failed if carried[item.requirement.id] is None]
    if uncarried:
        return VerdictKind.NON_COMPLIANT, None, f"Shown to fall short: {_named(uncarried)}."
    missing = _missing(binding, all_of_them=bool(musts))
    if missing:
        return VerdictKind.NOT_EVIDENCED, None, f"Not shown yet: {_named(missing)}."
    plan = min((found for found in carried.values() if found), key=_plan_order, default=None)
    if plan:
        by = plan.due_on.isoformat()
        return VerdictKind.COMPLIANT_WITH_PLAN, plan, f"To be mended by {by}: {_named(failed)}."
    return VerdictKind.COMPLIANT, None, "It has no must; something is shown and nothing falls short."


def _missing(binding: Sequence[RequirementResult], *, all_of_them: bool) -> Sequence[RequirementResult]:
    """Results that still lack evidence; where only a part is asked, all of them until one is met."""
    if not all_of_them and any(item.outcome is Outcome.MET for item in binding):
        return ()
    return [item for item in binding if item.outcome in _MISSING]


def carrying(result: RequirementResult, plans: Sequence[WorkOffPlan], day: date) -> WorkOffPlan | None:
    """The plan in force that answers this failure; of several, the one with the most time left.

    A plan answers what was known when it was agreed: a failure first shown later needs a new one.
    """
    answering = [
        plan
        for plan in plans
        if plan.in_force_on(day)
        and result.requirement.id in plan.requirement_ids
        and result.failed_on is not None
        and result.failed_on <= plan.agreed_on
    ]
    return max(answering, key=_plan_order, default=None)


def _plan_order(plan: WorkOffPlan) -> tuple[date, date, tuple[str, ...], str]:
    return plan.due_on, plan.agreed_on, plan.requirement_ids, plan.text


def _named(results: Sequence[RequirementResult]) -> str:
    """Up to three requirement ids, and how many more there are."""
    names = [item.requirement.id for item in results[:3]]
    if len(results) > 3:
        names.append(f"{len(results) - 3} more")
    return ", ".join(names)
