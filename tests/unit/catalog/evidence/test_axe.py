"""axe-core results: failure is proved, success never is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.evidence.formats import Format
from catalog.words import Assurance, Outcome
from tests.unit.catalog.evidence.made import refused, seen

NODE = {"html": "<img>", "target": ["img"], "impact": "critical", "failureSummary": "Fix it"}


def _rule(rule: str, *tags: str, nodes: int = 1) -> dict[str, Any]:
    return {"id": rule, "tags": list(tags), "help": f"About {rule}", "nodes": [NODE] * nodes}


def _page(**lists: Any) -> dict[str, Any]:
    return {
        "testEngine": {"name": "axe-core", "version": "4.11.0"},
        "url": "https://ehr.example/",
        "timestamp": "2026-11-20T10:00:00.000Z",
        "toolOptions": {},
        "violations": [],
        "passes": [],
        "incomplete": [],
        "inapplicable": [],
        **lists,
    }


ALT = _rule("image-alt", "cat.text-alternatives", "wcag2a", "wcag111", "EN-9.1.1.1")
CONTRAST = _rule("color-contrast", "wcag2aa", "wcag143")
BEST = _rule("region", "best-practice")
ENHANCED = _rule("color-contrast-enhanced", "wcag2aaa", "wcag146")


def _lines(document: Any) -> dict[str, Outcome]:
    return {line.requirement_id: line.outcome for line in seen(document).lines}


def test_a_violation_fails_its_criterion_and_the_whole() -> None:
    """With the place, as a tested finding."""
    found = seen(_page(violations=[BEST, ALT]))
    assert (found.format, found.format_version) == (Format.AXE_RESULTS, "4.11.0")
    assert (found.issuer.kind, found.issuer.name) == ("tool", "axe-core 4.11.0")
    assert str(found.produced_on) == "2026-11-20"
    assert {(s.about, s.outcome) for s in found.statements} == {
        ("axe:region", Outcome.NOT_MET),
        ("wcag22:1.1.1", Outcome.NOT_MET),
    }
    failed = [line for line in found.lines if line.outcome is Outcome.NOT_MET]
    assert {(line.requirement_id, line.pointer, line.assurance) for line in failed} == {
        ("WCAG-1", "/violations/1", Assurance.TESTED),
        ("D1.4.1", "/violations/1", Assurance.TESTED),
    }


@pytest.mark.parametrize(
    ("lists", "outcome"),
    [
        ({"passes": [ALT, CONTRAST]}, Outcome.NOT_EVIDENCED),
        ({}, Outcome.NOT_EVIDENCED),
        ({"violations": [BEST]}, Outcome.NOT_EVIDENCED),
        ({"violations": [ENHANCED]}, Outcome.NOT_EVIDENCED),
        ({"incomplete": [CONTRAST]}, Outcome.INCONCLUSIVE),
        ({"incomplete": [CONTRAST], "violations": [ALT]}, Outcome.NOT_MET),
    ],
)
def test_what_follows_for_the_whole(lists: dict[str, Any], outcome: Outcome) -> None:
    """A clean run shows nothing; level AAA and best practices are not asked for."""
    assert _lines(_page(**lists))["WCAG-1"] is outcome


@pytest.mark.parametrize(
    "document",
    [
        [_page(violations=[ALT])],
        {"results": [_page(), _page(violations=[ALT])]},
        {"https://ehr.example/a": {"violations": [ALT], "passes": []}},
        {"violations": [ALT]},
        [ALT],
        [{**_rule("image-alt", "wcag111"), "nodes": None, "pageLevel": False, "violations": [NODE]}],
        {"axeVersion": "4.10.0", "allIssues": [{"ruleId": "image-alt", "tags": ["wcag111"]}]},
    ],
)
def test_the_shapes_that_reporters_write(document: Any) -> None:
    """All lead to the same failure."""
    assert _lines(document)["WCAG-1"] is Outcome.NOT_MET


def test_a_raw_rule_that_passed_is_no_violation() -> None:
    """The raw reporter says for each rule which of its lists are filled."""
    raw = {
        **_rule("image-alt", "wcag111"),
        "nodes": None,
        "pageLevel": False,
        "violations": [],
        "passes": [NODE],
    }
    assert _lines([raw])["WCAG-1"] is Outcome.NOT_EVIDENCED


def test_a_narrowed_run_says_so() -> None:
    """By words, values or an object, and by rules that were switched off."""
    for only in (["wcag2a"], {"type": "tag", "values": ["wcag2a"]}, "wcag2a"):
        found = seen(_page(toolOptions={"runOnly": only, "rules": {"image-alt": {"enabled": False}}}))
        assert any("narrowed to wcag2a" in note for note in found.notes), only
        assert any("switched off: image-alt" in note for note in found.notes)


@pytest.mark.parametrize("document", [{"violations": [{"kind": "Pod"}]}, [], {"nodes": []}, [{"id": "1"}]])
def test_what_is_not_of_axe_is_left_alone(document: Any) -> None:
    """Other tools speak of violations and nodes too."""
    assert refused(document).format is None


_NAMES = st.sampled_from(["violations", "passes", "incomplete", "inapplicable"])
_RULES = st.sampled_from([ALT, CONTRAST, BEST, ENHANCED, {"id": "x"}, {}, None, {"id": 1, "tags": "wcag111"}])


@given(st.dictionaries(_NAMES, st.lists(_RULES)))
def test_nothing_is_ever_met(lists: dict[str, Any]) -> None:
    """Whatever the lists hold."""
    found = seen(_page(**lists))
    assert Outcome.MET not in {line.outcome for line in found.lines} | {s.outcome for s in found.statements}
