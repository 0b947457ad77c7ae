"""What runs out between two days, and what a better reader changes: no more than that."""

from datetime import date

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from catalog.conformance import conformance
from catalog.evidence.findings import findings
from catalog.evidence.history import ProductHistory, known_by
from catalog.evidence.reading import Line, Reading, Rejection
from catalog.evidence.recheck import RULE, as_if_known, lapsed, latest, passed, rederived
from catalog.evidence.record import Decision
from catalog.evidence.settled import settled
from catalog.timeline import turning_days
from catalog.words import Assurance, Outcome
from tests.unit.catalog.evidence.made import TODAY, seen
from tests.unit.catalog.made import day, decision, evidence, history, plan
from tests.unit.catalog.test_conformance_properties import LAST, STANDARDS, histories

DAYS = st.integers(0, LAST).flatmap(lambda first: st.tuples(st.just(first), st.integers(first, LAST + 2)))


@given(histories(), DAYS)
def test_what_lapsed_held_before_and_does_not_now(known: ProductHistory, days: tuple[int, int]) -> None:
    """Exactly the findings in favour that a person would see on the first day and miss on the last."""
    since, as_of = day(days[0]), day(days[1])
    by_now = as_if_known(known_by(known, as_of), since)
    held = {
        (each.requirement_id, each.evidence_id): each.until
        for each in findings(by_now.evidence, by_now.decisions, since)
        if each.decided_by is not None
    }
    gone = {
        (each.requirement_id, each.evidence_id)
        for each in findings(by_now.evidence, by_now.decisions, as_of)
        if each.outcome is Outcome.NOT_EVIDENCED
    }
    told = {(each.requirement_id, each.evidence_id): each.last_day for each in lapsed(by_now, since, as_of)}
    assert told == {pair: held[pair] for pair in held.keys() & gone}


@given(histories(), DAYS)
def test_without_a_turning_day_nothing_moves(known: ProductHistory, days: tuple[int, int]) -> None:
    """So a product without one need not be looked at closely."""
    since, as_of = day(days[0]), day(days[1])
    recorded = known_by(known, since)
    if any(since < each <= as_of for each in turning_days(STANDARDS, recorded)):
        return
    before, after = conformance(STANDARDS, recorded, since), conformance(STANDARDS, recorded, as_of)
    assert before.gate.state is after.gate.state
    assert [each.kind for each in before.verdicts] == [each.kind for each in after.verdicts]
    assert lapsed(recorded, since, as_of) == ()
    assert passed(STANDARDS, recorded, since, as_of) == ()


def test_the_dates_that_passed_are_named() -> None:
    """A plan ends after its last day, a standard turns on its first."""
    known = history(plans=(plan("A", "A-1", due=day(10)),))
    assert [
        (each.what, each.standard_id, each.day) for each in passed(STANDARDS, known, day(9), day(25))
    ] == [
        ("plan", "A", day(10)),
        ("standard", "B", day(20)),
    ]
    assert passed(STANDARDS, known, day(9), day(10)) == ()


def test_a_finding_ends_on_the_day_of_its_decision_where_that_names_one() -> None:
    """Earlier or later than the evidence's own; a failure never ends."""
    paper = evidence("e", "A-1", on=day(0), expires=day(20))
    for outcome, end in ((Outcome.MET, day(7)), (Outcome.NOT_MET, None)):
        made = msgspec.structs.replace(decision(paper, outcome, on=day(1)), until=day(7))
        (found,) = findings([paper], [made], day(2))
        assert found.until == end


READING = seen(
    {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {
            "timestamp": "2026-11-01T08:00:00Z",
            "tools": {"components": [{"name": "lister", "version": "3"}]},
            "component": {"name": "scope", "version": "1.0", "supplier": {"name": "Acme"}},
        },
        "components": [{"name": "one", "version": "1", "purl": "pkg:npm/one@1"}],
    }
)
LINES = st.lists(
    st.builds(
        Line,
        requirement_id=st.sampled_from(["CE-1", "CE-2", "CE-3"]),
        outcome=st.sampled_from(list(Outcome)),
        assurance=st.sampled_from(list(Assurance)),
        pointer=st.sampled_from(["/a", "/b"]),
        reason=st.sampled_from(["one", "two"]),
        rule=st.just("rule"),
    )
)
FOUND = st.builds(lambda lines: msgspec.structs.replace(READING, lines=tuple(lines)), LINES) | st.just(
    Rejection(reason="It is a template.", next_step="")
)


@st.composite
def _decisions(draw: st.DrawFn) -> list[Decision]:
    made = []
    for requirement in draw(st.sets(st.sampled_from(["CE-1", "CE-2", "CE-3"]))):
        for version in range(1, draw(st.integers(1, 3)) + 1):
            reader = draw(st.sampled_from([None, "reader x 1"]))
            made.append(
                Decision(
                    evidence_id="e",
                    requirement_id=requirement,
                    version=version,
                    outcome=draw(st.sampled_from(list(Outcome)[:4])),
                    assurance=draw(st.sampled_from(list(Assurance))),
                    reason="as before",
                    decided_by=reader or "An Assessor",
                    decided_on=TODAY,
                    reader=reader,
                )
            )
    return draw(st.permutations(made))


@given(_decisions(), FOUND)
def test_reading_again_is_done_once_and_never_goes_over_a_person(
    made: list[Decision], found: Reading | Rejection
) -> None:
    """The second time nothing is left to decide; what was not shown is not met; a person's word stands."""
    now = latest(made)
    fresh = rederived(now, found, READING.valid_until)
    people = {name for name, each in now.items() if each.reader is None}
    assert not people & {each.requirement_id for each in fresh}
    lines = {each.requirement_id: each for each in settled(found.lines)} if isinstance(found, Reading) else {}
    for each in fresh:
        line = lines.get(each.requirement_id)
        if each.outcome in (Outcome.MET, Outcome.NOT_APPLICABLE):
            assert line is not None
            assert line.outcome is each.outcome
        if each.rule == RULE:
            assert each.outcome is Outcome.INCONCLUSIVE
    after = now | {
        each.requirement_id: Decision(
            evidence_id="e",
            version=9,
            decided_by="reader x 2",
            decided_on=TODAY,
            reader="reader x 2",
            **msgspec.structs.asdict(each),
        )
        for each in fresh
    }
    assert rederived(after, found, READING.valid_until) == ()
    met = {name for name, each in after.items() if each.reader and each.outcome is Outcome.MET}
    assert met <= {name for name, each in lines.items() if each.outcome is Outcome.MET}


def test_another_end_is_a_reason_to_decide_anew() -> None:
    """Also where the outcome is the same: the finding then ends on the day that the document names."""
    line = Line(
        requirement_id="CE-2",
        outcome=Outcome.MET,
        assurance=Assurance.DECLARED,
        pointer="/a",
        reason="r",
        rule="x",
    )
    found = msgspec.structs.replace(READING, lines=(line,), valid_until=date(2027, 1, 1))
    (fresh,) = rederived({}, found, date(2027, 6, 1))
    assert fresh.until == date(2027, 1, 1)
    (same,) = rederived({}, found, date(2027, 1, 1))
    assert same.until is None
