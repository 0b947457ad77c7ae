"""What the form for something that an assessor reads offers: requirements, and evidence to replace."""

from datetime import date
from typing import Final

import msgspec

from catalog.assessment import assess
from catalog.evidence.history import ProductHistory
from catalog.evidence.papers import kinds_read
from catalog.obligations import Duty, Phase
from catalog.standards_loader import standards
from catalog.verdicts import PASSING, RequirementResult, Verdict
from catalog.words import EvidenceKind, Outcome
from plumbline.kit.clock import spoken

SHOWN: Final = frozenset({Outcome.MET, Outcome.NOT_APPLICABLE})


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The requirements of one standard that can be shown so, with where each stands."""

    standard_id: str
    title: str
    phase: Phase
    blocks: bool
    choices: tuple[RequirementResult, ...]

    @property
    def missing(self) -> int:
        """How many are not shown to be met, or not to apply."""
        return sum(each.outcome not in SHOWN for each in self.choices)

    def has(self, ids: frozenset[str]) -> bool:
        """Is one of these among the choices?"""
        return any(each.requirement.id in ids for each in self.choices)


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """Requirements by standard, those that block first; and by id, evidence that nothing replaces yet."""

    groups: tuple[Group, ...]
    replaceable: dict[str, str]

    @property
    def requirement_ids(self) -> frozenset[str]:
        """Every requirement that may be chosen."""
        return frozenset(each.requirement.id for group in self.groups for each in group.choices)


def choices_on(history: ProductHistory, day: date, kind: EvidenceKind) -> Choices:
    """What a product with this history can choose from on a day, for evidence of a kind."""
    assessment = assess(standards(), history, day)
    found = [
        _group(duty, verdict, kind)
        for duty, verdict in zip(assessment.duties, assessment.verdicts, strict=True)
    ]
    groups = sorted((group for group in found if group.choices), key=lambda group: not group.blocks)
    return Choices(groups=tuple(groups), replaceable=_replaceable(history))


def _group(duty: Duty, verdict: Verdict, kind: EvidenceKind) -> Group:
    return Group(
        standard_id=duty.standard.id,
        title=duty.standard.title,
        phase=duty.phase,
        blocks=duty.phase is Phase.DUE and verdict.kind not in PASSING,
        choices=tuple(
            each for each in verdict.results if kind in kinds_read(duty.standard, each.requirement)
        ),
    )


def _replaceable(history: ProductHistory) -> dict[str, str]:
    replaced = {each.supersedes for each in history.evidence}
    standing = (each for each in history.evidence if each.id not in replaced and each.taken_back_on is None)
    newest_first = sorted(standing, key=lambda each: (each.submitted_on, each.id), reverse=True)
    return {each.id: f"{each.title} (handed in on {spoken(each.submitted_on)})" for each in newest_first}
