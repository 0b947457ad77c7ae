"""What was handed in for each product, what was decided on it, and when.

Papers come in two rounds: in 2025 for what was due then, in 2026 for what has come since. A
product's fate changes one thing in it. All days are fixed, so that the story is the same whenever
it is loaded; it is told up to the middle of November 2026.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

import msgspec

from catalog.evidence.rules import GREATEST_ASSURANCE
from catalog.obligations import Duty, Phase, duties, product_tags
from catalog.standard import Requirement
from catalog.standards_loader import standards
from catalog.words import Assurance, EvidenceKind, Level, Outcome
from plumbline.demo.cast import Fate, Part

TOLD_ON: Final = date(2026, 11, 15)
LISTED_ON: Final = date(2025, 3, 3)
NEWLY_LISTED_ON: Final = date(2026, 10, 26)
_SECOND_ROUND: Final = date(2026, 1, 1)
_ASSESSORS: Final = ("an assessor", "another assessor")  # who, is for `plumbline.demo.assessing`
_TEST_HOUSES: Final = ("Fictional Assurance Ltd", "Imaginary Test House")
_FAILING: Final = "DAPB1605"
_LAPSING: Final = "CYBER-ESSENTIALS"
_KIND_OF: Final = {
    Assurance.DECLARED: EvidenceKind.SELF_DECLARATION,
    Assurance.DOCUMENTED: EvidenceKind.DOCUMENT,
    Assurance.CERTIFIED: EvidenceKind.CERTIFICATE,
}


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """An assessor's decision on one requirement."""

    requirement_id: str
    outcome: Outcome
    assurance: Assurance
    reason: str
    decided_by: str
    decided_on: date


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of evidence with the decisions on it."""

    kind: EvidenceKind
    standard_id: str
    title: str
    statement: str
    requirements: tuple[Requirement, ...]
    submitted_on: date
    issuer: str | None = None
    number: str | None = None
    scope: str | None = None
    issued_on: date | None = None
    expires_on: date | None = None
    rulings: tuple[Ruling, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A work-off plan that was agreed."""

    standard_id: str
    requirement_ids: tuple[str, ...]
    agreed_on: date
    due_on: date
    text: str


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """Everything recorded about one product."""

    papers: tuple[Paper, ...]
    plans: tuple[Plan, ...]
    listed_on: date
    withdrawn_on: date | None


