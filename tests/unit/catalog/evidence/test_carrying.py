"""What carries to the next release: nothing gains, no failure is left behind, and what ran out stays."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.evidence.carrying import RestsOn, carry_policy, offered, rule_for
from catalog.evidence.findings import FAILURES, findings
from catalog.evidence.formats import Format
from catalog.evidence.record import Decision, Evidence
from catalog.words import Assurance, EvidenceKind, Outcome

DAY = date(2026, 11, 23)
DECIDED = st.sampled_from([each for each in Outcome if each is not Outcome.NOT_EVIDENCED])
FORMATS = st.sampled_from([None, *Format])


def evidence(kind: EvidenceKind = EvidenceKind.DOCUMENT, expires: date | None = None) -> Evidence:
    """Evidence on three requirements."""
    return Evidence(
        id="e", kind=kind, title="made up", requirement_ids=("A", "B", "C"), submitted_on=date(2026, 1, 1),
        expires_on=expires,
    )  # fmt: skip


def decision(name: str, outcome: Outcome, assurance: Assurance) -> Decision:
    """A decision on it."""
    return Decision(
        evidence_id="e", requirement_id=name, version=1, outcome=outcome, assurance=assurance,
        reason="made up", decided_by="An Assessor", decided_on=date(2026, 2, 1),
    )  # fmt: skip


@given(
    st.sampled_from(list(EvidenceKind)),
    FORMATS,
    st.dictionaries(st.sampled_from("ABC"), st.tuples(DECIDED, st.sampled_from(list(Assurance)))),
    st.sampled_from([None, date(2026, 11, 22), DAY]),
    st.sampled_from([None, "1.0", "1.1"]),
)
def test_nothing_gains_and_no_failure_is_left_behind(
    kind: EvidenceKind,
    format_: Format | None,
    said: dict[str, tuple[Outcome, Assurance]],
    expires: date | None,
    speaks_of: str | None,
) -> None:
    """Whatever the policy says of its form, whatever it says of itself."""
    item = evidence(kind, expires)
    known = findings([item], [decision(name, *each) for name, each in said.items()], DAY)
    found = offered(item, known, format_=format_, speaks_of=speaks_of, version="1.1")
    by_name = {line.requirement_id: line for line in found.lines}
    for name in "ABC":
        line = by_name[name]
        outcome, assurance = said.get(name, (Outcome.INCONCLUSIVE, None))
        if outcome in FAILURES:
            assert line.carries
            assert line.outcome is outcome
        if outcome is Outcome.INCONCLUSIVE or (expires == date(2026, 11, 22) and outcome not in FAILURES):
            assert not line.carries
        if line.carries:
            assert line.assurance is not None
            assert assurance is not None
            assert assurance.covers(line.assurance)
            assert found.at_most.covers(line.assurance)
        assert line.reason
    assert set(found.carried) == {name for name, line in by_name.items() if line.carries}
    assert set(found.failures) <= set(found.carried)


def test_the_policy_names_every_form_once() -> None:
    """A format that is added has to be decided on."""
    named = [form for rule in carry_policy().rules for form in rule.of]
    assert len(named) == len(set(named))
    assert set(named) == {*(str(each) for each in Format), *(str(each) for each in EvidenceKind)}


@pytest.mark.parametrize(
    ("format_", "speaks_of", "rests_on"),
    [
        (Format.CYCLONEDX, "1.0", RestsOn.NOTHING),
        (Format.CYCLONEDX, "1.1", RestsOn.ITSELF),
        (Format.SIGNED_ATTESTATION, "1.0", RestsOn.NOTHING),
        (Format.INFERNO_RESULTS, None, RestsOn.STATEMENT),
        (Format.CERTIFICATE_RECORD, None, RestsOn.ITSELF),
        (None, None, RestsOn.STATEMENT),
    ],
)
def test_on_what_it_rests(format_: Format | None, speaks_of: str | None, rests_on: RestsOn) -> None:
    """By its form, unless it names the new release itself."""
    known = findings([evidence()], [decision("A", Outcome.MET, Assurance.TESTED)], DAY)
    found = offered(evidence(), known, format_=format_, speaks_of=speaks_of, version="1.1")
    assert found.rests_on is rests_on
    assert ("A" in found.carried) == (rests_on is not RestsOn.NOTHING)


def test_a_certificate_is_one_whoever_reads_it() -> None:
    """By its kind, where no machine read it."""
    assert rule_for(evidence(EvidenceKind.CERTIFICATE), None).rests_on is RestsOn.ITSELF
