"""Looking back from a day: did the product ever pass the gate before?

A product that passed once and now lacks evidence has lost its standing. One that never passed is
not assessed yet: to say that it is phased out would claim more than anybody knows.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Final

from catalog.assessment import assess_duties
from catalog.evidence.findings import FAILURES
from catalog.evidence.history import ProductHistory
from catalog.evidence.record import Decision
from catalog.obligations import Duty, Phase, change_dates, duties, phase_on
from catalog.standard import Requirement, Standard
from catalog.verdicts import PASSING
from catalog.words import ASSURANCE_ORDER, Level, Outcome


def passed_before(
    standards: Sequence[Standard], history: ProductHistory, as_of: date, lacking: Sequence[Duty]
) -> bool:
    """Did the product pass on a day from its listing up to, but without, `as_of`?

    `lacking` are the duties that block on `as_of`; those that nothing ever supported settle most
    cases at once, since the product cannot have passed while they were due.
    """
    days = sorted(_days_to_ask(standards, history, as_of), reverse=True)
    if not days:
        return False
    support = _support(history, as_of)
    never = [duty.standard for duty in lacking if not _ever_carried(duty, support)]
    return any(
        _passes(standards, history, day)
        for day in days
        if not any(phase_on(standard, day) is Phase.DUE for standard in never)
    )


def _days_to_ask(standards: Sequence[Standard], history: ProductHistory, as_of: date) -> Collection[date]:
    """The days on which passing can begin: something was decided or agreed, or the rules changed."""
    decided = {item.decided_on for item in history.decisions if item.decided_on < as_of}
    if not decided:
        return ()
    first = max(min(decided), history.listed_on)
    agreed = {plan.agreed_on for plan in history.plans}
    days = decided | agreed | {first} | set(_changes(standards, history.tags))
    return {day for day in days if first <= day < as_of}


def _changes(standards: Sequence[Standard], tags: frozenset[str]) -> Iterator[date]:
    for standard in standards:
        if not tags.isdisjoint(standard.applies_to):
            yield from change_dates(standard)


def _passes(standards: Sequence[Standard], history: ProductHistory, day: date) -> bool:
    faced = [duty for duty in duties(standards, history.tags, day) if duty.phase is Phase.DUE]
    verdicts = assess_duties(faced, history, day).verdicts
    return bool(verdicts) and all(found.kind in PASSING for found in verdicts)


_ANY: Final = len(ASSURANCE_ORDER)
"""Stronger than any assurance: what carries a requirement whatever assurance it asks."""


def _support(history: ProductHistory, as_of: date) -> dict[str, int]:
    """By requirement, the greatest strength that any decision up to the day ever lent it."""
    planned = {item for plan in history.plans for item in plan.requirement_ids}
    strength: dict[str, int] = {}
    for decision in history.decisions:
        if decision.decided_on > as_of:
            continue
        about = decision.requirement_id
        strength[about] = max(strength.get(about, -1), _strength(decision, about in planned))
    return strength


def _strength(decision: Decision, planned: bool) -> int:
    if decision.outcome is Outcome.MET:
        return decision.assurance.rank
    carries = decision.outcome is Outcome.NOT_APPLICABLE or (planned and decision.outcome in FAILURES)
    return _ANY if carries else -1


def _ever_carried(duty: Duty, support: dict[str, int]) -> bool:
    """Was there ever a decision that could have carried what binds in this standard?"""

    def carried(item: Requirement) -> bool:
        return support.get(item.id, -1) >= item.least_assurance.rank

    musts = [item for item in duty.requirements if item.level is Level.MUST]
    return all(map(carried, musts)) if musts else any(map(carried, duty.requirements))
