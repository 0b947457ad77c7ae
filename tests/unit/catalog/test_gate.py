"""The gate of a product, one rule a test; the invariants stand in test_conformance_properties.py."""

from datetime import date

import pytest

from catalog.conformance import conformance, timeline
from catalog.gate import Gate, gate
from catalog.standard import Standard
from catalog.words import GateState, Outcome
from tests.unit.catalog.made import day, decision, evidence, history, plan, requirement, shown, standard

A = standard("A", requirement("A-1"))
B = standard("B", requirement("B-1"), due=day(60))
VOLUNTARY = standard("V", requirement("V-1"), due=None)


def state(found: Gate) -> tuple[GateState, date | None]:
    """State and end."""
    return found.state, found.until


def test_a_product_with_no_records_is_not_assessed_ever() -> None:
    """It is not eligible, it does not fail, and it is not phased out, on any day."""
    nothing = history()
    for when in (day(0), day(59), day(60), day(4000)):
        found = gate((A, B), nothing, when)
        assert found.state is GateState.NOT_ASSESSED
        assert not found.is_open
        assert found.blocking == (("A",) if when < day(60) else ("A", "B"))


def test_where_nothing_is_due_nothing_was_assessed() -> None:
    """A product that faces only voluntary standards is not waved through."""
    assert gate((VOLUNTARY,), history(*shown("e", "V-1")), day(5)).state is GateState.NOT_ASSESSED


def test_only_standards_that_are_due_block() -> None:
    """Missing evidence for a voluntary standard is shown and never counts."""
    found = conformance((A, VOLUNTARY), history(*shown("e", "A-1")), day(5))

    assert state(found.gate) == (GateState.ELIGIBLE, None)
    assert [item.standard_id for item in found.verdicts] == ["A", "V"]


def test_a_known_expiry_makes_it_eligible_until_the_day_after() -> None:
    """The evidence holds on its last day."""
    found = gate((A,), history(*shown("e", "A-1", expires=day(30))), day(5))

    assert state(found) == (GateState.ELIGIBLE_UNTIL, day(31))
    assert found.stranded_by == ("A",)
    assert found.blocking == ()


def test_a_second_document_that_lasts_longer_lifts_the_expiry() -> None:
    """Only what is left without evidence strands it."""
    items, made = shown("e", "A-1", expires=day(30))
    more, also = shown("f", "A-1", expires=day(90))

    found = gate((A,), history([*items, *more], [*made, *also]), day(5))

    assert state(found) == (GateState.ELIGIBLE_UNTIL, day(91))


def test_a_standard_that_comes_due_without_evidence_strands_it() -> None:
    """The day it comes due is the first that does not pass."""
    known = history(*shown("e", "A-1"))

    assert state(gate((A, B), known, day(5))) == (GateState.ELIGIBLE_UNTIL, day(60))
    assert state(gate((A, B), known, day(60))) == (GateState.PHASING_OUT, None)
    assert gate((A, B), known, day(60)).blocking == ("B",)


def test_evidence_in_time_for_a_coming_standard_keeps_it_eligible() -> None:
    """Nothing is known to break it then."""
    assert state(gate((A, B), history(*shown("e", "A-1", "B-1")), day(5))) == (GateState.ELIGIBLE, None)


def test_evidence_that_runs_out_before_its_standard_comes_due_does_not_help() -> None:
    """It strands on the day the standard comes due, not on the day the evidence lapses."""
    items, made = shown("e", "A-1")
    more, also = shown("f", "B-1", expires=day(30))

    found = gate((A, B), history([*items, *more], [*made, *also]), day(5))

    assert state(found) == (GateState.ELIGIBLE_UNTIL, day(60))


def test_a_shown_failure_phases_out_even_what_never_passed() -> None:
    """Failing is known, so it is said."""
    item = evidence("e", "A-1")

    assert gate((A, B), history([item], [decision(item, Outcome.NOT_MET)]), day(5)).state is (
        GateState.PHASING_OUT
    )


def test_a_lost_standing_is_phasing_out_and_a_missing_one_is_not() -> None:
    """The same gap reads differently for a product that passed before."""
    lapsed = history(*shown("e", "A-1", expires=day(30)))
    waiting = evidence("w", "A-1", expires=day(30))

    assert gate((A,), lapsed, day(31)).state is GateState.PHASING_OUT
    assert gate((A,), history([waiting]), day(31)).state is GateState.NOT_ASSESSED


def test_a_standing_lost_before_the_listing_was_never_had_here() -> None:
    """Only days from the listing on count."""
    lapsed = history(*shown("e", "A-1", expires=day(30)), listed=day(31))

    assert gate((A,), lapsed, day(40)).state is GateState.NOT_ASSESSED


def test_a_plan_passes_in_remediation_until_it_is_overdue() -> None:
    """Its last day passes; the day after is known to break it."""
    item = evidence("e", "A-1")
    known = history([item], [decision(item, Outcome.PARTLY_MET)], [plan("A", "A-1", on=day(2), due=day(40))])

    assert state(gate((A,), known, day(5))) == (GateState.IN_REMEDIATION, day(41))
    assert gate((A,), known, day(40)).is_open
    assert state(gate((A,), known, day(41))) == (GateState.PHASING_OUT, None)


def test_a_withdrawn_product_stays_withdrawn() -> None:
    """From its day on, whatever its evidence says."""
    known = history(*shown("e", "A-1"), withdrawn=day(20))

    assert gate((A,), known, day(19)).state is GateState.ELIGIBLE
    assert gate((A,), known, day(20)).state is GateState.WITHDRAWN


