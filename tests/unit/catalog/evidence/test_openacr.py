"""OpenACR: the supplier's own word, checked against the criteria themselves."""

from typing import Any

import pytest

from catalog.evidence import wcag
from catalog.evidence.formats import Format
from catalog.evidence.readers.free_dates import free_day
from catalog.words import Assurance, Outcome
from tests.unit.catalog.evidence.made import refused, seen


def _criterion(number: str, level: Any, component: str = "web") -> dict[str, Any]:
    return {"num": number, "components": [{"name": component, "adherence": {"level": level, "notes": "n"}}]}


def _report(*criteria: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "title": "Report",
        "product": {"name": "Ehr", "version": 3.1},
        "author": {"company_name": "Maker"},
        "report_date": "8/31/2026",
        "catalog": "2.5-edition-wcag-2.2-en",
        "chapters": {"success_criteria_level_a": {"criteria": list(criteria)}},
        **more,
    }


def _whole(changed: str = "", level: str = "supports", component: str = "web") -> list[dict[str, Any]]:
    every = [_criterion(number, "supports") for number in wcag.needed()]
    return [*every, _criterion(changed, level, component)] if changed else every


def _outcome(*criteria: dict[str, Any]) -> Outcome:
    return {line.requirement_id: line.outcome for line in seen(_report(*criteria)).lines}["WCAG-1"]


def test_a_whole_report_declares_the_whole() -> None:
    """Never more than declared."""
    found = seen(_report(*_whole()))
    assert (found.format, found.subject.version) == (Format.OPENACR_REPORT, "3.1")
    assert (found.issuer.kind, str(found.produced_on)) == ("vendor", "2026-08-31")
    assert {(line.outcome, line.assurance) for line in found.lines} == {(Outcome.MET, Assurance.DECLARED)}


@pytest.mark.parametrize(
    ("level", "component", "outcome"),
    [
        ("does-not-support", "web", Outcome.NOT_MET),
        ("Does Not Support", "software", Outcome.NOT_MET),
        ("partially-supports", "web", Outcome.PARTLY_MET),
        ("not-evaluated", "web", Outcome.NOT_EVIDENCED),
        ("", "web", Outcome.NOT_EVIDENCED),
        ("mostly", "web", Outcome.INCONCLUSIVE),
        ("not-applicable", "web", Outcome.MET),
        ("does-not-support", "electronic-docs", Outcome.MET),
    ],
)
def test_levels(level: str, component: str, outcome: Outcome) -> None:
    """The worst on a screen decides; documents that come with it are shown only."""
    assert _outcome(*_whole("1.4.3", level, component)) is outcome


def test_a_report_against_an_older_version_leaves_the_newer_criteria_open() -> None:
    """Supports on all of 2.0 is not 2.2."""
    old = [_criterion(each.number, "supports") for each in wcag.needed().values() if each.since == "2.0"]
    assert _outcome(*old) is Outcome.NOT_EVIDENCED


def test_not_applicable_throughout_is_for_a_person() -> None:
    """No screen escapes every criterion."""
    assert (
        _outcome(*[_criterion(number, "not-applicable") for number in wcag.needed()]) is Outcome.INCONCLUSIVE
    )


def test_numbers_that_are_no_criteria_are_told() -> None:
    """They count for nothing."""
    found = seen(_report(*_whole(), _criterion("9.9.9", "does-not-support")))
    assert any("9.9.9" in note for note in found.notes)
    assert found.lines[0].outcome is Outcome.MET


def test_other_chapters_and_chapters_switched_off() -> None:
    """Section 508 and EN 301 549 by their own numbers; a disabled chapter is left out."""
    chapters = {
        "hardware": {"disabled": True, "criteria": [_criterion("402.2", "does-not-support", "none")]},
        "functional_performance_criteria": {"criteria": [_criterion("302.1", "supports", "none")]},
        "en_301_549_web": {"criteria": [_criterion("9.1.1.1", "does-not-support", "none")]},
    }
    found = seen(_report(chapters=chapters))
    assert [each.about for each in found.statements] == ["section508:302.1 none", "en301549:9.1.1.1 none"]
    assert found.lines[0].outcome is Outcome.NOT_EVIDENCED


def test_yaml_is_read_too() -> None:
    """With a BOM and CRLF, as an editor may leave it."""
    text = (
        "title: R\nproduct:\n  name: Ehr\n  version: 2026-01-01\nchapters:\n  success_criteria_level_a:\n"
        "    criteria:\n      - num: 1.1.1\n        components:\n          - name: web\n"
        "            adherence:\n              level: does-not-support\n"
    )
    found = seen(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert found.lines[0].outcome is Outcome.NOT_MET
    assert found.subject.version == "2026-01-01"


def test_a_report_without_a_level_is_refused() -> None:
    """With the place."""
    assert refused(_report(chapters={"hardware": {}})).pointer == "/chapters"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("8/31/2021", "2021-08-31"),
        ("31.8.2021", "2021-08-31"),
        ("4/3/2021", "2021-03-04"),
        ("June 2020", "2020-06-01"),
        ("31st August 2021", "2021-08-31"),
        ("Aug 31, 2021", "2021-08-31"),
        ("2021-08-31T00:00:00Z", "2021-08-31"),
        ("13/13/2021", "None"),
        ("soon", "None"),
        (2021, "None"),
    ],
)
def test_days_as_people_write_them(text: Any, day: str) -> None:
    """The earlier of two readings."""
    assert str(free_day(text)) == day
