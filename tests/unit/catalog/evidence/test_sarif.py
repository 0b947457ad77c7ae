"""SARIF: a run that failed proves nothing; levels, suppressions and kinds decide the rest."""

from typing import Any

import pytest

from catalog.evidence.formats import Format
from catalog.words import Outcome
from tests.unit.catalog.evidence.made import refused, seen

RULES = [
    {"id": "S1", "properties": {"tags": ["security"]}, "defaultConfiguration": {"level": "error"}},
    {"id": "Q1", "defaultConfiguration": {"level": "error"}},
    {"id": "S2", "properties": {"security-severity": "8.1"}},
]


def _log(*results: dict[str, Any], ended: Any = True, **run: Any) -> dict[str, Any]:
    whole = {
        "tool": {"driver": {"name": "scanner", "version": "2", "rules": RULES}},
        "invocations": [{"executionSuccessful": ended, "endTimeUtc": "2026-11-01T00:00:00.1Z"}],
        "results": list(results),
        **run,
    }
    return {"version": "2.1.0", "runs": [{k: v for k, v in whole.items() if v is not None}]}


def _lines(log: dict[str, Any]) -> dict[str, Outcome]:
    return {line.requirement_id: line.outcome for line in seen(log).lines}


def test_a_run_that_ended_well_with_nothing_open_shows_that_it_was_analysed() -> None:
    """And nothing more than that."""
    found = seen(_log())
    assert (found.format, found.issuer.kind, found.issuer.name) == (Format.SARIF, "tool", "scanner 2")
    assert {line.requirement_id: line.outcome for line in found.lines} == {"SSCOP-1.3": Outcome.MET}
    assert str(found.produced_on) == "2026-11-01"


@pytest.mark.parametrize(
    ("log", "outcome"),
    [
        (_log(ended=False), Outcome.NOT_EVIDENCED),
        (_log({"ruleId": "S1"}, ended=False), Outcome.NOT_EVIDENCED),
        (_log(results=None), Outcome.NOT_EVIDENCED),
        (_log(externalPropertyFileReferences={"results": [{}]}), Outcome.NOT_EVIDENCED),
        (_log(invocations=None), Outcome.INCONCLUSIVE),
        (_log(ended="yes"), Outcome.INCONCLUSIVE),
    ],
)
def test_a_run_that_failed_or_does_not_say_proves_nothing(log: dict[str, Any], outcome: Outcome) -> None:
    """Neither in favour nor against."""
    assert _lines(log) == {"SSCOP-1.3": outcome}


@pytest.mark.parametrize(
    ("result", "outcome", "against"),
    [
        ({"ruleId": "S1"}, Outcome.NOT_MET, True),
        ({"ruleIndex": 0}, Outcome.NOT_MET, True),
        ({"rule": {"id": "S1"}}, Outcome.NOT_MET, True),
        ({"ruleId": "S2", "level": "error"}, Outcome.NOT_MET, True),
        ({"ruleId": "Q1"}, Outcome.NOT_MET, False),
        ({"ruleId": "S1", "level": "note"}, Outcome.INCONCLUSIVE, False),
        ({"ruleId": "S2"}, Outcome.INCONCLUSIVE, False),
        ({"ruleId": "S1", "suppressions": [{"kind": "inSource"}]}, Outcome.NOT_APPLICABLE, False),
        (
            {"ruleId": "S1", "suppressions": [{"kind": "external", "status": "rejected"}]},
            Outcome.NOT_MET,
            True,
        ),
        ({"ruleId": "S1", "suppressions": [{"status": "underReview"}]}, Outcome.NOT_MET, True),
        ({"ruleId": "S1", "suppressions": []}, Outcome.NOT_MET, True),
        ({"ruleId": "S1", "kind": "pass"}, Outcome.MET, False),
        ({"ruleId": "S1", "kind": "notApplicable"}, Outcome.NOT_APPLICABLE, False),
        ({"ruleId": "S1", "kind": "review"}, Outcome.INCONCLUSIVE, False),
        ({"ruleId": "S1", "baselineState": "absent"}, Outcome.MET, False),
    ],
)
def test_levels_kinds_and_suppressions(result: dict[str, Any], outcome: Outcome, against: bool) -> None:
    """Only an open error about security speaks against the release."""
    found = seen(_log(result))
    statement = found.statements[1]
    assert (statement.outcome, statement.pointer) == (outcome, "/runs/0/results/0")
    shown = {line.requirement_id: line.outcome for line in found.lines}
    assert shown.get("SSCOP-3.3") == (Outcome.NOT_MET if against else None)
    assert (shown["SSCOP-1.3"] is Outcome.MET) is (outcome is not Outcome.NOT_MET)


@pytest.mark.parametrize(
    ("log", "pointer"),
    [
        ({**_log(), "version": "2.0.0"}, "/version"),
        ({**_log(), "runs": []}, "/runs"),
        ({**_log(), "runs": None}, "/runs"),
    ],
)
def test_other_versions_and_empty_logs_are_refused(log: dict[str, Any], pointer: str) -> None:
    """With the place."""
    found = refused(log)
    assert (found.format, found.pointer) == (Format.SARIF, pointer)
