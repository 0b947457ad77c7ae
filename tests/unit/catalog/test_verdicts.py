"""How findings about one requirement are weighed, and how requirements make a verdict."""

import msgspec
import pytest

from catalog.assessment import assess
from catalog.evidence.record import Decision, Evidence, WorkOffPlan
from catalog.standard import Standard
from catalog.verdicts import RequirementResult, Verdict
from catalog.words import Assurance, EvidenceKind, Level, Outcome, VerdictKind
from tests.unit.catalog.made import day, decision, evidence, history, plan, requirement, standard

ONE = standard("A", requirement("A-1", least=Assurance.DOCUMENTED))
TODAY = day(100)


def verdict_of(
    held_to: Standard,
    items: list[Evidence],
    made: list[Decision],
    plans: tuple[WorkOffPlan, ...] = (),
) -> Verdict:
    """The verdict on one standard on day 100."""
    return assess((held_to,), history(items, made, plans), TODAY).verdicts[0]


def result_of(*shown: tuple[Evidence, Outcome | None]) -> RequirementResult:
    """The result for the one requirement, from evidence and what was decided about each."""
    made = [decision(item, outcome) for item, outcome in shown if outcome]
    return verdict_of(ONE, [item for item, _ in shown], made).results[0]


def document(name: str, expires: int | None = None) -> Evidence:
    """A document about the one requirement."""
    return evidence(name, "A-1", expires=day(expires) if expires is not None else None)


DECLARED = evidence("declared", "A-1", kind=EvidenceKind.SELF_DECLARATION)


def test_nothing_recorded_is_not_evidenced() -> None:
    """No record is never met."""
    result = result_of()

    assert (result.outcome, result.finding) == (Outcome.NOT_EVIDENCED, None)


def test_failure_wins_over_success_and_names_what_contradicts() -> None:
    """One report of failure outweighs any number of passes, and both are shown."""
    result = result_of(
        (document("b"), Outcome.MET), (document("c"), Outcome.NOT_MET), (document("a"), Outcome.MET)
    )

    assert result.outcome is Outcome.NOT_MET
    assert result.finding is not None
    assert result.finding.evidence_id == "c"
    assert result.contradicted_by == ("a", "b")


def test_a_part_failure_wins_over_success_and_gives_way_to_failure() -> None:
    """The order of failures is: not met, then partly met."""
    partly = (document("p"), Outcome.PARTLY_MET)

    assert result_of(partly, (document("m"), Outcome.MET)).outcome is Outcome.PARTLY_MET
    assert result_of(partly, (document("n"), Outcome.NOT_MET)).outcome is Outcome.NOT_MET


def test_too_weak_a_met_is_not_evidenced_and_says_so() -> None:
    """A declaration cannot show what asks for a document."""
    result = result_of((DECLARED, Outcome.MET))

    assert result.outcome is Outcome.NOT_EVIDENCED
    assert result.reason == "Shown only as declared; documented is asked."


def test_the_strongest_and_longest_lasting_success_decides() -> None:
    """A document beats the declaration; of two documents the one that lasts longer."""
    result = result_of(
        (DECLARED, Outcome.MET), (document("x", 110), Outcome.MET), (document("y", 200), Outcome.MET)
    )

    assert (result.outcome, result.finding and result.finding.evidence_id) == (Outcome.MET, "y")


def test_equal_findings_are_told_apart_by_name_never_by_order() -> None:
    """Two documents that say the same: the same one decides, whichever came first."""
    one, two = (document("one"), Outcome.MET), (document("two"), Outcome.MET)

    assert result_of(one, two) == result_of(two, one)


def test_not_applicable_counts_only_where_nothing_stronger_speaks() -> None:
    """A shown success or failure outranks it; waiting evidence does not."""
    away = (document("away"), Outcome.NOT_APPLICABLE)

    assert result_of(away).outcome is Outcome.NOT_APPLICABLE
    assert result_of(away, (document("m"), Outcome.MET)).outcome is Outcome.MET
    assert result_of(away, (document("n"), Outcome.NOT_MET)).outcome is Outcome.NOT_MET
    assert result_of(away, (document("w"), None)).outcome is Outcome.NOT_APPLICABLE
    assert result_of(away, (DECLARED, Outcome.MET)).outcome is Outcome.NOT_APPLICABLE


def test_waiting_evidence_is_inconclusive() -> None:
    """It outranks lapsed evidence, and is never met."""
    assert result_of((document("w"), None)).outcome is Outcome.INCONCLUSIVE
    lapsed = (document("old", 50), Outcome.MET)
    assert result_of(lapsed).outcome is Outcome.NOT_EVIDENCED
    assert result_of(lapsed, (document("w"), None)).outcome is Outcome.INCONCLUSIVE


