"""Invariants of findings, verdicts and the gate, over random histories."""

from datetime import date
from typing import Final

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.conformance import conformance, timeline
from catalog.evidence.history import ProductHistory, known_by
from catalog.evidence.record import Decision, Evidence, WorkOffPlan
from catalog.evidence.rules import DECIDABLE
from catalog.gate import gate
from catalog.gate_turns import GATE_TURNS
from catalog.standard import Standard
from catalog.verdicts import Verdict
from catalog.words import Assurance, EvidenceKind, GateState, Level, Outcome, VerdictKind
from tests.unit.catalog.made import day, decision, evidence, history, plan, requirement, shown, standard

STANDARDS: Final[tuple[Standard, ...]] = (
    standard("A", requirement("A-1"), requirement("A-2", Level.MUST, Assurance.DOCUMENTED)),
    standard("B", requirement("B-1"), requirement("B-2", Level.SHOULD), due=day(20)),
    standard("C", requirement("C-1", Level.SHOULD), requirement("C-2", Level.MAY), retired=day(30)),
    standard("V", requirement("V-1"), due=None),
)
REQUIREMENTS: Final = tuple(item for held_to in STANDARDS for item in held_to.requirements)
IDS: Final = tuple(item.id for item in REQUIREMENTS)
LAST: Final = 45
"""Nothing below is recorded or expires later than so many days after the first."""

VERDICT_ORDER: Final = {
    VerdictKind.NON_COMPLIANT: 0,
    VerdictKind.NOT_EVIDENCED: 1,
    VerdictKind.COMPLIANT_WITH_PLAN: 2,
    VerdictKind.COMPLIANT: 3,
    VerdictKind.NOT_APPLICABLE: 3,
}
OUTCOME_ORDER: Final = {
    Outcome.NOT_MET: 0,
    Outcome.PARTLY_MET: 1,
    Outcome.NOT_EVIDENCED: 2,
    Outcome.INCONCLUSIVE: 2,
    Outcome.NOT_APPLICABLE: 3,
    Outcome.MET: 3,
}

numbers = st.integers(0, LAST - 5)
likely_met = st.sampled_from((Outcome.MET,) * 6 + DECIDABLE)
about_most = st.lists(st.sampled_from(IDS), min_size=1, unique=True) | st.just(list(IDS))


@st.composite
def records(draw: st.DrawFn, index: int, before: list[Evidence]) -> tuple[Evidence, list[Decision]]:
    """Evidence about some requirements, decided for most of them, some more than once."""
    start = draw(numbers)
    lasts = draw(st.none() | st.integers(0, LAST - start))
    item = evidence(
        f"e{index}",
        *draw(about_most),
        kind=draw(st.sampled_from((EvidenceKind.DOCUMENT, EvidenceKind.SELF_DECLARATION))),
        on=day(start),
        expires=None if lasts is None else day(start + lasts),
        supersedes=draw(st.none() | st.sampled_from([one.id for one in before])) if before else None,
    )
    made: list[Decision] = []
    for about in item.requirement_ids:
        when = start
        for version in range(1, draw(st.sampled_from((1, 1, 1, 0, 2))) + 1):
            when = draw(st.integers(when, min(LAST, when + 5)))
            made.append(decision(item, draw(likely_met), requirement_id=about, version=version, on=day(when)))
    return item, made


@st.composite
def plans(draw: st.DrawFn) -> WorkOffPlan:
    """A plan for all requirements of one standard."""
    held_to = draw(st.sampled_from(STANDARDS))
    start = draw(numbers)
    due = draw(st.integers(start + 1, LAST))
    return plan(held_to.id, *(item.id for item in held_to.requirements), on=day(start), due=day(due))


@st.composite
def histories(draw: st.DrawFn) -> ProductHistory:
    """A history of up to four pieces of evidence, and plans."""
    items: list[Evidence] = []
    made: list[Decision] = []
    for index in range(draw(st.integers(0, 4))):
        item, decided = draw(records(index, items))
        items.append(item)
        made.extend(decided)
    withdrawn = draw(st.sampled_from((None, None, None, day(LAST))))
    return history(items, made, draw(st.lists(plans(), max_size=2)), withdrawn=withdrawn)


days = st.integers(0, LAST + 5).map(day)


def kinds(found: tuple[Verdict, ...]) -> list[int]:
    """The verdicts' places in the order from worst to best."""
    return [VERDICT_ORDER[item.kind] for item in found]


