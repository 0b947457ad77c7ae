"""What may be recorded as evidence, decision and plan, and how a refusal reads."""

from collections.abc import Callable

import msgspec
import pytest

from catalog.evidence.record import Decision, Evidence, WorkOffPlan
from catalog.evidence.rules import (
    GREATEST_ASSURANCE,
    EvidenceRuleError,
    check_decision,
    check_evidence,
    check_plan,
    decision_problems,
    evidence_problems,
    plan_problems,
)
from catalog.words import ASSURANCE_ORDER, EvidenceKind, Outcome
from tests.unit.catalog.made import day, decision, evidence, plan, requirement, standard

KNOWN = {"A-1", "A-2"}
DECLARATION = evidence("d", "A-1", kind=EvidenceKind.SELF_DECLARATION)
DOCUMENT = evidence("f", "A-1", kind=EvidenceKind.DOCUMENT)
CERTIFICATE = evidence("c", "A-1", kind=EvidenceKind.CERTIFICATE)


@pytest.mark.parametrize("item", [DECLARATION, DOCUMENT, CERTIFICATE])
def test_complete_evidence_is_taken(item: Evidence) -> None:
    """Each form, with everything it needs, breaks no rule."""
    check_evidence(item, KNOWN)


@pytest.mark.parametrize(
    ("item", "changes", "field"),
    [
        (DECLARATION, {"statement": "  "}, "statement"),
        (DOCUMENT, {"sha256": None}, "file"),
        (DOCUMENT, {"title": " "}, "title"),
        (DOCUMENT, {"requirement_ids": ()}, "requirement_ids"),
        (DOCUMENT, {"requirement_ids": ("A-1", "A-1")}, "requirement_ids"),
        (DOCUMENT, {"requirement_ids": ("A-1", "B-9")}, "requirement_ids"),
        (DOCUMENT, {"supersedes": "f"}, "supersedes"),
        (DOCUMENT, {"issued_on": day(1)}, "issued_on"),
        (CERTIFICATE, {"number": None}, "number"),
        (CERTIFICATE, {"issuer": ""}, "issuer"),
        (CERTIFICATE, {"scope": None}, "scope"),
        (CERTIFICATE, {"issued_on": None}, "issued_on"),
        (CERTIFICATE, {"expires_on": None}, "expires_on"),
        (CERTIFICATE, {"expires_on": CERTIFICATE.issued_on}, "expires_on"),
    ],
)
def test_each_broken_rule_of_evidence_names_its_field(
    item: Evidence, changes: dict[str, object], field: str
) -> None:
    """One thing wrong makes one problem, on that field; `check_evidence` raises it."""
    broken = msgspec.structs.replace(item, **changes)

    assert [problem.field for problem in evidence_problems(broken, KNOWN)] == [field]
    with pytest.raises(EvidenceRuleError, match=f"^{field}: "):
        check_evidence(broken, KNOWN)


def test_every_problem_of_a_form_is_told_at_once() -> None:
    """An empty certificate hears about all its fields, not only the first."""
    empty = msgspec.structs.replace(
        CERTIFICATE, number=None, issuer=None, scope=None, issued_on=None, expires_on=None
    )
    fields = [problem.field for problem in evidence_problems(empty, KNOWN)]

    assert fields == ["number", "issuer", "scope", "issued_on", "expires_on"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"evidence_id": "other"}, "evidence_id"),
        ({"requirement_id": "A-2"}, "requirement_id"),
        ({"version": 0}, "version"),
        ({"outcome": Outcome.NOT_EVIDENCED}, "outcome"),
        ({"reason": ""}, "reason"),
        ({"decided_by": " "}, "decided_by"),
        ({"decided_on": day(-1)}, "decided_on"),
    ],
)
def test_each_broken_rule_of_a_decision_names_its_field(changes: dict[str, object], field: str) -> None:
    """A decision has an assessor, a reason, an outcome somebody can decide, and comes after the evidence."""
    broken = msgspec.structs.replace(decision(DOCUMENT), **changes)

    assert [problem.field for problem in decision_problems(broken, DOCUMENT)] == [field]
    with pytest.raises(EvidenceRuleError, match=f"^{field}: "):
        check_decision(broken, DOCUMENT)


@pytest.mark.parametrize("item", [DECLARATION, DOCUMENT, CERTIFICATE])
def test_a_form_of_evidence_carries_only_so_much_assurance(item: Evidence) -> None:
    """A declaration stays declared, a document documented, a certificate certified."""
    for assurance in ASSURANCE_ORDER:
        fields = [p.field for p in decision_problems(decision(item, assurance=assurance), item)]
        within = assurance.rank <= GREATEST_ASSURANCE[item.kind].rank

        assert fields == ([] if within else ["assurance"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda p: msgspec.structs.replace(p, standard_id="B"), "standard_id"),
        (lambda p: msgspec.structs.replace(p, requirement_ids=("B-1",)), "requirement_ids"),
        (lambda p: msgspec.structs.replace(p, due_on=p.agreed_on), "due_on"),
        (lambda p: msgspec.structs.replace(p, text=""), "text"),
    ],
)
def test_each_broken_rule_of_a_plan_names_its_field(
    change: Callable[[WorkOffPlan], WorkOffPlan], field: str
) -> None:
    """A plan names requirements of its standard, a day after its agreement, and what is done."""
    held_to = standard("A", requirement("A-1"))
    good = plan("A", "A-1", due=day(30))
    check_plan(good, held_to)
    broken = change(good)

    assert [problem.field for problem in plan_problems(broken, held_to)] == [field]
    with pytest.raises(EvidenceRuleError, match=f"^{field}: "):
        check_plan(broken, held_to)


def test_a_good_decision_is_taken() -> None:
    """An assessor may decide any of the five outcomes."""
    for outcome in Outcome:
        if outcome is not Outcome.NOT_EVIDENCED:
            made: Decision = decision(DOCUMENT, outcome)
            check_decision(made, DOCUMENT)
