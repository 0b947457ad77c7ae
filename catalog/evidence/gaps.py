"""What keeps a release from passing on a day, and the fewest documents that would close it.

A must that is not shown is a gap, and so is a failure that no plan carries. A standard without a must has one
gap until something of it is shown: any of its requirements closes it. What waits for an assessor is no gap:
it has been handed in.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import msgspec

from catalog.assessment import Assessment, assess
from catalog.evidence.cover import cheapest_cover
from catalog.evidence.findings import FAILURES
from catalog.evidence.history import ProductHistory
from catalog.evidence.papers import Paper, Way, ways
from catalog.gate import gate_of
from catalog.standard import Requirement, Standard
from catalog.verdicts import PASSING, RequirementResult, Verdict, carrying
from catalog.words import Assurance, GateState, Level, Outcome, VerdictKind

_SHOWN: Final = frozenset({Outcome.MET, Outcome.NOT_APPLICABLE})
_DOCUMENT: Final = 1_000
_ASSESSOR: Final = 1
"""Weights: the fewest documents; of as many, those of which an assessor has to read the fewest."""


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is missing. Any one of `requirements` closes it; mostly there is one.

    `replaces` are the ids of evidence that shows a failure: it stays until newer evidence takes its place.
    """

    standard_id: str
    requirements: tuple[Requirement, ...]
    outcome: Outcome
    reason: str
    replaces: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()


class ToHandIn(msgspec.Struct, frozen=True, kw_only=True):
    """A document of the shortest list. `closes` are ids of requirements, in the order of the standards.

    `least_assurance` is the strongest that any of them asks for.
    """

    paper: Paper
    closes: tuple[str, ...]
    replaces: tuple[str, ...]
    least_assurance: Assurance


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A requirement for which evidence is in, and waits for an assessor."""

    standard_id: str
    requirement_id: str
    evidence_id: str


class Gaps(msgspec.Struct, frozen=True, kw_only=True):
    """The way to a release that passes: `to_hand_in` is the shortest list, and closes every gap.

    `blocking` are the standards that are due and do not pass.
    """

    as_of: date
    gate: GateState
    blocking: tuple[tuple[str, VerdictKind], ...]
    gaps: tuple[Gap, ...]
    to_hand_in: tuple[ToHandIn, ...]
    waiting: tuple[Waiting, ...]


def gaps_of(standards: Sequence[Standard], history: ProductHistory, as_of: date) -> Gaps:
    """The gaps of a product's current release on a day, with what is known by then."""
    assessment = assess(standards, history, as_of)
    blocking = [found for found in assessment.due() if found.kind not in PASSING]
    by_id = {standard.id: standard for standard in standards}
    waiting = tuple(each for found in blocking for each in _waiting(found))
    stands = {each.requirement_id for each in waiting}
    missing = tuple(
        gap for found in blocking for gap in _gaps(found, by_id[found.standard_id], assessment, stands)
    )
    return Gaps(
        as_of=as_of,
        gate=gate_of(assessment, standards, history).state,
        blocking=tuple((found.standard_id, found.kind) for found in blocking),
        gaps=missing,
        to_hand_in=shortest_list(missing),
        waiting=waiting,
    )


def shortest_list(missing: Sequence[Gap]) -> tuple[ToHandIn, ...]:
    """The fewest documents that a supplier can make alone and that together close every gap with a way."""
    papers: dict[str, Paper] = {}
    closes: dict[str, dict[int, None]] = {}
    for place, gap in enumerate(missing):
        for way in gap.ways:
            if not way.paper.takes_others:
                papers.setdefault(way.paper.name, way.paper)
                closes.setdefault(way.paper.name, {})[place] = None
    wanted = sorted({place for places in closes.values() for place in places})
    weights = {name: _DOCUMENT + (_ASSESSOR if paper.format is None else 0) for name, paper in papers.items()}
    chosen = cheapest_cover(wanted, closes, weights)
    return tuple(_to_hand_in(papers[name], [missing[place] for place in closes[name]]) for name in chosen)


def _to_hand_in(paper: Paper, closed: Sequence[Gap]) -> ToHandIn:
    reached = [
        requirement
        for gap in closed
        for requirement in gap.requirements
        if any(way.paper.name == paper.name for way in gap.ways)
    ]
    return ToHandIn(
        paper=paper,
        closes=tuple(dict.fromkeys(each.id for each in reached)),
        replaces=tuple(dict.fromkeys(each for gap in closed for each in gap.replaces)),
        least_assurance=max((each.least_assurance for each in reached), key=lambda each: each.rank),
    )


def _gaps(found: Verdict, standard: Standard, assessment: Assessment, waiting: set[str]) -> Iterator[Gap]:
    plans = assessment.plans.get(standard.id, ())
    failed = [
        each
        for each in _binding(found)
        if each.outcome in FAILURES and carrying(each, plans, assessment.as_of) is None
    ]
    for each in failed:
        yield _gap(standard, each, assessment)
    missing = [each for each in _binding(found) if each.outcome not in _SHOWN | FAILURES]
    if any(each.requirement.level is Level.MUST for each in found.results):
        for each in missing:
            if each.requirement.id not in waiting:
                yield _gap(standard, each, assessment)
    elif not failed and not any(each.requirement.id in waiting for each in missing):
        yield _any_of(standard, missing)


def _binding(found: Verdict) -> Sequence[RequirementResult]:
    """The musts; without any, all of them."""
    return [each for each in found.results if each.requirement.level is Level.MUST] or found.results


def _gap(standard: Standard, result: RequirementResult, assessment: Assessment) -> Gap:
    findings = assessment.standing.get(result.requirement.id, ())
    return Gap(
        standard_id=standard.id,
        requirements=(result.requirement,),
        outcome=result.outcome,
        reason=result.reason,
        replaces=tuple(sorted(each.evidence_id for each in findings if each.outcome in FAILURES)),
        ways=ways(standard, result.requirement),
    )


def _any_of(standard: Standard, missing: Sequence[RequirementResult]) -> Gap:
    asked = tuple(each.requirement for each in missing)
    every = {way.paper.name: way for each in asked for way in ways(standard, each)}
    return Gap(
        standard_id=standard.id,
        requirements=asked,
        outcome=Outcome.NOT_EVIDENCED,
        reason="It has no must; one of these has to be shown."
        if asked
        else "The standard names no requirement to show.",
        ways=tuple(every.values()),
    )


def _waiting(found: Verdict) -> Iterator[Waiting]:
    for each in _binding(found):
        finding = each.finding
        if each.outcome is Outcome.INCONCLUSIVE and finding is not None and finding.decided_by is None:
            yield Waiting(
                standard_id=found.standard_id,
                requirement_id=each.requirement.id,
                evidence_id=finding.evidence_id,
            )