def test_before_its_listing_a_product_is_not_assessed() -> None:
    """Evidence that came before the listing counts only from the listing on."""
    known = history(*shown("e", "A-1"), listed=day(10))

    assert gate((A,), known, day(9)).state is GateState.NOT_ASSESSED
    assert gate((A,), known, day(10)).state is GateState.ELIGIBLE


def test_when_the_last_standard_retires_there_is_nothing_to_pass() -> None:
    """The end is known beforehand, and no standard is blamed."""
    retiring = standard("A", requirement("A-1"), retired=day(50))
    known = history(*shown("e", "A-1"))
    before = gate((retiring,), known, day(5))

    assert state(before) == (GateState.ELIGIBLE_UNTIL, day(50))
    assert before.stranded_by == ()
    assert gate((retiring,), known, day(50)).state is GateState.NOT_ASSESSED


def test_evidence_that_lapses_as_its_standard_retires_strands_nothing() -> None:
    """On the day of retirement the standard no longer asks."""
    retiring = standard("R", requirement("R-1"), retired=day(50))
    items, made = shown("e", "A-1")
    more, also = shown("f", "R-1", expires=day(49))

    found = gate((A, retiring), history([*items, *more], [*made, *also]), day(5))

    assert state(found) == (GateState.ELIGIBLE, None)


def test_a_gap_with_nothing_due_ends_the_standing_first() -> None:
    """It comes before a later standard that would strand the product anyway."""
    retiring = standard("A", requirement("A-1"), retired=day(50))

    assert state(gate((retiring, B), history(*shown("e", "A-1")), day(5))) == (
        GateState.ELIGIBLE_UNTIL,
        day(50),
    )


def test_a_standard_that_outlasts_another_leaves_no_gap() -> None:
    """One retires while the other still binds: the end is where the last one retires."""
    long = standard("A", requirement("A-1"), retired=day(80))
    short = standard("S", requirement("S-1"), due=day(10), retired=day(30))

    assert state(gate((long, short), history(*shown("e", "A-1", "S-1")), day(5))) == (
        GateState.ELIGIBLE_UNTIL,
        day(80),
    )


def test_a_standing_that_began_when_a_standard_retired_can_be_lost() -> None:
    """Nothing was decided on the day it began to pass, and still it passed."""
    retiring = standard("R", requirement("R-1"), retired=day(20))
    known = history(*shown("e", "A-1", expires=day(40)))

    assert gate((A, retiring), known, day(19)).state is GateState.NOT_ASSESSED
    assert gate((A, retiring), known, day(20)).is_open
    assert gate((A, retiring), known, day(41)).state is GateState.PHASING_OUT


def test_a_standing_in_remediation_counts_as_one_that_can_be_lost() -> None:
    """It passed with a plan; then newer evidence turned out to be unclear."""
    old = evidence("old", "A-1")
    new = evidence("new", "A-1", on=day(10), supersedes="old")
    made = [decision(old, Outcome.NOT_MET), decision(new, Outcome.INCONCLUSIVE, on=day(20))]
    known = history([old, new], made, [plan("A", "A-1", on=day(2), due=day(300))])

    assert gate((A,), known, day(19)).state is GateState.IN_REMEDIATION
    assert gate((A,), known, day(20)).state is GateState.PHASING_OUT


def test_a_day_with_nothing_due_is_no_standing_to_lose() -> None:
    """A voluntary standard was met before the first mandatory one came due."""
    known = history(*shown("e", "V-1"))

    assert gate((B, VOLUNTARY), known, day(70)).state is GateState.NOT_ASSESSED


def test_evidence_that_never_expires_does_not_overflow_the_calendar() -> None:
    """The last day of the calendar has no day after it."""
    known = history(*shown("e", "A-1", expires=date.max))

    assert gate((A,), known, day(5)).state is GateState.ELIGIBLE
    assert timeline((A,), known, day(5))[-1].state is GateState.ELIGIBLE


def test_last_march_does_not_know_what_came_after() -> None:
    """A renewal recorded later changes today's gate, and not what was known before it."""
    items, made = shown("e", "A-1", expires=day(30))
    more, also = shown("f", "A-1", on=day(20))
    known = history([*items, *more], [*made, *also])

    assert state(gate((A,), known, day(19))) == (GateState.ELIGIBLE_UNTIL, day(31))
    assert state(gate((A,), known, day(20))) == (GateState.ELIGIBLE, None)


@pytest.mark.parametrize("standards", [(A, B), (B, A)])
def test_the_timeline_tells_each_turn(standards: tuple[Standard, ...]) -> None:
    """Listed, shown, stranded by a standard that comes due: in order, with what is still to come."""
    items, made = shown("e", "A-1", on=day(10))
    turns = timeline(standards, history(items, made), day(30))

    assert [(turn.day, turn.state, turn.known) for turn in turns] == [
        (day(0), GateState.NOT_ASSESSED, True),
        (day(10), GateState.ELIGIBLE_UNTIL, True),
        (day(60), GateState.PHASING_OUT, False),
    ]
    assert turns[1].until == day(60)
    assert turns[2].blocking == ("B",)


def test_results_for_scoring_cover_every_requirement() -> None:
    """Unknown requirements are in the list, so that nobody's denominator shrinks."""
    found = conformance((A, B, VOLUNTARY), history(*shown("e", "A-1")), day(5))
    outcomes = {item.requirement.id: item.outcome for item in found.requirement_results()}

    assert outcomes == {
        "A-1": Outcome.MET,
        "B-1": Outcome.NOT_EVIDENCED,
        "V-1": Outcome.NOT_EVIDENCED,
    }
    assert found.verdict("B") is found.verdicts[1]
    assert found.verdict("Z") is None
