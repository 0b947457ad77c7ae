"""Documents that disagree, side by side: the one that decides first, and why."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.conformance import conformance
from catalog.evidence.contradictions import contradictions
from catalog.evidence.history import ProductHistory
from catalog.evidence.record import Decision, Evidence
from catalog.obligations import product_tags
from catalog.standards_loader import standards
from catalog.words import Assurance, EvidenceKind, Outcome, ProductType

DAY = date(2026, 11, 23)
NAME = "DCB0129-1"
SAYS = st.tuples(
    st.sampled_from(list(Outcome)),
    st.sampled_from(list(Assurance)),
    st.sampled_from([None, date(2026, 11, 20), date(2027, 1, 1)]),
)


def handed_in(number: int, until: date | None) -> Evidence:
    """Evidence on the one requirement."""
    return Evidence(
        id=f"{number}",
        kind=EvidenceKind.DOCUMENT,
        title="made up",
        requirement_ids=(NAME,),
        submitted_on=date(2026, 1, 1),
        expires_on=until,
    )


def decided(number: int, outcome: Outcome, assurance: Assurance) -> Decision:
    """The decision on it."""
    return Decision(
        evidence_id=f"{number}",
        requirement_id=NAME,
        version=1,
        outcome=outcome,
        assurance=assurance,
        reason="made up",
        decided_by="An Assessor",
        decided_on=date(2026, 2, 1),
        pointer=f"/{number}",
    )


def history(said: Sequence[tuple[Outcome, Assurance, date | None]]) -> ProductHistory:
    """A record system with a piece of evidence for each; `not_evidenced` waits."""
    evidence = tuple(handed_in(number, until) for number, (_, _, until) in enumerate(said))
    decisions = tuple(
        decided(number, outcome, assurance)
        for number, (outcome, assurance, _) in enumerate(said)
        if outcome is not Outcome.NOT_EVIDENCED
    )
    tags = product_tags(ProductType.EPR)
    return ProductHistory(tags=tags, listed_on=date(2025, 1, 1), evidence=evidence, decisions=decisions)


@given(st.lists(SAYS, max_size=5))
@settings(max_examples=60)
def test_it_shows_what_the_result_says(said: list[tuple[Outcome, Assurance, date | None]]) -> None:
    """Where and only where the result is contradicted; the first side is the one that decided."""
    known = history(said)
    results = {r.requirement.id: r for r in conformance(standards(), known, DAY).requirement_results()}
    found = contradictions(standards(), known, DAY)
    assert {each.requirement.id for each in found} == {
        name for name, result in results.items() if result.contradicted_by
    }
    for each in found:
        result = results[each.requirement.id]
        assert each.sides[0] == result.finding
        assert set(result.contradicted_by) <= {side.evidence_id for side in each.sides}
        assert {side.outcome for side in each.sides} > {each.outcome}


def test_failure_wins_over_stronger_success() -> None:
    """Both are shown with their place in the document."""
    said = [(Outcome.MET, Assurance.SIGNED, None), (Outcome.NOT_MET, Assurance.DECLARED, None)]
    (found,) = contradictions(standards(), history(said), DAY)
    assert found.outcome is Outcome.NOT_MET
    assert [(side.outcome, side.pointer) for side in found.sides] == [
        (Outcome.NOT_MET, "/1"),
        (Outcome.MET, "/0"),
    ]
    assert "failure" in found.why