@given(known=histories(), as_of=days, random=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_records_never_matters(known: ProductHistory, as_of: date, random: object) -> None:
    """Evidence, decisions and plans in any order give the same conformance, to the last reason."""
    shuffle = random.shuffle  # type: ignore[attr-defined]
    lists = {name: list(getattr(known, name)) for name in ("evidence", "decisions", "plans")}
    for items in lists.values():
        shuffle(items)
    other = msgspec.structs.replace(known, **{name: tuple(items) for name, items in lists.items()})

    assert conformance(STANDARDS, other, as_of) == conformance(STANDARDS, known, as_of)


@given(known=histories(), as_of=days)
@settings(max_examples=60, deadline=None)
def test_a_day_knows_nothing_that_came_after(known: ProductHistory, as_of: date) -> None:
    """The answer for a day is the answer of the history replayed to that day."""
    replayed = conformance(STANDARDS, known_by(known, as_of), as_of)

    assert conformance(STANDARDS, known, as_of) == replayed


@given(
    known=histories(),
    about=st.sampled_from(IDS),
    outcome=st.sampled_from((Outcome.NOT_MET, Outcome.PARTLY_MET)),
    later=st.integers(1, 10),
)
@settings(max_examples=80, deadline=None)
def test_evidence_of_failure_never_improves_anything(
    known: ProductHistory, about: str, outcome: Outcome, later: int
) -> None:
    """A failure recorded after everything else lifts no result and no verdict, and opens no gate."""
    when = day(LAST + later)
    item = evidence("failure", about, on=when)
    worse = msgspec.structs.replace(
        known,
        evidence=(*known.evidence, item),
        decisions=(*known.decisions, decision(item, outcome)),
    )
    before, after = conformance(STANDARDS, known, when), conformance(STANDARDS, worse, when)

    for one, other in zip(before.requirement_results(), after.requirement_results(), strict=True):
        assert OUTCOME_ORDER[other.outcome] <= OUTCOME_ORDER[one.outcome]
    assert all(b <= a for a, b in zip(kinds(before.verdicts), kinds(after.verdicts), strict=True))
    assert before.gate.is_open or not after.gate.is_open


@given(known=histories(), as_of=days)
@settings(max_examples=40, deadline=None)
def test_what_nobody_decided_is_never_met(known: ProductHistory, as_of: date) -> None:
    """Without decisions nothing is met, nothing fails and the gate is shut, whatever was handed in."""
    undecided = msgspec.structs.replace(known, decisions=(), withdrawn_on=None)
    found = conformance(STANDARDS, undecided, as_of)

    assert {item.kind for item in found.verdicts} <= {VerdictKind.NOT_EVIDENCED}
    assert found.gate.state is GateState.NOT_ASSESSED


@given(known=histories(), as_of=days, which=st.integers(0, 3), sooner=st.integers(0, LAST))
@settings(max_examples=80, deadline=None)
def test_an_earlier_expiry_only_worsens(known: ProductHistory, as_of: date, which: int, sooner: int) -> None:
    """Cutting a piece of evidence short lifts no verdict and opens no gate."""
    items = list(known.evidence)
    if not items:
        return
    item = items[which % len(items)]
    end = min(day(sooner), item.expires_on or day(sooner))
    items[which % len(items)] = msgspec.structs.replace(item, expires_on=end)
    cut = msgspec.structs.replace(known, evidence=tuple(items))
    before, after = conformance(STANDARDS, known, as_of), conformance(STANDARDS, cut, as_of)

    assert all(b <= a for a, b in zip(kinds(before.verdicts), kinds(after.verdicts), strict=True))
    assert before.gate.is_open or not after.gate.is_open


passing = st.integers(0, 40).flatmap(lambda end: st.just(history(*shown("all", *IDS, expires=day(end)))))


@given(known=histories() | passing, as_of=days)
@settings(max_examples=60, deadline=None)
def test_until_is_the_first_day_that_does_not_pass(known: ProductHistory, as_of: date) -> None:
    """Every day before it passes and it does not; without an end, no later day fails."""
    at_the_time = known_by(known, as_of)
    found = gate(STANDARDS, at_the_time, as_of)
    if not found.is_open:
        assert found.until is None
        return
    end = (found.until or day(LAST + 20)).toordinal()

    for number in range(as_of.toordinal(), end):
        assert gate(STANDARDS, at_the_time, date.fromordinal(number)).is_open
    if found.until:
        assert not gate(STANDARDS, at_the_time, found.until).is_open


@given(known=histories() | passing)
@settings(max_examples=20, deadline=None)
def test_the_timeline_is_the_gate_asked_every_day(known: ProductHistory) -> None:
    """Between two turns nothing turns; every turn stands in the table the diagram is drawn from."""
    table = {(origin, turn.target) for turn in GATE_TURNS for origin in turn.origins}
    turns = timeline(STANDARDS, known, day(LAST))
    by_day = {turn.day: turn for turn in turns}
    last = turns[0]
    for number in range(LAST + 12):
        today = by_day.get(day(number), last)
        found = gate(STANDARDS, known, day(number))
        assert (found.state, found.until, found.blocking) == (today.state, today.until, today.blocking)
        assert today.state is last.state or (last.state, today.state) in table
        last = today


@given(known=histories() | passing, as_of=days)
@settings(max_examples=30, deadline=None)
def test_phasing_out_takes_a_failure_or_a_standing_lost(known: ProductHistory, as_of: date) -> None:
    """Asked day by day: a gap in evidence phases out exactly what passed on some earlier day."""
    found = conformance(STANDARDS, known, as_of)
    blocking = [item.kind for item in found.verdicts if item.standard_id in found.gate.blocking]
    if not blocking or VerdictKind.NON_COMPLIANT in blocking:
        return
    earlier = range(known.listed_on.toordinal(), as_of.toordinal())
    passed = any(gate(STANDARDS, known, date.fromordinal(number)).is_open for number in earlier)

    assert (found.gate.state is GateState.PHASING_OUT) == passed