def story_of(part: Part, capabilities: tuple[str, ...], random: Random) -> Story:
    """The records of one product, as its fate has it."""
    tags = product_tags(part.kind, capabilities)
    faced = [duty for duty in duties(standards(), tags, TOLD_ON) if _answered(duty, random)]
    papers = [paper for duty in faced for paper in _papers(part, duty, random)]
    plans = tuple(_plan(paper) for paper in papers if part.fate is Fate.MENDING and _fails(paper))
    return Story(
        papers=tuple(papers[: len(papers) // 2] if part.fate is Fate.NEW else papers),
        plans=plans,
        listed_on=NEWLY_LISTED_ON if part.fate is Fate.NEW else LISTED_ON,
        withdrawn_on=date(2026, 6, 30) if part.fate is Fate.WITHDRAWN else None,
    )


def _answered(duty: Duty, random: Random) -> bool:
    """What is due is answered; of what is only advised, about two in three."""
    return duty.phase is Phase.DUE or random.random() < 0.65


def _papers(part: Part, duty: Duty, random: Random) -> Iterator[Paper]:
    """One paper per strength of evidence that the standard's requirements ask for."""
    for assurance, kind in _KIND_OF.items():
        asked = tuple(r for r in duty.requirements if r.least_assurance is assurance)
        shown = tuple(r for r in asked if r.level is Level.MUST or random.random() < 0.7)
        if shown:
            yield _paper(part, duty, kind, shown, random)


def _paper(
    part: Part, duty: Duty, kind: EvidenceKind, shown: tuple[Requirement, ...], random: Random
) -> Paper:
    submitted = _submitted(part, duty, random)
    standard = duty.standard
    paper = Paper(
        kind=kind,
        standard_id=standard.id,
        title=f"{part.name}: {_word(kind)} on {standard.id}",
        statement=f"{part.name} answers {standard.title} ({len(shown)} of its requirements).",
        requirements=shown,
        submitted_on=submitted,
        issued_on=submitted - timedelta(days=14),
    )
    if kind is EvidenceKind.CERTIFICATE:
        paper = _certified(part, paper, random)
    if part.fate is Fate.NEW and random.random() < 0.8:
        return paper  # still waiting for an assessor
    return msgspec.structs.replace(paper, rulings=tuple(_rulings(part, paper, random)))


def _submitted(part: Part, duty: Duty, random: Random) -> date:
    if part.fate is Fate.NEW:
        return NEWLY_LISTED_ON + timedelta(days=random.randint(1, 20))
    if duty.due_on is not None and duty.due_on >= _SECOND_ROUND:
        return date(2026, 2, 26) + timedelta(days=random.randint(0, 20))
    return date(2025, 3, 10) + timedelta(days=random.randint(0, 60))


def _certified(part: Part, paper: Paper, random: Random) -> Paper:
    """Issuer, number, scope and dates. A certificate's end is what most often strands a product."""
    issued = paper.issued_on or paper.submitted_on
    expires = date(2027, 6, 1) + timedelta(days=random.randint(0, 240))
    if paper.standard_id == _LAPSING and part.fate is Fate.LAPSED:
        expires = date(2026, 9, 30)
    elif paper.standard_id == _LAPSING and part.fate is Fate.EXPIRING:
        expires = date(2026, 12, 4) + timedelta(days=random.randint(0, 80))
    return msgspec.structs.replace(
        paper,
        issuer=random.choice(_TEST_HOUSES),
        number=f"FICT-{random.randint(10_000, 99_999)}",
        scope=f"The hosted service {part.name}, all modules.",
        issued_on=issued,
        expires_on=expires,
    )


def _rulings(part: Part, paper: Paper, random: Random) -> Iterator[Ruling]:
    decided = min(paper.submitted_on + timedelta(days=random.randint(10, 35)), TOLD_ON)
    assessor = random.choice(_ASSESSORS)
    for number, requirement in enumerate(paper.requirements):
        outcome, reason = Outcome.MET, f"Shown in section {number + 1} of the {_word(paper.kind)}."
        if _is_the_turn(part, paper, number):
            outcome, reason = _turn(part)
        elif requirement.level is not Level.MUST and random.random() < 0.12:
            outcome, reason = Outcome.PARTLY_MET, "Shown for some modules only."
        yield Ruling(
            requirement_id=requirement.id,
            outcome=outcome,
            assurance=GREATEST_ASSURANCE[paper.kind],
            reason=reason,
            decided_by=assessor,
            decided_on=decided,
        )


def _is_the_turn(part: Part, paper: Paper, number: int) -> bool:
    """Is this the one requirement on which the product's fate turns?"""
    turns = part.fate in (Fate.FAILED, Fate.MENDING)
    standard = _turning_standard(part)
    return turns and paper.standard_id == standard and number == 0 and _has_must(paper)


def _turning_standard(part: Part) -> str:
    faced = duties(standards(), product_tags(part.kind), TOLD_ON)
    due = {duty.standard.id for duty in faced if duty.phase is Phase.DUE}
    return _FAILING if _FAILING in due else "DCB0129"


def _has_must(paper: Paper) -> bool:
    return paper.requirements[0].level is Level.MUST


def _turn(part: Part) -> tuple[Outcome, str]:
    if part.fate is Fate.FAILED:
        return Outcome.NOT_MET, "Tried on the release handed in: it does not do this."
    return Outcome.PARTLY_MET, "Works for letters, not yet for messages; a plan is agreed."


def _fails(paper: Paper) -> bool:
    return any(
        ruling.outcome is Outcome.PARTLY_MET and requirement.level is Level.MUST
        for ruling, requirement in zip(paper.rulings, paper.requirements, strict=False)
    )


def _plan(paper: Paper) -> Plan:
    failing = tuple(
        ruling.requirement_id
        for ruling, requirement in zip(paper.rulings, paper.requirements, strict=True)
        if ruling.outcome is Outcome.PARTLY_MET and requirement.level is Level.MUST
    )
    return Plan(
        standard_id=paper.standard_id,
        requirement_ids=failing,
        agreed_on=max(ruling.decided_on for ruling in paper.rulings) + timedelta(days=5),
        due_on=date(2027, 3, 31),
        text="The missing part comes with the spring release; progress is reported each month.",
    )


def _word(kind: EvidenceKind) -> str:
    return {
        EvidenceKind.SELF_DECLARATION: "declaration",
        EvidenceKind.DOCUMENT: "document",
        EvidenceKind.CERTIFICATE: "certificate",
    }[kind]
