"""The documents by which a requirement can be shown to be met, and how strongly each shows it.

Three kinds of way: a file that the supplier's own tools write and a machine judges; something that an
assessor reads; and what it takes somebody else to make. All of it follows from `catalog/standards/`.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from catalog.evidence.formats import FORMAT_NAMES, Format
from catalog.evidence.proofs import NAMED, Proof, ProofRule, proofs
from catalog.evidence.rules import GREATEST_ASSURANCE
from catalog.standard import Requirement, Standard
from catalog.words import Assurance, EvidenceKind, Outcome


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A document that could be handed in. What an assessor reads is about one standard each.

    `format` is None for what no machine judges; `accepted_as` is then the word of `Requirement.accepts`.
    `takes_others` says who makes it, where a supplier cannot do so alone.
    """

    name: str
    title: str
    kind: EvidenceKind
    format: Format | None = None
    standard_id: str | None = None
    accepted_as: str = ""
    takes_others: str = ""


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One way to show that a requirement is met: by which document, how strongly, and by which rule."""

    paper: Paper
    assurance: Assurance
    rule: str = ""


_KINDS: Final = {
    "self-declaration": EvidenceKind.SELF_DECLARATION,
    "certificate": EvidenceKind.CERTIFICATE,
}
"""How a word of `Requirement.accepts` is handed in for an assessor; any other as a document."""


def ways(standard: Standard, requirement: Requirement) -> tuple[Way, ...]:
    """Every way strong enough for the requirement: by machine, then by assessor, then with others' help."""
    by_machine = [way for proof in proofs().values() for way in _by_machine(proof, standard, requirement)]
    alone = [way for way in by_machine if not way.paper.takes_others]
    helped = [way for way in by_machine if way.paper.takes_others]
    return (*alone, *_by_assessor(standard, requirement), *helped)


def kinds_read(standard: Standard, requirement: Requirement) -> tuple[EvidenceKind, ...]:
    """As what something that an assessor reads can be handed in for a requirement, strongest first."""
    return tuple(dict.fromkeys(way.paper.kind for way in _by_assessor(standard, requirement)))


def _by_machine(proof: Proof, standard: Standard, requirement: Requirement) -> Iterator[Way]:
    if set(proof.counts_as).isdisjoint(requirement.accepts):
        return
    shown = [rule for rule in proof.rules if _reaches(rule, standard, requirement)]
    rule = max(shown, key=lambda rule: _carries(rule).rank, default=None)
    if rule is not None:
        paper = Paper(
            name=proof.format,
            title=FORMAT_NAMES[proof.format],
            kind=EvidenceKind.MACHINE_READABLE,
            format=proof.format,
            takes_others=proof.takes_others,
        )
        yield Way(paper=paper, assurance=_carries(rule), rule=rule.rule)


def _reaches(rule: ProofRule, standard: Standard, requirement: Requirement) -> bool:
    """Can the rule show that this requirement is met, as strongly as is asked?"""
    if Outcome.MET not in rule.can_show or not _carries(rule).covers(requirement.least_assurance):
        return False
    if rule.requirement == NAMED:
        return not rule.only_of or standard.id in rule.only_of
    return rule.requirement == requirement.id


def _carries(rule: ProofRule) -> Assurance:
    return rule.alone or rule.assurance


def _by_assessor(standard: Standard, requirement: Requirement) -> Iterator[Way]:
    for word in requirement.accepts:
        kind = _KINDS.get(word, EvidenceKind.DOCUMENT)
        greatest = GREATEST_ASSURANCE[kind]
        if greatest.covers(requirement.least_assurance):
            spoken = word.replace("-", " ").capitalize().replace("Fhir", "FHIR").replace("Sbom", "SBOM")
            paper = Paper(
                name=f"{word} {standard.id}",
                title=f"{spoken} for {standard.title}",
                kind=kind,
                standard_id=standard.id,
                accepted_as=word,
            )
            yield Way(paper=paper, assurance=greatest)
