"""Documents that say different things about one requirement, side by side, and which of them decides."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from catalog.assessment import assess
from catalog.evidence.findings import FAILURES, on_day
from catalog.evidence.history import ProductHistory
from catalog.evidence.record import Finding
from catalog.standard import Requirement, Standard
from catalog.words import ASSURANCE_RANK, Outcome

_SPEAKING: Final = FAILURES | {Outcome.MET, Outcome.NOT_APPLICABLE}


class Contradiction(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement about which decided evidence disagrees. `sides` begins with the one that decides."""

    standard_id: str
    requirement: Requirement
    outcome: Outcome
    why: str
    sides: tuple[Finding, ...]


def contradictions(
    standards: Sequence[Standard], history: ProductHistory, as_of: date
) -> tuple[Contradiction, ...]:
    """Every contradiction on a day, in the order of the standards. What lapsed or waits says nothing."""
    assessment = assess(standards, history, as_of)
    found = []
    for verdict in assessment.verdicts:
        for result in verdict.results:
            decides = result.finding
            if not result.contradicted_by or decides is None:
                continue
            known = [on_day(each, as_of) for each in assessment.standing.get(result.requirement.id, ())]
            others = [each for each in known if each.outcome in _SPEAKING and each != decides]
            found.append(
                Contradiction(
                    standard_id=verdict.standard_id,
                    requirement=result.requirement,
                    outcome=result.outcome,
                    why=_why(result.outcome),
                    sides=(decides, *sorted(others, key=_order)),
                )
            )
    return tuple(found)


def _why(outcome: Outcome) -> str:
    if outcome in FAILURES:
        return "A failure that was shown stands, however strong the evidence that says otherwise."
    return "That it is met goes before that it does not apply."


def _order(side: Finding) -> tuple[int, int, str]:
    strength = ASSURANCE_RANK[side.assurance] if side.assurance else -1
    return -strength, -side.since.toordinal(), side.evidence_id