MUSTS = standard("A", requirement("A-1"), requirement("A-2"), requirement("A-3", Level.SHOULD))
SHOULDS = standard("A", requirement("A-1", Level.SHOULD), requirement("A-2", Level.MAY))
MET, NOT, PART, AWAY = Outcome.MET, Outcome.NOT_MET, Outcome.PARTLY_MET, Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("held_to", "decided", "kind"),
    [
        (MUSTS, {"A-1": MET, "A-2": MET}, VerdictKind.COMPLIANT),
        (MUSTS, {"A-1": MET, "A-2": AWAY}, VerdictKind.COMPLIANT),
        (MUSTS, {"A-1": AWAY, "A-2": AWAY}, VerdictKind.NOT_APPLICABLE),
        (MUSTS, {"A-1": MET, "A-2": MET, "A-3": NOT}, VerdictKind.COMPLIANT),
        (MUSTS, {"A-1": MET}, VerdictKind.NOT_EVIDENCED),
        (MUSTS, {"A-1": MET, "A-2": Outcome.INCONCLUSIVE}, VerdictKind.NOT_EVIDENCED),
        (MUSTS, {"A-3": MET}, VerdictKind.NOT_EVIDENCED),
        (MUSTS, {}, VerdictKind.NOT_EVIDENCED),
        (MUSTS, {"A-1": PART, "A-2": MET}, VerdictKind.NON_COMPLIANT),
        (MUSTS, {"A-1": NOT}, VerdictKind.NON_COMPLIANT),
        (SHOULDS, {"A-1": MET}, VerdictKind.COMPLIANT),
        (SHOULDS, {"A-2": MET}, VerdictKind.COMPLIANT),
        (SHOULDS, {"A-1": MET, "A-2": NOT}, VerdictKind.NON_COMPLIANT),
        (SHOULDS, {"A-1": AWAY, "A-2": AWAY}, VerdictKind.NOT_APPLICABLE),
        (SHOULDS, {"A-1": AWAY}, VerdictKind.NOT_EVIDENCED),
        (SHOULDS, {}, VerdictKind.NOT_EVIDENCED),
    ],
)
def test_the_verdict_follows_the_outcomes(
    held_to: Standard, decided: dict[str, Outcome], kind: VerdictKind
) -> None:
    """Musts bind; failure beats what is missing; a standard with no must needs something met."""
    item = evidence("e", "A-1", "A-2", "A-3")
    made = [decision(item, outcome, requirement_id=about) for about, outcome in decided.items()]

    assert verdict_of(held_to, [item], made).kind is kind


def test_a_standard_that_asks_for_nothing_is_not_met() -> None:
    """Even an empty list of requirements is not a pass."""
    empty = msgspec.structs.replace(ONE, requirements=())

    assert verdict_of(empty, [], []).kind is VerdictKind.NOT_EVIDENCED


FAILING = evidence("e", "A-1", "A-2")
FAILURE = [decision(FAILING, NOT, on=day(10)), decision(FAILING, MET, requirement_id="A-2", on=day(10))]


@pytest.mark.parametrize(
    ("agreed", "due", "about", "kind"),
    [
        (10, 100, ("A-1",), VerdictKind.COMPLIANT_WITH_PLAN),
        (100, 200, ("A-1", "A-2"), VerdictKind.COMPLIANT_WITH_PLAN),
        (20, 99, ("A-1",), VerdictKind.NON_COMPLIANT),
        (101, 200, ("A-1",), VerdictKind.NON_COMPLIANT),
        (20, 200, ("A-2",), VerdictKind.NON_COMPLIANT),
        (9, 200, ("A-1",), VerdictKind.NON_COMPLIANT),
    ],
    ids=["last-day", "first-day", "overdue", "not-yet", "another-requirement", "before-the-failure"],
)
def test_a_plan_in_force_carries_the_failures_it_was_agreed_for(
    agreed: int, due: int, about: tuple[str, ...], kind: VerdictKind
) -> None:
    """Both its days count, and a failure shown after the agreement needs a new plan."""
    agreement = plan("A", *about, on=day(agreed), due=day(due))
    found = verdict_of(MUSTS, [FAILING], FAILURE, (agreement,))

    assert found.kind is kind
    assert found.plan == (agreement if kind is VerdictKind.COMPLIANT_WITH_PLAN else None)


def test_a_plan_never_covers_missing_evidence() -> None:
    """What was never shown is not mended by a promise."""
    agreement = plan("A", "A-1", "A-2", on=day(20), due=day(200))

    assert verdict_of(MUSTS, [], [], (agreement,)).kind is VerdictKind.NOT_EVIDENCED
    assert verdict_of(MUSTS, [FAILING], FAILURE[:1], (agreement,)).kind is VerdictKind.NOT_EVIDENCED


def test_a_plan_of_another_standard_carries_nothing() -> None:
    """Plans are agreed standard by standard."""
    agreement = plan("B", "A-1", on=day(20), due=day(200))

    assert verdict_of(MUSTS, [FAILING], FAILURE, (agreement,)).kind is VerdictKind.NON_COMPLIANT


def test_of_two_plans_the_longer_carries_a_failure() -> None:
    """An extension replaces the plan it extends."""
    first = plan("A", "A-1", on=day(20), due=day(120))
    longer = plan("A", "A-1", on=day(90), due=day(300))

    assert verdict_of(MUSTS, [FAILING], FAILURE, (first, longer)).plan == longer


def test_a_long_list_of_what_is_missing_is_cut_short() -> None:
    """The reason names three requirements and counts the rest."""
    many = standard("A", *(requirement(f"A-{number}") for number in range(1, 6)))

    assert verdict_of(many, [], []).reason == "Not shown yet: A-1, A-2, A-3, 2 more."
