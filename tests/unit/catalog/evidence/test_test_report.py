"""A TestReport: what came of each test, and what it may be joined to."""

from typing import Any

import pytest

from catalog.evidence.formats import Format
from catalog.words import Assurance, Outcome
from tests.unit.catalog.evidence.made import refused, seen


def _test(name: str, *results: str) -> dict[str, Any]:
    return {"name": name, "action": [{"assert": {"result": result, "message": "m"}} for result in results]}


def _report(*tests: dict[str, Any], result: str = "pass", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "TestReport",
        "status": "completed",
        "testScript": {"reference": "TestScript/made"},
        "result": result,
        "tester": "A test house",
        "issued": "2026-06-01T10:00:00Z",
        "participant": [
            {"type": "test-engine", "uri": "https://engine.example", "display": "Engine"},
            {"type": "server", "uri": "https://sandpiper.example", "display": "Sandpiper"},
        ],
        "test": list(tests),
        **more,
    }


@pytest.mark.parametrize(
    ("results", "outcome", "pointer"),
    [
        (("pass", "pass"), Outcome.MET, "/test/0"),
        (("pass", "fail", "error"), Outcome.NOT_MET, "/test/0/action/1/assert"),
        (("pass", "skip"), Outcome.INCONCLUSIVE, "/test/0/action/1/assert"),
        (("warning",), Outcome.INCONCLUSIVE, "/test/0/action/0/assert"),
        (("error",), Outcome.INCONCLUSIVE, "/test/0/action/0/assert"),
    ],
)
def test_a_test_is_the_worst_of_its_actions(results: tuple[str, ...], outcome: Outcome, pointer: str) -> None:
    """A failure wins, and only passes make it met."""
    found = seen(_report(_test("UKCORE-4 by ODS code", *results)))
    assert (found.statements[1].outcome, found.statements[1].pointer) == (outcome, pointer)
    assert [(line.requirement_id, line.outcome, line.assurance) for line in found.lines] == [
        ("UKCORE-4", outcome, Assurance.TESTED)
    ]


def test_it_says_who_tested_what() -> None:
    """The server is the subject, the engine makes it a tool's."""
    found = seen(_report(_test("a", "pass")))
    assert (found.format, found.subject.product) == (Format.FHIR_TEST_REPORT, "Sandpiper")
    assert (found.issuer.kind, found.issuer.name) == ("tool", "A test house")
    assert found.lines == ()


def test_all_tests_of_a_requirement_have_to_pass() -> None:
    """A failure in one of them is the answer."""
    found = seen(_report(_test("UKCORE-4: one", "pass"), _test("[UKCORE-4] two", "fail"), result="fail"))
    assert [line.outcome for line in found.lines] == [Outcome.NOT_MET]


def test_a_script_that_is_named_by_a_requirement_speaks_to_it() -> None:
    """As a whole; a part that is left open leaves it open."""
    script = {"reference": "https://scripts.example/TestScript/EPS-2"}
    assert [x.outcome for x in seen(_report(_test("a", "pass"), testScript=script)).lines] == [Outcome.MET]
    half = _report(_test("a", "pass"), _test("b", "skip"), testScript=script)
    assert [x.outcome for x in seen(half).lines] == [Outcome.INCONCLUSIVE]


def test_a_failure_that_is_not_explained_leaves_the_others_open() -> None:
    """The report says that it failed; which test it was, it does not say."""
    found = seen(_report(_test("UKCORE-4", "pass"), result="fail"))
    assert found.statements[0].outcome is Outcome.NOT_MET
    assert [line.outcome for line in found.lines] == [Outcome.INCONCLUSIVE]


@pytest.mark.parametrize(
    "change",
    [
        {"status": "in-progress"},
        {"status": "entered-in-error"},
        {"setup": {"action": [{"operation": {"result": "fail"}}]}},
    ],
    ids=["in progress", "in error", "setup failed"],
)
def test_what_was_not_completed_shows_nothing(change: dict[str, Any]) -> None:
    """Nor does what came after a setup that failed."""
    found = seen(_report(_test("UKCORE-4", "pass"), **change))
    assert [line.outcome for line in found.lines] == [Outcome.INCONCLUSIVE]


def test_a_script_is_refused() -> None:
    """In JSON and XML: it says what would be tested."""
    for script in ({"resourceType": "TestScript"}, b'<TestScript xmlns="http://hl7.org/fhir"/>'):
        found = refused(script)
        assert found.format is Format.FHIR_TEST_REPORT
        assert "what would be tested" in found.reason


def test_an_outline_and_a_report_without_a_result_are_refused() -> None:
    """With the place that is wrong."""
    outline = _report({"action": [{"assert": {"message": "m"}}]}, result="pending")
    assert refused(outline).pointer == "/test"
    assert refused(_report(_test("a", "pass"), result="")).pointer == "/result"


def test_xml_says_the_same() -> None:
    """With places as XPath, under whatever prefix."""
    xml = b"""<?xml version="1.0"?>
    <f:TestReport xmlns:f="http://hl7.org/fhir">
      <f:status value="completed"/><f:testScript><f:reference value="TestScript/made"/></f:testScript>
      <f:result value="fail"/><f:issued value="2026-06-01"/>
      <f:test><f:name value="UKCORE-4"/>
        <f:action><f:operation><f:result value="pass"/></f:operation></f:action>
        <f:action><f:assert><f:result value="fail"/></f:assert></f:action>
      </f:test>
    </f:TestReport>"""
    found = seen(xml)
    assert [(line.outcome, line.pointer) for line in found.lines] == [
        (Outcome.NOT_MET, "/TestReport/test[1]/action[2]/assert[1]")
    ]


@pytest.mark.parametrize("kind", [[], {}, ["server"], None, 1])
def test_a_participant_of_no_kind_is_passed_over(kind: Any) -> None:
    """The server that is named beside it is still the subject."""
    odd = {"type": kind, "uri": "https://odd.example", "display": "Odd"}
    server = {"type": "server", "uri": "https://sandpiper.example", "display": "Sandpiper"}
    assert seen(_report(_test("t", "pass"), participant=[odd, server])).subject.product == "Sandpiper"
