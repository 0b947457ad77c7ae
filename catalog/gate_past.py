"""Looking back from a day: did the product ever pass the gate before?

A product that passed once and now lacks evidence has lost its standing. One that never passed is
not assessed yet: to say that it is phased out would claim more than anybody knows.

Passing can only begin on a day on which something was decided or agreed, the product was listed,
or a standard changed its phase. Most of those days fall at once, because some standard that was
due had not been supported by any decision yet; only the others are looked at in full.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from catalog.assessment import plans_by_standard
from catalog.evidence.findings import FAILURES, standing
from catalog.evidence.history import ProductHistory
from catalog.evidence.record import Decision
from catalog.obligations import Phase, change_dates, phase_on
from catalog.standard import Requirement, Standard
from catalog.verdicts import passes
from catalog.words import ASSURANCE_RANK, Level, Outcome


def passed_before(standards: Sequence[Standard], history: ProductHistory, as_of: date) -> bool:
    """Did the product pass on a day from its listing up to, but without, `as_of`?"""
    decided = {item.decided_on for item in history.decisions if item.decided_on < as_of}
    if not decided:
        return False
    faced = [item for item in standards if _due_spans(item) and not history.tags.isdisjoint(item.applies_to)]
    first = max(min(decided), history.listed_on)
    days = decided | {plan.agreed_on for plan in history.plans} | {first}
    days.update(day for item in faced for day in change_dates(item))
    support = _support(history, as_of)
    supported = [(item, _supported_from(item, support)) for item in faced]
    return any(_passes(supported, history, day) for day in sorted(days, reverse=True) if first <= day < as_of)


_Supported = list[tuple[Standard, date | None]]
"""Standards with the first day on which decisions could have carried them, None for never."""


def _passes(supported: _Supported, history: ProductHistory, day: date) -> bool:
    if any((since is None or since > day) and _is_due(item, day) for item, since in supported):
        return False
    due = [item for item, _ in supported if _is_due(item, day)]
    if not due:
        return False
    known = standing(history.evidence, history.decisions, day)
    plans = plans_by_standard(history.plans, day)
    return all(passes(item.requirements, known, plans.get(item.id, ()), day) for item in due)


@lru_cache(maxsize=4096)
def _due_spans(standard: Standard) -> tuple[tuple[date, date], ...]:
    """The spans of days, both ends included, on which a standard is due."""
    starts = [date.min, *change_dates(standard)]
    ends = [*(day - timedelta(days=1) for day in starts[1:]), date.max]
    pairs = zip(starts, ends, strict=True)
    return tuple((start, end) for start, end in pairs if phase_on(standard, start) is Phase.DUE)


def _is_due(standard: Standard, day: date) -> bool:
    return any(start <= day <= end for start, end in _due_spans(standard))


_ANY: Final = len(ASSURANCE_RANK)
"""Stronger than any assurance: what carries a requirement whatever assurance it asks."""

_Support = dict[str, list[tuple[int, date]]]
"""By requirement: how strong each decision was that spoke for it, and when it was made."""


def _support(history: ProductHistory, as_of: date) -> _Support:
    planned = {item for plan in history.plans for item in plan.requirement_ids}
    support: defaultdict[str, list[tuple[int, date]]] = defaultdict(list)
    for decision in history.decisions:
        about, when = decision.requirement_id, decision.decided_on
        if when < as_of:
            support[about].append((_strength(decision, planned=about in planned), when))
    return support


def _strength(decision: Decision, *, planned: bool) -> int:
    """How much a decision can carry; a failure carries where a plan may answer it."""
    if decision.outcome is Outcome.MET:
        return ASSURANCE_RANK[decision.assurance]
    carries = decision.outcome is Outcome.NOT_APPLICABLE or (planned and decision.outcome in FAILURES)
    return _ANY if carries else -1


def _supported_from(standard: Standard, support: _Support) -> date | None:
    """The first day on which decisions could have carried what binds: every must, or any of the rest."""
    musts = [item for item in standard.requirements if item.level is Level.MUST]
    days = [_first_support(item, support) for item in musts or standard.requirements]
    known = [day for day in days if day]
    if musts:
        return max(known) if len(known) == len(days) else None
    return min(known, default=None)


def _first_support(requirement: Requirement, support: _Support) -> date | None:
    least = ASSURANCE_RANK[requirement.least_assurance]
    spoken: Iterable[tuple[int, date]] = support.get(requirement.id, ())
    return min((when for strength, when in spoken if strength >= least), default=None)
