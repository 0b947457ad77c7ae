"""What evidence and decisions show on a day, one rule a test."""

from datetime import date

import pytest

from catalog.evidence.findings import WAITING, findings
from catalog.evidence.record import Finding
from catalog.words import Assurance, Outcome
from tests.unit.catalog.made import day, decision, evidence

OLD = evidence("old", "A-1", "A-2", on=day(0))
NEW = evidence("new", "A-1", on=day(10), supersedes="old")


def outcomes(found: tuple[Finding, ...]) -> dict[tuple[str, str], Outcome]:
    """Outcome by evidence and requirement."""
    return {(item.evidence_id, item.requirement_id): item.outcome for item in found}


def test_evidence_does_not_exist_before_it_is_handed_in() -> None:
    """The day before, there is nothing; on the day, it waits."""
    assert findings([OLD], [], day(-1)) == ()
    assert set(outcomes(findings([OLD], [], day(0))).values()) == {Outcome.INCONCLUSIVE}


def test_undecided_evidence_waits_and_carries_no_assurance() -> None:
    """A certificate that nobody looked at shows nothing yet."""
    waiting = findings([NEW], [], day(10))[0]

    assert (waiting.outcome, waiting.assurance, waiting.decided_by) == (Outcome.INCONCLUSIVE, None, None)
    assert waiting.reason == WAITING


def test_a_decision_speaks_from_its_day_on() -> None:
    """Before it, the evidence waits."""
    made = [decision(OLD, on=day(5))]

    assert outcomes(findings([OLD], made, day(4)))["old", "A-1"] is Outcome.INCONCLUSIVE
    assert outcomes(findings([OLD], made, day(5)))["old", "A-1"] is Outcome.MET


def test_the_highest_version_decided_by_the_day_speaks() -> None:
    """A correction counts from its own day, and the past keeps reading as it did."""
    made = [
        decision(OLD, Outcome.NOT_MET, version=2, on=day(8)),
        decision(OLD, Outcome.MET, version=1, on=day(3)),
    ]

    assert outcomes(findings([OLD], made, day(7)))["old", "A-1"] is Outcome.MET
    assert outcomes(findings([OLD], made, day(8)))["old", "A-1"] is Outcome.NOT_MET


def test_a_failure_stands_since_its_first_day() -> None:
    """Not met, then partly met: it has failed without a break since the first of the two."""
    made = [
        decision(OLD, Outcome.MET, version=1, on=day(1)),
        decision(OLD, Outcome.NOT_MET, version=2, on=day(3)),
        decision(OLD, Outcome.PARTLY_MET, version=3, on=day(6)),
    ]
    found = {item.requirement_id: item for item in findings([OLD], made, day(9))}

    assert (found["A-1"].outcome, found["A-1"].since) == (Outcome.PARTLY_MET, day(3))


@pytest.mark.parametrize(("when", "outcome"), [(day(20), Outcome.MET), (day(21), Outcome.NOT_EVIDENCED)])
def test_evidence_holds_on_its_last_day_and_lapses_the_day_after(when: date, outcome: Outcome) -> None:
    """The last day is included; afterwards the finding says when it expired."""
    item = evidence("e", "A-1", expires=day(20))
    found = findings([item], [decision(item)], when)[0]

    assert (found.outcome, found.until) == (outcome, day(20))
    assert (found.reason == "The evidence expired on 2026-01-21.") is (outcome is Outcome.NOT_EVIDENCED)


def test_a_shown_failure_never_lapses() -> None:
    """Letting a bad report run out does not make a product look better."""
    item = evidence("e", "A-1", expires=day(20))
    found = findings([item], [decision(item, Outcome.NOT_MET)], day(500))[0]

    assert (found.outcome, found.until, found.assurance) == (Outcome.NOT_MET, None, Assurance.DOCUMENTED)


def test_newer_evidence_replaces_older_only_once_decided() -> None:
    """While the new one waits the old one speaks; then, for that requirement only, it is gone."""
    made = [decision(OLD), decision(OLD, requirement_id="A-2"), decision(NEW, on=day(15))]

    waiting = outcomes(findings([OLD, NEW], made, day(14)))
    assert waiting["old", "A-1"] is Outcome.MET
    assert waiting["new", "A-1"] is Outcome.INCONCLUSIVE

    replaced = outcomes(findings([OLD, NEW], made, day(15)))
    assert replaced == {("new", "A-1"): Outcome.MET, ("old", "A-2"): Outcome.MET}


def test_a_replacement_reaches_back_along_the_chain() -> None:
    """The newest decided evidence also replaces what an undecided link was to replace."""
    newest = evidence("newest", "A-1", on=day(20), supersedes="new")
    made = [decision(OLD, Outcome.NOT_MET), decision(newest)]

    found = outcomes(findings([OLD, NEW, newest], made, day(20)))

    assert found == {("newest", "A-1"): Outcome.MET, ("old", "A-2"): Outcome.INCONCLUSIVE}


def test_a_stray_decision_replaces_nothing() -> None:
    """A decision on a requirement the evidence never named leaves the older evidence in place."""
    made = [decision(OLD, requirement_id="A-2"), decision(NEW, requirement_id="A-2", on=day(12))]

    assert outcomes(findings([OLD, NEW], made, day(12)))["old", "A-2"] is Outcome.MET
