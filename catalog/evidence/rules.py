"""What may be recorded. Each rule is checked before a record is written; reading never checks again.

`*_problems` yields every broken rule, so that a form can show them all; `check_*` raises the first.
"""

from collections.abc import Container, Iterable, Iterator
from typing import Final

from catalog.evidence.record import Decision, Evidence, WorkOffPlan
from catalog.standard import Standard
from catalog.words import Assurance, EvidenceKind, Outcome

GREATEST_ASSURANCE: Final[dict[EvidenceKind, Assurance]] = {
    EvidenceKind.SELF_DECLARATION: Assurance.DECLARED,
    EvidenceKind.DOCUMENT: Assurance.DOCUMENTED,
    EvidenceKind.CERTIFICATE: Assurance.CERTIFIED,
    EvidenceKind.MACHINE_READABLE: Assurance.SIGNED,
}
"""However sure an assessor is, a form of evidence can only carry so much."""

DECIDABLE: Final = (
    Outcome.MET,
    Outcome.PARTLY_MET,
    Outcome.NOT_MET,
    Outcome.NOT_APPLICABLE,
    Outcome.INCONCLUSIVE,
)
"""`not_evidenced` is left out: it is what the absence of a decision means, so nobody decides it."""


class EvidenceRuleError(Exception):
    """A record breaks a rule: the field that is wrong, and what is wrong with it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


Problems = Iterator[EvidenceRuleError]


def evidence_problems(evidence: Evidence, requirement_ids: Container[str]) -> Problems:
    """Every rule that a piece of evidence breaks. `requirement_ids` are those in the catalogue."""
    if not evidence.title.strip():
        yield EvidenceRuleError("title", "Say in a few words what this is.")
    if evidence.supersedes == evidence.id:
        yield EvidenceRuleError("supersedes", "Evidence cannot replace itself.")
    if evidence.requirement_ids or evidence.kind is not EvidenceKind.MACHINE_READABLE:
        yield from _requirement_problems(evidence.requirement_ids, requirement_ids)
    yield from _KIND_RULES[evidence.kind](evidence)
    yield from _date_problems(evidence)


def check_evidence(evidence: Evidence, requirement_ids: Container[str]) -> None:
    """Raise the first of `evidence_problems` as an `EvidenceRuleError`."""
    _raise_first(evidence_problems(evidence, requirement_ids))


def decision_problems(decision: Decision, evidence: Evidence) -> Problems:
    """Every rule that a decision on a piece of evidence breaks."""
    if decision.evidence_id != evidence.id:
        yield EvidenceRuleError("evidence_id", "The decision names other evidence.")
    if decision.requirement_id not in evidence.requirement_ids:
        yield EvidenceRuleError("requirement_id", "This evidence was not handed in for that requirement.")
    if decision.version < 1:
        yield EvidenceRuleError("version", "Versions count from 1.")
    if decision.outcome not in DECIDABLE:
        choices = ", ".join(DECIDABLE)
        yield EvidenceRuleError("outcome", f"An assessor decides one of {choices}.")
    greatest = GREATEST_ASSURANCE[evidence.kind]
    if not greatest.covers(decision.assurance):
        kind = _spoken(evidence.kind)
        yield EvidenceRuleError("assurance", f"A {kind} can be {greatest} at most, not {decision.assurance}.")
    if not decision.reason.strip():
        yield EvidenceRuleError("reason", "Give the reason: it is published with the decision.")
    if not decision.decided_by.strip():
        yield EvidenceRuleError("decided_by", "A decision is made by a named assessor.")
    if decision.decided_on < evidence.submitted_on:
        yield EvidenceRuleError("decided_on", "Evidence cannot be decided before it was handed in.")


def check_decision(decision: Decision, evidence: Evidence) -> None:
    """Raise the first of `decision_problems` as an `EvidenceRuleError`."""
    _raise_first(decision_problems(decision, evidence))


def plan_problems(plan: WorkOffPlan, standard: Standard) -> Problems:
    """Every rule that a work-off plan for a standard breaks."""
    if plan.standard_id != standard.id:
        yield EvidenceRuleError("standard_id", "The plan names another standard.")
    yield from _requirement_problems(plan.requirement_ids, {item.id for item in standard.requirements})
    if plan.due_on <= plan.agreed_on:
        yield EvidenceRuleError("due_on", "A plan is due after the day it is agreed.")
    if not plan.text.strip():
        yield EvidenceRuleError("text", "Say what will be done.")


def check_plan(plan: WorkOffPlan, standard: Standard) -> None:
    """Raise the first of `plan_problems` as an `EvidenceRuleError`."""
    _raise_first(plan_problems(plan, standard))


def _requirement_problems(named: tuple[str, ...], known: Container[str]) -> Problems:
    if not named:
        yield EvidenceRuleError("requirement_ids", "Name at least one requirement.")
    if len(set(named)) != len(named):
        yield EvidenceRuleError("requirement_ids", "Name each requirement once.")
    for requirement_id in named:
        if requirement_id not in known:
            yield EvidenceRuleError("requirement_ids", f"There is no requirement {requirement_id} here.")


def _declaration_problems(evidence: Evidence) -> Problems:
    if not evidence.statement.strip():
        yield EvidenceRuleError("statement", "A self-declaration says in words what is declared.")


def _document_problems(evidence: Evidence) -> Problems:
    if not evidence.sha256:
        yield EvidenceRuleError("file", "A document comes with its file.")


def _certificate_problems(evidence: Evidence) -> Problems:
    written = {"number": evidence.number, "issuer": evidence.issuer, "scope": evidence.scope}
    for field, value in written.items():
        if not (value and value.strip()):
            yield EvidenceRuleError(field, f"A certificate states its {field}.")
    dated = {"issued_on": evidence.issued_on, "expires_on": evidence.expires_on}
    for field, day in dated.items():
        if day is None:
            yield EvidenceRuleError(field, "A certificate states when it was issued and when it expires.")


_KIND_RULES: Final = {
    EvidenceKind.SELF_DECLARATION: _declaration_problems,
    EvidenceKind.DOCUMENT: _document_problems,
    EvidenceKind.CERTIFICATE: _certificate_problems,
    EvidenceKind.MACHINE_READABLE: _document_problems,  # it may speak to no requirement at all
}


def _date_problems(evidence: Evidence) -> Problems:
    issued, expires = evidence.issued_on, evidence.expires_on
    if issued and issued > evidence.submitted_on:
        yield EvidenceRuleError("issued_on", "It cannot have been issued after it was handed in.")
    if issued and expires and expires <= issued:
        yield EvidenceRuleError("expires_on", "It expires after the day it was issued.")


def _spoken(kind: EvidenceKind) -> str:
    return kind.value.replace("_", "-")


def _raise_first(problems: Iterable[EvidenceRuleError]) -> None:
    for problem in problems:
        raise problem
