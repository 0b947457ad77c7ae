"""EARL: people can say that a criterion is met, tools only that it is not; nothing is fetched."""

from typing import Any

import pytest

from catalog.evidence import wcag
from catalog.evidence.formats import Format
from catalog.words import Outcome
from tests.unit.catalog.evidence.made import refused, seen

EARL = "http://www.w3.org/ns/earl#"


def _said(test: Any, outcome: Any, mode: Any = "earl:manual", **more: Any) -> dict[str, Any]:
    return {
        "@type": "Assertion",
        "test": test,
        "mode": mode,
        "subject": "https://ehr.example/",
        "assertedBy": "A. Person",
        "result": {"@type": "TestResult", "outcome": outcome, "date": "2026-11-01"},
        **more,
    }


def _report(*assertions: Any, context: Any = None) -> dict[str, Any]:
    return {"@context": context or {"@vocab": EARL, "earl": EARL}, "@graph": list(assertions)}


def _whole(**outcomes: str) -> list[dict[str, Any]]:
    """An evaluation of every criterion that is asked for; `outcomes` by slug with `_` for `-`."""
    return [
        _said(f"WCAG22:{each.slug}", f"earl:{outcomes.get(each.slug.replace('-', '_'), 'passed')}")
        for each in wcag.needed().values()
    ]


def _line(document: Any, requirement: str = "WCAG-1") -> Outcome:
    return {line.requirement_id: line.outcome for line in seen(document).lines}[requirement]


def test_a_whole_evaluation_by_a_person_is_met() -> None:
    """Every criterion passed or does not apply; who the person is stays for an assessor."""
    found = seen(_report(*_whole(captions_live="inapplicable")))
    assert (found.format, found.issuer.name) == (Format.EARL_REPORT, "A. Person")
    assert str(found.produced_on) == "2026-11-01"
    shown = {line.requirement_id: line.outcome for line in found.lines}
    assert shown == {"WCAG-1": Outcome.MET, "D1.4.1": Outcome.MET, "WCAG-3": Outcome.INCONCLUSIVE}


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("failed", Outcome.NOT_MET),
        ("cantTell", Outcome.INCONCLUSIVE),
        ("untested", Outcome.NOT_EVIDENCED),
        ("wonderful", Outcome.INCONCLUSIVE),
    ],
)
def test_one_criterion_decides(outcome: str, expected: Outcome) -> None:
    """Anything but passed and inapplicable keeps the whole from being met."""
    assert _line(_report(*_whole(keyboard=outcome))) is expected


def test_one_page_that_fails_outweighs_the_site_that_passes() -> None:
    """Parts count as much as the whole."""
    part = _said(None, "earl:failed") | {"testcase": "WCAG22:keyboard"}
    assertions = _whole()
    assertions[0]["hasPart"] = [part]
    found = seen(_report(*assertions))
    assert found.lines[0].outcome is Outcome.NOT_MET
    assert found.lines[0].pointer == "/@graph/0/hasPart/0"


def test_the_same_passes_by_a_tool_show_nothing() -> None:
    """A machine proves no criterion."""
    tool = [{**each, "mode": "earl:automatic"} for each in _whole()]
    found = seen(_report(*tool))
    assert found.issuer.kind == "tool"
    assert {line.outcome for line in found.lines} == {Outcome.NOT_EVIDENCED}


def test_a_tool_s_rule_that_fails_fails_the_criterion_that_it_is_part_of() -> None:
    """And a guideline is not a criterion."""
    place = "https://www.w3.org/TR/WCAG20/#"
    part = {"@id": "https://rules.example/a", "title": "a", "isPartOf": [f"{place}ensure-compat-rsv"]}
    whole = {"@id": "https://rules.example/b", "title": "b", "isPartOf": f"{place}ensure-compat"}
    found = seen(_report(_said(part, "earl:failed", "earl:automatic"), _said(whole, "earl:failed")))
    assert [(s.about, s.outcome) for s in found.statements] == [
        ("wcag22:4.1.2", Outcome.NOT_MET),
        ("earl:b", Outcome.NOT_MET),
    ]


@pytest.mark.parametrize(
    "document",
    [
        [  # expanded
            {
                "@type": [f"{EARL}Assertion"],
                f"{EARL}test": [{"@id": "http://www.w3.org/TR/WCAG21/#keyboard"}],
                f"{EARL}mode": [{"@id": f"{EARL}manual"}],
                f"{EARL}result": [{f"{EARL}outcome": [{"@id": f"{EARL}failed"}]}],
            }
        ],
        _report(  # flattened
            {
                "@id": "_:1",
                "@type": "earl:Assertion",
                "earl:test": {"@id": "_:2"},
                "earl:result": {"@id": "_:3"},
            },
            {"@id": "_:2", "isPartOf": {"@set": [{"title": "2.1.1"}]}},
            {"@id": "_:3", "earl:outcome": {"@type": ["earl:OutcomeValue", "earl:Fail"]}},
        ),
        _report(  # names of its own
            {"art": "Aussage", "pruefung": "WCAG21:keyboard", "ergebnis": {"wert": "earl:failed"}},
            context={
                "art": "@type",
                "Aussage": "earl:Assertion",
                "pruefung": {"@id": "earl:test", "@type": "@id"},
                "ergebnis": "earl:result",
                "wert": "earl:outcome",
            },
        ),
        {  # aliases of keywords, an object for each value
            "@context": {"id": "@id", "type": "@type", "earl": EARL},
            "auditSample": [
                _said(
                    {"id": "WCAG21:keyboard"},
                    {"id": "earl:failed"},
                    {"type": "TestMode", "@value": "earl:manual"},
                )
            ],
        },
    ],
)
def test_the_forms_of_json_ld(document: Any) -> None:
    """Expanded, flattened, with terms or aliases of their own: the same failure."""
    assert _line(document) is Outcome.NOT_MET


def test_a_context_elsewhere_is_told_and_not_fetched() -> None:
    """By its address; the terms are told by their names."""
    address = "http://127.0.0.1:1/earl.json"
    found = seen(_report(_said("WCAG21:keyboard", "earl:failed"), context=address))
    assert any(address in note for note in found.notes)
    assert found.lines[0].outcome is Outcome.NOT_MET


def test_no_assertion_is_refused() -> None:
    """With what to do."""
    assert refused(_report({"@type": "earl:Assertor"})).format is Format.EARL_REPORT
