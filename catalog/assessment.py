"""One product held against the standards on one day: its duties, what is known, the verdicts."""

from collections.abc import Iterable
from datetime import date

import msgspec

from catalog.evidence.findings import Standing, standing
from catalog.evidence.history import ProductHistory
from catalog.evidence.record import WorkOffPlan
from catalog.obligations import Duty, Phase, duties
from catalog.standard import Standard
from catalog.verdicts import Verdict, verdict


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """What was known about a product on a day, and what it amounts to.

    `verdicts` stand in the order of `duties`. `standing` and `plans` (by standard id) hold only
    what was recorded by the day, so that later days can be asked without hindsight.
    """

    as_of: date
    duties: tuple[Duty, ...]
    standing: Standing
    plans: dict[str, list[WorkOffPlan]]
    verdicts: tuple[Verdict, ...]

    def due(self) -> list[Verdict]:
        """The verdicts on the standards that are due on this day: the ones that may block."""
        return [found for found in self.verdicts if found.phase is Phase.DUE]

    def verdict_on(self, duty: Duty, day: date) -> Verdict:
        """The verdict on a later day, if nothing more is recorded until then."""
        return verdict(duty, self.standing, self.plans.get(duty.standard.id, ()), day)


def assess(standards: Iterable[Standard], history: ProductHistory, as_of: date) -> Assessment:
    """Hold a product's history against the standards that apply to its tags on a day."""
    faced = duties(standards, history.tags, as_of)
    known = standing(history.evidence, history.decisions, as_of)
    plans = plans_by_standard(history.plans, as_of)
    return Assessment(
        as_of=as_of,
        duties=faced,
        standing=known,
        plans=plans,
        verdicts=tuple([verdict(duty, known, plans.get(duty.standard.id, ()), as_of) for duty in faced]),
    )


def plans_by_standard(plans: Iterable[WorkOffPlan], as_of: date) -> dict[str, list[WorkOffPlan]]:
    """The plans agreed by a day, by standard id."""
    result: dict[str, list[WorkOffPlan]] = {}
    for plan in plans:
        if plan.agreed_on <= as_of:
            result.setdefault(plan.standard_id, []).append(plan)
    return result
