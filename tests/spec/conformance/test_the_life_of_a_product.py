"""The gate over the life of one product, told day by day.

Two standards apply: SAFETY has been due for years, FLOW comes due on day 100. The product is
fictional. Each test is one chapter; the history is the same in all of them, and each day is asked
with what was known on it.
"""

from datetime import date

import pytest

from catalog.conformance import conformance, timeline
from catalog.gate import gate
from catalog.words import Assurance, EvidenceKind, GateState, Outcome, VerdictKind
from tests.unit.catalog.made import day, decision, evidence, history, plan, requirement, standard

SAFETY = standard("SAFETY", requirement("SAFETY-1", least=Assurance.CERTIFIED))
FLOW = standard("FLOW", requirement("FLOW-1", least=Assurance.DOCUMENTED), due=day(100))

CLAIM = evidence("claim", "SAFETY-1", kind=EvidenceKind.SELF_DECLARATION, on=day(5))
CERTIFICATE = evidence("certificate", "SAFETY-1", kind=EvidenceKind.CERTIFICATE, on=day(20), expires=day(299))
RENEWAL = evidence(
    "renewal", "SAFETY-1", kind=EvidenceKind.CERTIFICATE, on=day(290), supersedes="certificate"
)
REPORT = evidence("report", "FLOW-1", on=day(90))
SECOND_REPORT = evidence("second report", "FLOW-1", on=day(180), supersedes="report")

LIFE = history(
    [CLAIM, CERTIFICATE, REPORT, SECOND_REPORT, RENEWAL],
    [
        decision(CLAIM, on=day(10)),
        decision(CERTIFICATE, on=day(30)),
        decision(REPORT, Outcome.PARTLY_MET, on=day(110)),
        decision(SECOND_REPORT, on=day(190)),
        decision(RENEWAL, on=day(310)),
    ],
    [plan("FLOW", "FLOW-1", on=day(120), due=day(200))],
    withdrawn=day(500),
)


@pytest.mark.parametrize(
    ("when", "state", "until"),
    [
        pytest.param(day(0), GateState.NOT_ASSESSED, None, id="listed with nothing shown"),
        pytest.param(day(15), GateState.NOT_ASSESSED, None, id="a declaration is too weak"),
        pytest.param(day(25), GateState.NOT_ASSESSED, None, id="a certificate waits for an assessor"),
        pytest.param(day(30), GateState.ELIGIBLE_UNTIL, day(100), id="decided, FLOW still to come"),
        pytest.param(day(95), GateState.ELIGIBLE_UNTIL, day(100), id="a waiting report does not help"),
        pytest.param(day(100), GateState.PHASING_OUT, None, id="FLOW is due and not shown"),
        pytest.param(day(110), GateState.PHASING_OUT, None, id="the report falls short"),
        pytest.param(day(120), GateState.IN_REMEDIATION, day(201), id="a plan is agreed"),
        pytest.param(day(185), GateState.IN_REMEDIATION, day(201), id="a new report waits"),
        pytest.param(day(190), GateState.ELIGIBLE_UNTIL, day(300), id="mended, certificate runs to 299"),
        pytest.param(day(299), GateState.ELIGIBLE_UNTIL, day(300), id="its last day, renewal waiting"),
        pytest.param(day(300), GateState.PHASING_OUT, None, id="lapsed before the renewal was decided"),
        pytest.param(day(310), GateState.ELIGIBLE_UNTIL, day(3941), id="renewed"),
        pytest.param(day(500), GateState.WITHDRAWN, None, id="withdrawn"),
    ],
)
def test_each_chapter(when: date, state: GateState, until: date | None) -> None:
    """The state of the product on one day of its life."""
    found = gate((FLOW, SAFETY), LIFE, when)

    assert (found.state, found.until) == (state, until)


def test_the_timeline_tells_the_same_story() -> None:
    """Asked on day 600, the whole life in order; each turn as it was known on its day."""
    turns = timeline((FLOW, SAFETY), LIFE, day(600))

    assert [(turn.day, turn.state) for turn in turns] == [
        (day(0), GateState.NOT_ASSESSED),
        (day(30), GateState.ELIGIBLE_UNTIL),
        (day(100), GateState.PHASING_OUT),
        (day(120), GateState.IN_REMEDIATION),
        (day(190), GateState.ELIGIBLE_UNTIL),
        (day(300), GateState.PHASING_OUT),
        (day(310), GateState.ELIGIBLE_UNTIL),
        (day(500), GateState.WITHDRAWN),
    ]


def test_the_plan_is_shown_with_the_verdict_it_carries() -> None:
    """A reader sees that the product is not there yet, and by when it is to be."""
    found = conformance((FLOW, SAFETY), LIFE, day(150)).verdict("FLOW")

    assert found is not None
    assert found.kind is VerdictKind.COMPLIANT_WITH_PLAN
    assert found.plan == LIFE.plans[0]
    assert found.reason == "To be mended by 2026-07-20: FLOW-1."


def test_the_finding_behind_a_verdict_names_evidence_assessor_and_dates() -> None:
    """Who decided what, on which evidence, since when and until when."""
    found = conformance((FLOW, SAFETY), LIFE, day(40)).verdict("SAFETY")
    assert found is not None
    finding = found.results[0].finding

    assert finding is not None
    assert (finding.evidence_id, finding.assurance) == ("certificate", Assurance.CERTIFIED)
    assert (finding.since, finding.until, finding.decided_by) == (day(30), day(299), "An assessor")
