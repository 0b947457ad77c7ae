"""The shortest way to pass: it closes everything, nothing shorter does, and it says what already waits."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.conformance import conformance
from catalog.evidence.gaps import Gap, gaps_of, shortest_list
from catalog.evidence.history import ProductHistory
from catalog.evidence.papers import ways
from catalog.evidence.record import Decision, Evidence, WorkOffPlan
from catalog.obligations import Phase, product_tags
from catalog.standards_loader import standards
from catalog.verdicts import PASSING
from catalog.words import Assurance, EvidenceKind, Outcome, ProductType

DAY = date(2026, 11, 23)
EVERY = {r.id: (s, r) for s in standards() for r in s.requirements}
IDS = sorted(EVERY)
TAGS = st.sampled_from(list(ProductType)).map(lambda kind: product_tags(kind, (), ("web",)))
SAID = st.dictionaries(st.sampled_from(IDS), st.sampled_from(list(Outcome)), max_size=25)


Recorded = tuple[Evidence, Decision | None]


def shown(number: int, requirement_id: str, outcome: Outcome, **more: object) -> Recorded:
    """Evidence on one requirement, decided unless its outcome is `not_evidenced`: that one waits."""
    evidence = Evidence(
        id=f"{number}",
        kind=EvidenceKind.DOCUMENT,
        title="made up",
        requirement_ids=(requirement_id,),
        submitted_on=date(2026, 11, 1),
        **more,  # type: ignore[arg-type]
    )
    if outcome is Outcome.NOT_EVIDENCED:
        return evidence, None
    decision = Decision(
        evidence_id=evidence.id,
        requirement_id=requirement_id,
        version=1,
        outcome=outcome,
        assurance=Assurance.SIGNED,
        reason="made up",
        decided_by="An Assessor",
        decided_on=date(2026, 11, 2),
    )
    return evidence, decision


def history(
    tags: frozenset[str],
    records: list[Recorded],
    plans: tuple[WorkOffPlan, ...] = (),
) -> ProductHistory:
    """The history of a product with these records."""
    return ProductHistory(
        tags=tags,
        listed_on=date(2025, 1, 1),
        evidence=tuple(evidence for evidence, _ in records),
        decisions=tuple(decision for _, decision in records if decision),
        plans=plans,
    )


@given(TAGS, SAID)
@settings(max_examples=60)
def test_handing_in_the_list_and_deciding_what_waits_closes_everything(
    tags: frozenset[str], said: dict[str, Outcome]
) -> None:
    """Whatever stood before: after it, every standard that is due passes, but one that asks for nothing."""
    records = [shown(number, name, outcome) for number, (name, outcome) in enumerate(said.items())]
    found = gaps_of(standards(), history(tags, records), DAY)
    number = len(records)
    for paper in found.to_hand_in:
        for requirement_id in paper.closes:
            replaced = {e.id for e, _ in records if requirement_id in e.requirement_ids} & set(paper.replaces)
            for older in replaced or [None]:
                number += 1
                records.append(shown(number, requirement_id, Outcome.MET, supersedes=older))
    for waiting in found.waiting:
        number += 1
        records.append(shown(number, waiting.requirement_id, Outcome.MET))
    after = conformance(standards(), history(tags, records), DAY)
    asks_nothing = {standard.id for standard in standards() if not standard.requirements}
    blocking = {v.standard_id for v in after.verdicts if v.phase is Phase.DUE and v.kind not in PASSING}
    assert blocking <= asks_nothing


@given(TAGS, st.data())
@settings(max_examples=40)
def test_no_shorter_list_does(tags: frozenset[str], data: st.DataObject) -> None:
    """Of a few gaps, every choice of fewer documents leaves one open."""
    every = gaps_of(standards(), history(tags, []), DAY).gaps
    chosen = data.draw(
        st.lists(
            st.sampled_from(every), min_size=1, max_size=6, unique_by=lambda g: g.reason + str(g.requirements)
        )
    )
    listed = shortest_list(chosen)
    closes = {
        name: {place for place, gap in enumerate(chosen) if name in own_ways(gap)}
        for name in sorted({name for gap in chosen for name in own_ways(gap)})
    }
    for fewer in combinations(closes, len(listed) - 1):
        assert set().union(*(closes[name] for name in fewer)) != set(range(len(chosen)))
    assert set().union(*(closes[each.paper.name] for each in listed)) == set(range(len(chosen)))


def own_ways(gap: Gap) -> set[str]:
    """Names of the documents that a supplier can make alone."""
    return {way.paper.name for way in gap.ways if not way.paper.takes_others}


@given(TAGS, SAID)
@settings(max_examples=20)
def test_nothing_is_missing_exactly_where_nothing_blocks(
    tags: frozenset[str], said: dict[str, Outcome]
) -> None:
    """The same question has the same answer, whatever the order of the records."""
    records = [shown(number, name, outcome) for number, (name, outcome) in enumerate(said.items())]
    found = gaps_of(standards(), history(tags, records), DAY)
    assert bool(found.blocking) == bool(found.gaps or found.waiting)
    assert found == gaps_of(standards(), history(tags, records[::-1]), DAY)


def gap_on(requirement_id: str, *records: Recorded, plan: bool = False) -> list[Gap]:
    """The gaps on one requirement of a record system."""
    agreed = WorkOffPlan(
        standard_id=EVERY[requirement_id][0].id,
        requirement_ids=(requirement_id,),
        agreed_on=date(2026, 11, 10),
        due_on=date(2027, 1, 1),
        text="made up",
    )
    known = history(product_tags(ProductType.EPR), list(records), (agreed,) if plan else ())
    found = gaps_of(standards(), known, DAY)
    return [gap for gap in found.gaps if any(each.id == requirement_id for each in gap.requirements)]


def test_a_failure_has_to_be_replaced_and_a_plan_carries_it() -> None:
    """The evidence that shows it is named; while a plan runs there is no gap."""
    failed = shown(7, "DCB0129-1", Outcome.NOT_MET)
    (gap,) = gap_on("DCB0129-1", failed)
    assert (gap.outcome, gap.replaces) == (Outcome.NOT_MET, ("7",))
    assert gap_on("DCB0129-1", failed, plan=True) == []


def test_what_ran_out_is_missing_again_and_says_so() -> None:
    """The reason names the day."""
    (gap,) = gap_on("DCB0129-1", shown(1, "DCB0129-1", Outcome.MET, expires_on=date(2026, 11, 20)))
    assert "2026-11-20" in gap.reason


def test_what_waits_is_no_gap() -> None:
    """It is named apart, with the evidence that waits."""
    waits = shown(3, "DCB0129-1", Outcome.NOT_EVIDENCED)
    assert gap_on("DCB0129-1", waits) == []
    found = gaps_of(standards(), history(product_tags(ProductType.EPR), [waits]), DAY)
    assert ("DCB0129-1", "3") in [(each.requirement_id, each.evidence_id) for each in found.waiting]


@pytest.mark.parametrize("requirement_id", IDS)
def test_every_requirement_can_be_closed_strongly_enough(requirement_id: str) -> None:
    """By something that a supplier can hand in, and never by less than is asked."""
    standard, requirement = EVERY[requirement_id]
    found = ways(standard, requirement)
    assert any(not way.paper.takes_others for way in found)
    assert all(way.assurance.covers(requirement.least_assurance) for way in found)


def test_what_a_signature_adds_is_not_counted_on() -> None:
    """A declaration in CycloneDX is no certificate, and DTAC answers answer the form alone."""
    names = {way.paper.name: way.assurance for way in ways(*EVERY["CHARTER-2"])}
    assert all(way.paper.name != "cyclonedx" for way in ways(*EVERY["CE-1"]))
    assert "dtac-answers" not in names
    assert "dtac-answers" in {way.paper.name for way in ways(*EVERY["C1.2.3"])}
